"""Who may confirm: standing, organisation, and no conflict."""

import pytest

from workflows.confirmer import Candidate, problems


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (Candidate(), []),
        (Candidate(is_registrant=True), ["for yourself"]),
        (Candidate(is_registrant=True, stands=False), ["for yourself"]),
        (Candidate(stands=False), ["must be registered"]),
        (Candidate(in_organisation=False), ["of your organisation"]),
        (Candidate(was_confirmed=True), ["You confirmed this person"]),
        (Candidate(stands=False, was_confirmed=True), ["must be registered", "You confirmed"]),
    ],
)
def test_what_speaks_against_a_confirmer(candidate: Candidate, said: list[str]) -> None:
    found = [each.title for each in problems(candidate)]
    assert len(found) == len(said)
    assert all(part in words for part, words in zip(said, found, strict=True))
