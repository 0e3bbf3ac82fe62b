"""Who may confirm a revalidation: somebody with standing, of the right organisation, unconflicted.

A direct report and a family or financial tie are declared by the registrant; the rest is looked up.
"""

from dataclasses import dataclass

from workflows.engine import Named


@dataclass(frozen=True)
class Candidate:
    """What is known of somebody who is named as confirmer."""

    is_registrant: bool = False  # the very person
    stands: bool = True  # registered and not suspended, or holds an office that confirms
    in_organisation: bool = True
    was_confirmed: bool = False  # by this registrant, in this cycle


def problems(candidate: Candidate) -> tuple[Named, ...]:
    """Say everything that speaks against a confirmer."""
    if candidate.is_registrant:
        return (Named("confirmer", "You cannot confirm for yourself. Name somebody else"),)
    told = (
        (
            not candidate.stands,
            "The confirmer must be registered, or hold an office that confirms. Name somebody else",
        ),
        (
            not candidate.in_organisation,
            "The confirmer must be of your organisation. Name somebody else",
        ),
        (
            candidate.was_confirmed,
            "You confirmed this person in this cycle, so somebody else confirms for you",
        ),
    )
    return tuple(Named("confirmer", words) for speaks_against, words in told if speaks_against)
