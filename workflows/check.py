"""One fit-and-proper item of an application: what is looked at, by whom, and how it ends.

Schedule 4 Part 1 grounds are bars: they are clear, ended with evidence, or not satisfied; nobody
mitigates or waives them. Part 2 and the rest are weighed. A check is never turned against a person
because somebody else did not answer, nor by the person's own silence: when no reply comes, the
query stays a query, and somebody decides on what there is. A late reply is still taken.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadline import day_after, on
from workflows.engine import Case, Deadline, Step, Workflow, guard
from workflows.roles import Role


class State(StrEnum):
    OPEN = "open"
    QUERY = "query"
    CLEAR = "clear"
    MITIGATED = "mitigated"
    GROUND_ENDED = "ground_ended"
    NOT_SATISFIED = "not_satisfied"
    NOT_NEEDED = "not_needed"
    STALE = "stale"
    ENDED = "ended"


SETTLED = frozenset(
    {State.CLEAR, State.MITIGATED, State.GROUND_ENDED, State.NOT_SATISFIED, State.NOT_NEEDED}
)
FAVOURABLE = SETTLED - {State.NOT_SATISFIED}
DATED = FAVOURABLE - {State.NOT_NEEDED}  # what holds for a time only


@dataclass(frozen=True)
class Item:
    """One kind of check: what it is, where to look, and which law or framework it answers."""

    key: str
    title: str
    source: str
    guidance: str
    part_one: bool = False  # a bar under Schedule 4 Part 1
    law: str = ""
    valid: str = "check_valid_months"
    may_be_unlawful: bool = False
    third_party: bool = False


ITEMS = (
    Item(
        "identity",
        "Identity",
        "Identity document seen on a video call or in person",
        "Compare the name, the birth date and the likeness with the application.",
    ),
    Item(
        "history",
        "Employment history and gaps",
        "The application and the employer's statement",
        "Six years without a gap of more than 28 days that is not explained.",
    ),
    Item(
        "qualification",
        "Qualifications",
        "The awarding body, or the document itself",
        "Only qualifications that the person relies on.",
    ),
    Item(
        "registration",
        "Other professional registers",
        "The public register of each body named",
        "Registered without a licence to practise is good standing for a leader.",
    ),
    Item(
        "insolvency",
        "Insolvency",
        "Individual Insolvency Register",
        "An empty search proves nothing about the past. A discharged bankruptcy is not a ground.",
        part_one=True,
        law="Schedule 4 Part 1, grounds 1 to 4",
    ),
    Item(
        "director",
        "Disqualified directors",
        "Companies House register of disqualified directors",
        "A name alone is never a match: compare the birth date.",
        part_one=True,
        law="Schedule 4 Part 1, ground 6",
    ),
    Item(
        "trustee",
        "Removed charity trustees",
        "Charity Commission register of removed trustees",
        "Binds only posts that the ground covers.",
        part_one=True,
        law="Schedule 4 Part 1, ground 6",
    ),
    Item(
        "criminal_record",
        "Criminal record check, confirmed by the employer",
        "The employer's statement: level, date and who saw it",
        "Never ask for the certificate or what it says.",
        valid="criminal_record_valid_months",
        may_be_unlawful=True,
    ),
    Item(
        "conduct",
        "Findings about conduct",
        "Published tribunal decisions and the employer's statement",
        "Findings about the person's own conduct. Having brought a claim is not a finding.",
    ),
    Item(
        "employer_statement",
        "Standing statement from the employer",
        "The statement sent to the employer's office-holder",
        "Read the statement beside the application.",
        third_party=True,
    ),
    Item(
        "referee",
        "Referee",
        "The reference sent to the referee",
        "Read the reference beside the application.",
        third_party=True,
    ),
    Item(
        "declaration",
        "Fitness declarations",
        "The application",
        "Weigh each declared matter: what, when, what has changed since.",
    ),
)
BY_KEY = {item.key: item for item in ITEMS}


def required(*, in_post: bool, has_employer: bool) -> tuple[Item, ...]:
    """Give the items an application needs. With no employer there is nobody to state anything."""
    left_out = set() if in_post and has_employer else {"employer_statement", "criminal_record"}
    return tuple(item for item in ITEMS if item.key not in left_out)


@dataclass(frozen=True)
class Facts:
    """What the rules may know of one check."""

    item: str
    entered_on: date
    part_one: bool = False
    may_be_unlawful: bool = False
    source_given: bool = False
    looked_on: date | None = None
    valid_to: date | None = None
    query_raised_by: int | None = None
    reply_due_on: date | None = None  # given while the applicant's reply is awaited
    application_open: bool = True


@guard("Say which source was looked at", place="source")
def source_given(case: Case) -> bool:
    return bool(case.facts.source_given)


@guard("Give the date on which the source was looked at, not in the future", place="looked_on")
def looked(case: Case) -> bool:
    day = case.facts.looked_on
    return bool(day is not None and day <= case.today)


@guard("This check was made too long ago to hold today. Make it again", place="looked_on")
def still_holds(case: Case) -> bool:
    return case.facts.valid_to is None or case.facts.valid_to >= case.today


@guard("A Schedule 4 Part 1 ground cannot be mitigated: it has ended, or it is not satisfied")
def may_be_weighed(case: Case) -> bool:
    return not case.facts.part_one


@guard("Only a Schedule 4 Part 1 ground can end")
def is_part_one(case: Case) -> bool:
    return bool(case.facts.part_one)


@guard("A second person settles what one person queried")
def second_person(case: Case) -> bool:
    return bool(case.actor.id != case.facts.query_raised_by)


@guard("This check is needed for every post")
def may_be_left_out(case: Case) -> bool:
    return bool(case.facts.may_be_unlawful)


@guard("Nothing is asked of you here: we have your answer, or the question is settled")
def reply_awaited(case: Case) -> bool:
    return case.facts.reply_due_on is not None


@guard("Write your answer first", place="words")
def something_said(case: Case) -> bool:
    return bool(case.reason.strip())


@guard("Wait for the applicant's answer, or until the day to answer has passed")
def heard(case: Case) -> bool:
    due = case.facts.reply_due_on
    return due is None or case.today > due


@guard("The application has ended")
def application_open(case: Case) -> bool:
    return bool(case.facts.application_open)


S, R = State, Role
SEEN = (source_given, looked)

WORKFLOW = Workflow(
    name="check",
    states=State,
    initial=S.OPEN,
    labels={
        S.OPEN: "To do",
        S.QUERY: "Query",
        S.CLEAR: "Nothing found",
        S.MITIGATED: "Weighed and mitigated",
        S.GROUND_ENDED: "Ground no longer applies",
        S.NOT_SATISFIED: "Not satisfied",
        S.NOT_NEEDED: "Not lawful for this post",
        S.STALE: "Out of date",
        S.ENDED: "Ended with the application",
    },
    endings=frozenset({S.NOT_NEEDED, S.ENDED}),
    steps=(
        Step(
            "clear",
            S.OPEN,
            S.CLEAR,
            by=(R.CASEWORKER,),
            label="Record that nothing was found",
            when=(*SEEN, still_holds),
            inline=("advance_application",),
        ),
        Step(
            "query",
            S.OPEN,
            S.QUERY,
            by=(R.CASEWORKER,),
            label="Raise a query",
            when=SEEN,
            reason=True,
            inline=("note_query",),
            queued=("send_check_query",),
        ),
        Step(
            "leave_out",
            S.OPEN,
            S.NOT_NEEDED,
            by=(R.CASEWORKER,),
            label="Record that it is not lawful for this post",
            when=(may_be_left_out,),
            reason=True,
            inline=("advance_application",),
        ),
        Step(
            "reply",
            S.QUERY,
            None,
            by=(R.SUBJECT,),
            label="Send your answer",
            when=(reply_awaited, something_said),
            inline=("keep_reply",),
            queued=("send_reply_receipt",),
        ),
        Step("reply_overdue", S.QUERY, None, by=(R.SYSTEM,), label="No answer came in time"),
        Step(
            "explain",
            S.QUERY,
            S.CLEAR,
            by=(R.CASEWORKER, R.ASSESSOR, R.REGISTRAR),
            label="Record that it is explained",
            when=(may_be_weighed, second_person),
            reason=True,
            inline=("advance_application",),
        ),
        Step(
            "withdraw_query",
            S.QUERY,
            S.OPEN,
            by=(R.CASEWORKER,),
            label="Take the query back and look again",
            reason=True,
        ),
        Step(
            "mitigate",
            S.QUERY,
            S.MITIGATED,
            by=(R.ASSESSOR, R.REGISTRAR),
            label="Record a mitigation",
            when=(may_be_weighed, second_person),
            reason=True,
            inline=("advance_application",),
        ),
        Step(
            "ground_ended",
            S.QUERY,
            S.GROUND_ENDED,
            by=(R.ASSESSOR, R.REGISTRAR),
            label="Record that the ground has ended",
            when=(is_part_one, second_person),
            reason=True,
            inline=("advance_application",),
        ),
        Step(
            "not_satisfied",
            S.QUERY,
            S.NOT_SATISFIED,
            by=(R.ASSESSOR, R.REGISTRAR),
            label="Record that it is not satisfied",
            when=(second_person, heard),
            reason=True,
            danger=True,
            inline=("advance_application",),
            consequence="The application cannot be approved while this stands.",
        ),
        Step(
            "reconsider",
            S.NOT_SATISFIED,
            S.QUERY,
            by=(R.REGISTRAR,),
            label="Look at it again",
            when=(application_open,),
            reason=True,
            inline=("reopen_application",),
        ),
        *(
            Step(
                "go_stale",
                state,
                S.STALE,
                by=(R.SYSTEM,),
                label="The check has run out",
                inline=("reopen_application",),
            )
            for state in (S.CLEAR, S.MITIGATED, S.GROUND_ENDED)
        ),
        Step(
            "refresh",
            S.STALE,
            S.OPEN,
            by=(R.CASEWORKER,),
            label="Make the check again",
            when=(application_open,),
        ),
        *(
            Step("end", state, S.ENDED, by=(R.SYSTEM,), label="End with the application")
            for state in (S.OPEN, S.QUERY, S.STALE)
        ),
    ),
    deadlines=(
        Deadline(S.QUERY, "reply_overdue", day_after(on("reply_due_on")), reminder=True),
        *(
            Deadline(state, "go_stale", on("valid_to"))
            for state in (S.CLEAR, S.MITIGATED, S.GROUND_ENDED)
        ),
    ),
)
