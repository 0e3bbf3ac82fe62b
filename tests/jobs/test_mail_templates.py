"""The words of every notice: whose it is, what, when, one link, who can help, nothing too much."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from jinja2 import UndefinedError

from registry.config import ROOT, Scheme
from registry.documents.mail import as_html, compose
from registry.jobs import letter, letter_registration
from registry.models.appointment import Appointment
from registry.models.case import Movement
from registry.models.name_request import NameRequest
from registry.models.registration import Registration
from registry.services import name_request, notice, reference, registration
from registry.services.access import actor_for
from registry.services.setting import scheme
from registry.wiring import LETTERS, WORKFLOWS
from tests import factories
from tests.conftest import NOW
from tests.documents.test_mail import in_body, parsed, words
from tests.keeping import confirmation_of
from tests.offices import hold_office
from tests.people import People
from workflows.obligation import Owed, Verdict

CODE = "reference_code"
KINDS = (*LETTERS, CODE)
# Walked by tests.services.test_organisation and test_organisation_merge
OFFICE, MERGED = "office_opened", "posts_proposed"
TO_OUTSIDERS = tuple(kind for kind in LETTERS if kind.startswith("send_reference_"))
TO_WHOEVER_TOLD_US = "send_concern_acknowledged"  # confidential: no name, nothing to sign in to
ABOUT_SOMEBODY = tuple(kind for kind in LETTERS if kind != TO_WHOEVER_TOLD_US)
TO_EMPLOYER = tuple(letter_registration.TO_EMPLOYER)
EMPLOYER_TOLD = tuple(kind for kind in TO_EMPLOYER if kind.startswith("send_employer_"))
DEMANDS = ("send_attestation_open", "send_attestation_reminder", "send_late", "send_lapsed")
FOLDER = ROOT / "templates" / "mail"
VERDICT = tuple(kind for kind in LETTERS if "verdict" in (FOLDER / f"{kind}.txt").read_text())
VERDICT += ("send_revalidation_open", "send_revalidation_reminder", "send_revalidation_sent")
VERDICT += ("send_revalidated", "send_revalidation_answered", "send_recommendation_ended")
VERDICT += ("send_revalidation_warning", "send_answer_due")
REVALIDATION_REASON = (
    *("send_confirmer_gone", "send_revalidation_warning", "send_non_engagement"),
    *("send_recommendation_ended", "send_minded_not_to_revalidate", "send_more_evidence"),
    *("send_remediation", "send_revalidation_reopened"),
)
WITH_REASON = ("send_check_query", "send_provisional_refusal", "send_refusal")
WITH_REASON += ("send_ended_in_error", "send_removed", "send_cannot_confirm")
WITH_REASON += REVALIDATION_REASON
WITH_REASON += ("send_appointment_disputed", "send_name_closed")
SITE = "https://register.example"
ADDRESS = re.compile(r"https?://\S+")
DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b")
NEVER = re.compile(
    r"\b(completed?|licen[cs]e|illegal|valid until|fit and proper|cleared|struck off|revoked"
    r"|overdue|e\.?g|i\.?e|etc|via|per|regret|failure|penalty|unfortunately|please note)\b",
    re.IGNORECASE,
)


@dataclass
class Said:
    """All that a context may hold, with values that are easily found again."""

    scheme: Scheme = field(default_factory=lambda: Scheme(base_url=SITE))
    to: str = "Sam Chair"
    name: str = "Sam Chair"
    person: str = "Amina Okafor"
    reason: str = "The history ends in 2023.\nNobody could confirm the post."
    at: date = date(2026, 11, 23)
    reference: str = "A-7K2M-9Q4X-3"
    link: str = f"{SITE}/applications/7"
    apply: str = f"{SITE}/application"
    response_due: date = date(2026, 12, 21)
    appeal_days: int = 28
    decision_working_days: int = 10
    note_years: int = 2
    contents_until: date = date(2026, 12, 23)
    adjustment_working_days: int = 5
    change_days: int = 28
    missing: tuple[Any, ...] = ("Your referee and employer", "Fitness")
    expires: date = date(2027, 2, 22)
    days_left: int = 14
    draft_days: int = 90
    kept_until: date = date(2026, 12, 23)
    question: str = "Where did you work in 2019?"
    answer_due: date = date(2027, 1, 4)
    answer_days_left: int = 7
    check: str = "Employment history and gaps"
    question_link: str = f"{SITE}/applications/7/checks/3/answer"
    reply_due: date = date(2026, 12, 7)
    number: str = "SL-4H7K-2M9P-X"
    post: str = "Chief nurse"
    organisation: str = "Airedale NHS Foundation Trust"
    renewal_due: date = date(2029, 11, 23)
    cycle_years: int = 3
    shown_months: int = 12
    entry: str = f"{SITE}/register/SL-4H7K-2M9P-X"
    kind: str = "referee"
    reference_link: str = f"{SITE}/references/3-5f1d1c3f8e8f4f7a9b0c1d2e3f4a5b6c7d8e9f0a"
    privacy: str = f"{SITE}/privacy"
    statement_due: date = date(2026, 12, 21)
    code: str = "048213"
    minutes: int = 30
    is_copy: bool = False
    on_paper: bool = False
    verdict: Verdict = field(default_factory=lambda: judged(2))
    verdict_within: str = "2 things are missing"
    lacking: str = "2 things missing"
    obligation: str = "yearly attestation"
    due: date | None = date(2027, 11, 23)
    days: int = 7
    left: str = "7 days left"
    time_left: str = "28 days left"
    late_until: date | None = None
    late_days: int = 28
    quick_days: int = 28
    quick_until: date = date(2028, 1, 18)
    opens: date | None = date(2028, 9, 24)
    step_link: str = f"{SITE}/registration"
    year: int = 2027
    confirmation_link: str = f"{SITE}/employer/confirmations/3"
    reply_link: str = f"{SITE}/registration/confirmations/3"
    answer_by: date = date(2027, 12, 21)
    reply_by: date = date(2027, 12, 7)
    prepares: bool = False
    is_extended: bool = True
    confirmer: str = "Sam Chair"
    confirmer_by: date = date(2027, 12, 21)
    confirming_link: str = f"{SITE}/confirming/3"
    revalidation_link: str = f"{SITE}/registration/revalidation"
    window: date = date(2027, 7, 26)
    audit_by: date = date(2027, 12, 21)
    audit_per_thousand: int = 25
    lot_code: str = "5f1d1c3f8e8f4f7a"
    plan_until: date = date(2028, 5, 23)
    answer_days: int = 28
    posts_link: str = f"{SITE}/registration/posts"
    appointment_link: str = f"{SITE}/employer/appointments/3"
    request_link: str = f"{SITE}/registration/name"
    reference_by: date | None = date(2026, 12, 21)
    ended: date = date(2026, 11, 20)
    ended_on: date = date(2026, 11, 20)
    began: date = date(2026, 4, 1)
    received: date = date(2026, 11, 20)
    role_confirmed: bool = False


MISSING = (
    Owed("fitness", "Fitness", date(2027, 11, 23), "attestation:fitness"),
    Owed("declaration", "Send your attestation", date(2027, 11, 23), "attestation:declaration"),
)


def judged(count: int) -> Verdict:
    return Verdict(MISSING[:count], None, 2027)


def keeping(count: int) -> dict[str, Any]:
    """Give what a notice about keeping up says when so many things are missing."""
    verdict = judged(count)
    within = verdict.sentence[:1].lower() + verdict.sentence[1:]
    return {
        "verdict": verdict,
        "verdict_within": within,
        "lacking": letter_registration.lacking(verdict),
        "missing": verdict.missing,
    }


def written(kind: str, /, **changes: Any) -> tuple[str, str]:
    if kind in VERDICT:
        late = {"late_until": date(2027, 12, 21)} if kind in ("send_late", "send_lapsed") else {}
        changes = {**keeping(2), **late, **changes}
    if kind in EMPLOYER_TOLD:
        changes = {**keeping(2), "late_until": date(2027, 12, 21), **changes}
    return compose(kind, vars(replace(Said(), **changes)))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_notice_has_its_template_and_no_other_is_there() -> None:
    there = {path.name for path in FOLDER.iterdir()}
    assert there == {f"{kind}.txt" for kind in (*KINDS, OFFICE, MERGED)}


@pytest.mark.parametrize("kind", KINDS)
def test_subject_is_one_short_line(kind: str) -> None:
    subject, text = written(kind, person="The Right Honourable Professor Dame " + "Maria " * 20)
    assert len(subject) <= 110
    assert subject == flat(subject)
    assert text.strip() != subject


@pytest.mark.parametrize("kind", ABOUT_SOMEBODY)
def test_subject_begins_with_whose_it_is(kind: str) -> None:
    assert written(kind)[0].startswith("Amina Okafor")


@pytest.mark.parametrize("kind", ABOUT_SOMEBODY)
def test_there_is_exactly_one_link_and_it_is_ours(kind: str) -> None:
    _, text = written(kind)
    page = parsed(as_html(text, Said().scheme))
    assert ADDRESS.findall(text) == [link.get("href") for link in page.iter("a")]
    assert [a.startswith(SITE) for a in ADDRESS.findall(text)] == [True]


def test_whoever_told_us_of_a_matter_reads_no_name_and_no_link() -> None:
    subject, text = written(TO_WHOEVER_TOLD_US)
    assert "Okafor" not in f"{subject}{text}"
    assert not ADDRESS.search(text)


def test_a_code_comes_without_a_link() -> None:
    subject, text = written(CODE)
    assert "048213" in subject
    assert "048213" in text
    assert not ADDRESS.search(text)


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same_words(kind: str) -> None:
    _, text = written(kind)
    assert in_body(as_html(text, Said().scheme)) == words(text)


@pytest.mark.parametrize("kind", KINDS)
def test_lines_fit_a_narrow_window(kind: str) -> None:
    _, text = written(kind, reason="A long reason. " * 30, organisation="North and South " * 8)
    long = [line for line in text.splitlines() if len(line) > 78 and not ADDRESS.match(line)]
    assert long == []


@pytest.mark.parametrize("kind", KINDS)
def test_who_can_help_is_named(kind: str) -> None:
    text = flat(written(kind)[1])
    assert "help@register.example or call 020 7946 0000" in text
    assert "A voluntary register run by the Scheme Office. Not a statutory regulator." in text


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_this_scheme_never_uses(kind: str) -> None:
    subject, text = written(kind)
    assert NEVER.findall(f"{subject}\n{text}") == []


@pytest.mark.parametrize("kind", LETTERS)
def test_there_is_a_date_and_what_happens_if_nothing_is_done(kind: str) -> None:
    subject, text = written(kind)
    assert DATE.search(f"{subject}\n{flat(text)}")
    assert re.search(
        r"If you (do nothing|do not respond)|If we (have no answer|do not hear|hear nothing)"
        r"|nothing (more )?you need to do|do not (need|have) to do any"
        r"|not write to you about this again",
        flat(text),
    )


@pytest.mark.parametrize("kind", LETTERS)
def test_reasons_go_where_they_are_owed_and_nowhere_else(kind: str) -> None:
    assert ("Nobody could confirm" in written(kind)[1]) == (kind in WITH_REASON)


@pytest.mark.parametrize("kind", KINDS)
def test_markup_and_lines_in_a_name_stay_a_name(kind: str) -> None:
    nasty = "<script>alert(1)</script>\n\nGo on:\nhttps://register.example/evil"
    subject, text = written(kind, person=nasty, to=nasty, name=nasty, post=nasty, reason=nasty)
    page = parsed(as_html(text, Said().scheme))
    assert "\n" not in subject
    assert not list(page.iter("script"))
    assert not [link for link in page.iter("a") if "evil" in link.get("href")]


@pytest.mark.parametrize("kind", LETTERS)
def test_a_word_that_is_missing_is_an_error_and_never_a_gap(kind: str) -> None:
    with pytest.raises(UndefinedError):
        compose(kind, {"scheme": Scheme()})


@pytest.mark.parametrize("kind", TO_OUTSIDERS)
@pytest.mark.parametrize("asked", ["referee", "employer"])
def test_an_outsider_hears_nothing_of_the_case(kind: str, asked: str) -> None:
    subject, text = written(kind, kind=asked)
    case = Said()
    for private in (case.reference, case.link, case.post, case.question, case.check, case.number):
        assert private not in f"{subject} {flat(text)}"
    assert (case.organisation in flat(text)) == (asked == "employer")


def test_a_draft_says_what_is_missing_or_that_nothing_is() -> None:
    subject, text = written("send_draft_reminder")
    assert subject == "Amina Okafor: 14 days left to submit your application, 2 sections missing"
    assert "- Your referee and employer\n- Fitness\n" in text
    subject, text = written("send_draft_reminder", missing=(), days_left=1)
    assert subject == "Amina Okafor: 1 day left to submit your application"
    assert "Nothing is missing" in flat(text)


def test_provisional_reasons_decide_nothing_and_give_the_day_to_respond() -> None:
    subject, text = written("send_provisional_refusal")
    assert "refus" not in subject
    assert text.startswith("Amina Okafor, nothing has been decided.")
    assert "You have until 21 December 2026 to respond." in flat(text)


def test_a_refusal_says_what_can_be_done_and_keeps_it_out_of_the_subject() -> None:
    subject, text = written("send_refusal")
    assert "refus" not in subject
    assert "Ask for a review. Tell us within 28 days of receiving this" in flat(text)
    assert "Apply again at any time." in text
    assert "The decision is never public" in flat(text)


def test_a_welcome_gives_number_entry_certificate_and_renewal() -> None:
    subject, text = written("send_welcome")
    for said in (Said().number, Said().entry, "“My registration”", "by 23 November 2029, 3 years"):
        assert said in flat(text)
    assert "The register is voluntary." in text
    assert Said().number in subject


@pytest.mark.parametrize(
    ("post", "organisation", "said"),
    [
        ("Chair", "Leeds", "now shows: Chair, Leeds."),
        ("Chair", "", "now shows: Chair."),
        ("", "Leeds", "now shows: Leeds."),
        ("", "", "now shows no post."),
    ],
)
def test_a_changed_role_is_written_as_it_shows(post: str, organisation: str, said: str) -> None:
    assert said in flat(written("send_role_changed", post=post, organisation=organisation)[1])


@pytest.fixture
def line(people: People) -> dict[str, Any]:
    """One row of each workflow, on a line with a question, provisional reasons and an entry."""
    alice, rene = people.alice, people.rene
    hold_office(people)
    case = factories.in_decision(people)
    factories.fire(case, "ask", rene, reason="Where did you work in 2019?")
    factories.fire(case, "answer", alice, reason="In Leeds.")
    factories.fire(case, "propose_refusal", rene, reason="The history ends in 2023.")
    factories.fire(case, "approve", rene)
    entry = registration.of_user(alice)
    assert entry is not None
    half = confirmation_of(people, entry)
    entry.late_until = date(2027, 12, 21)
    other = factories.submitted(people.bob)
    factories.fire(other, "take", people.carol)
    factories.query(other.checks[0], people.carol)
    referee = next(row for row in factories.references_of(case) if row.kind == "referee")
    found = (case, other.checks[0], referee, entry, half.attestation, half)
    entry.revalidations[0].confirmer_id = people.emma.id
    found = (*found, entry.revalidations[0], *careers(people, entry))
    return {row.WORKFLOW.name: row for row in found}


def careers(people: People, entry: Registration) -> tuple[Appointment, NameRequest]:
    """A post that has ended, with its employer to be told, and a request for a new name."""
    (post,) = entry.appointments
    actor = actor_for(people.alice, entry)
    post.asked_on = post.reference_due_on = post.ended_on = NOW.date()
    asked = {"new_name": "Amina Stone", "shown_how": "video"}
    return post, name_request.ask(entry, asked, actor=actor, now=NOW)


def test_the_line_itself_gives_every_template_its_words(line: dict[str, Any], rows: Any) -> None:
    composed, promised = set(), set()
    for workflow in (each for each in WORKFLOWS if each.name in line):
        row = line[workflow.name]
        steps = rows.query(Movement).filter_by(workflow=workflow.name, case_id=row.id)
        movement = steps.first() or Movement(at=NOW, reason="What we read.")  # it waits to open
        kinds = {name for step in workflow.steps for name in step.queued} & set(LETTERS)
        promised |= kinds
        for kind in kinds:
            for to in letter.addressees(kind, row):
                subject, text = compose(kind, letter.context(row, movement, to))
                assert "Amina Okafor" in subject
                assert "None" not in text
                composed.add(kind)
    assert composed == promised
    assert {"send_late", "send_employer_told", "send_confirmation_request"} <= composed


@pytest.mark.parametrize("kind", DEMANDS)
def test_a_notice_says_how_long_and_what_is_missing_in_subject_and_first_line(kind: str) -> None:
    subject, text = written(kind, **keeping(1))
    assert "Fitness missing" in subject
    assert re.search(r"\d+ days left|the same day until 18 January 2028", subject)
    assert "1 thing is missing" in flat(text.split("\n\n")[0])
    assert "- Fitness\n" in text


@pytest.mark.parametrize("kind", sorted(set(VERDICT) - {"send_restored"}))
@pytest.mark.parametrize("count", [0, 1, 2])
def test_only_the_verdict_says_complete_and_only_when_all_is_done(kind: str, count: int) -> None:
    subject, text = written(kind, **keeping(count))
    said = re.findall(r"complete[^.,]*", flat(f"{subject}\n{text}"))
    assert said == ([] if count or kind == "send_late" else ["complete for 2027"]) or not count
    assert not count or said == []


@pytest.mark.parametrize(
    ("days", "late_until", "said"),
    [
        (7, None, "Your yearly attestation is due by 23 November 2027, in 7 days."),
        (1, None, "due by 23 November 2027, in 1 day."),
        (0, None, "due by 23 November 2027, today."),
        (-14, date(2027, 12, 21), "was due by 23 November 2027. You are still registered, and"),
        (-14, None, "was due by 23 November 2027. You are still registered."),
    ],
)
def test_a_reminder_counts_to_its_day_and_from_it(
    days: int, late_until: date | None, said: str
) -> None:
    _, text = written("send_attestation_reminder", days=days, late_until=late_until)
    assert said in flat(text)


def test_a_letter_counts_no_days_for_it_is_read_later() -> None:
    subject, text = written("send_attestation_reminder", on_paper=True, left="due by 1 May 2027")
    assert "due by 1 May 2027" in subject
    assert not re.search(r"\bin \d+ days|\bdays left|\btoday\b", f"{subject}\n{text}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "renewal date is extended to 23 November 2027"),
        ({"late_until": date(2027, 12, 21)}, "renewal date is extended to 21 December 2027"),
        ({"is_extended": False}, "renewal date stays 23 November 2027"),
        ({"due": None}, "nothing of yours falls due for now"),
    ],
)
def test_what_is_said_to_be_extended_was(changes: dict[str, Any], said: str) -> None:
    assert said in flat(written("send_extended", **changes)[1])


@pytest.mark.parametrize("kind", EMPLOYER_TOLD)
def test_an_employer_never_reads_what_is_missing(kind: str) -> None:
    subject, text = written(kind)
    for owed in MISSING:
        assert owed.title.lower() not in flat(f"{subject}\n{text}").lower()
    assert not re.search(r"\d+ things?|missing", flat(f"{subject}\n{text}"))


@pytest.mark.parametrize("kind", sorted(letter_registration.COPIED))
def test_a_copy_says_whose_it_is_and_changes_nothing_else(kind: str) -> None:
    own, copy = written(kind), written(kind, is_copy=True)
    assert copy[0] == own[0]
    assert "Sam Chair, this is a copy. Amina Okafor named you" in flat(copy[1])
    assert flat(copy[1]).startswith(flat(own[1]).partition(" If you need help")[0])


def test_a_draft_reminder_tells_what_this_draft_lacks(people: People, rows: Any) -> None:
    draft = factories.a_draft(people.alice)
    rows.delete(next(row for row in draft.answer_rows if row.section == "referee"))
    rows.flush()
    rows.expire_all()
    said = letter.of_draft(draft, Movement(at=NOW))
    assert said["missing"] == ["Your referee and employer"]
    assert (said["expires"], said["days_left"]) == (date(2027, 2, 22), 91)


def test_a_referee_is_written_to_without_the_case(people: People, rows: Any) -> None:
    case = factories.submitted(people.alice)
    row = factories.references_of(case)[0]
    to = letter.addressees("send_reference_request", row)[0]
    said = letter.context(row, Movement(at=NOW, reason="Private"), to)
    assert case.reference not in str(said)
    assert said["statement_due"] == date(2026, 12, 21)


def test_a_message_goes_out_as_text_with_its_twin(people: People, rows: Any) -> None:
    case = factories.submitted(people.alice)
    row = factories.references_of(case)[0]
    assert reference.send_code(row, NOW)
    sent = notice.try_now(notice.of_application(case.id)[0], NOW)
    assert sent.html == as_html(sent.text, scheme())
    assert "your code is" in sent.text
