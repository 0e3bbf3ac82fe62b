"""Revalidation every third year: a portfolio, a confirmer, a draw, and a decision by people.

What presses the registrant are the states before the portfolio is sent; from then on it is somebody
else's turn, the due date is kept ahead, and the confirmer's silence makes nobody late. The last
step is the confirmer's and not a button of the registrant's that could be forgotten. A machine
never finds against anybody: each time that is over leads to a person who looks.
"""

from collections.abc import Callable
from datetime import date

from workflows.deadline import eve_of, on, working
from workflows.engine import Case, Deadline, Step, Workflow
from workflows.revalidation_audit import AUDITED
from workflows.revalidation_confirm import CONFIRMED, RECOMMENDED
from workflows.revalidation_state import (
    ENDED,
    OWED,
    PRESSING,
    WRITTEN_IN,
    Facts,
    Recommended,
    State,
    from_each,
)
from workflows.roles import Role

__all__ = [
    "ENDED",
    "OWED",
    "PRESSING",
    "WORKFLOW",
    "WRITTEN_IN",
    "Facts",
    "Recommended",
    "State",
    "place_of",
    "trigger_of",
]
NOTICES = 15  # lines of the plan: contact health, the opening, and reminders
CHASES = ANSWER_NOTICES = 3
S, R = State, Role
ANSWERING = (
    S.MORE_EVIDENCE,
    S.REMEDIATION,
    S.REPRESENTATIONS,
)  # the registrant has a day to answer


def line(place: int) -> Callable[[Case], date | None]:
    """Give the day of one line of the plan of notices, while the clock runs."""
    return on("still_on", minus="revalidation_notice_days", place=place)


def by_clock(states: tuple[State, ...], trigger: str, label: str, *letters: str) -> list[Step]:
    """Give a message that the clock sends, and that changes nothing else."""
    return from_each(states, trigger, None, by=(R.SYSTEM,), label=label, queued=letters)


NOTICED = (
    *by_clock((S.SCHEDULED,), "check_contact", "Ask whether mail arrives", "send_contact_check"),
    Step(
        "open",
        S.SCHEDULED,
        S.OPEN,
        by=(R.SYSTEM,),
        label="Give formal notice, and open the revalidation",
        inline=("keep_formal_notice",),
        queued=("send_revalidation_open",),
    ),
    *(
        Step(
            f"remind_{n}",
            S.OPEN,
            None,
            by=(R.SYSTEM,),
            label="Remind about the revalidation",
            inline=("make_up_for_lateness",),
            queued=("send_revalidation_reminder",),
        )
        for n in range(2, NOTICES)
    ),
    *(
        step
        for n in (1, 2)
        for step in by_clock(
            (S.OPEN,),
            f"tell_employer_{n}",
            "Tell the employer that it is due",
            "send_employer_told",
        )
    ),
    *(
        step
        for n in range(1, CHASES + 1)
        for step in by_clock(
            (S.WITH_CONFIRMER,), f"chase_{n}", "Remind the confirmer", "send_confirmer_reminder"
        )
    ),
    *by_clock(
        (S.WITH_CONFIRMER,),
        "confirmer_silent",
        "The confirmer has not answered in time",
        "send_confirmer_silent",
    ),
    *(
        step
        for n in range(1, ANSWER_NOTICES + 1)
        for step in by_clock(
            ANSWERING, f"remind_answer_{n}", "Remind about the answer", "send_answer_due"
        )
    ),
)

WORKFLOW = Workflow(
    name="revalidation",
    states=State,
    initial=S.SCHEDULED,
    labels={
        S.SCHEDULED: "Portfolio filling",
        S.OPEN: "Open",
        S.WITH_CONFIRMER: "With your confirmer",
        S.SUBMITTED: "Confirmed, to be drawn",
        S.AUDIT: "Being looked at",
        S.MORE_EVIDENCE: "More evidence asked for",
        S.REMEDIATION: "Plan agreed",
        S.REPRESENTATIONS: "Answer to a proposal awaited",
        S.REVALIDATED: "Revalidated",
        S.NOT_REVALIDATED: "Not revalidated",
        S.CLOSED: "Closed with the registration",
    },
    endings=ENDED,
    steps=(
        *NOTICED,
        *CONFIRMED,
        *RECOMMENDED,
        *AUDITED,
        *from_each(
            OWED,
            "move_due",
            None,
            by=(R.SYSTEM, R.REGISTRAR),
            label="Move the due date",
            reason=True,
            inline=("apply_due",),
        ),
        *from_each(OWED, "close", S.CLOSED, by=(R.SYSTEM,), label="Close with the registration"),
    ),
    deadlines=(
        Deadline(S.SCHEDULED, "check_contact", line(0), reminder=True),
        Deadline(S.SCHEDULED, "open", eve_of(line(1))),
        *(Deadline(S.OPEN, f"remind_{n}", line(n), reminder=True) for n in range(2, NOTICES)),
        *(
            Deadline(
                S.OPEN,
                f"tell_employer_{n}",
                on("still_on", minus="employer_told_days", place=n - 1),
                reminder=True,
            )
            for n in (1, 2)
        ),
        *(
            Deadline(
                S.WITH_CONFIRMER,
                f"chase_{n}",
                working("confirmer_chase_working_days", since="still_asked_on", place=n - 1),
                reminder=True,
            )
            for n in range(1, CHASES + 1)
        ),
        Deadline(
            S.WITH_CONFIRMER,
            "confirmer_silent",
            working("confirmer_working_days", since="still_asked_on"),
            reminder=True,
        ),
        Deadline(S.SUBMITTED, "draw", on("draw_on")),
        *(
            Deadline(
                state,
                f"remind_answer_{n}",
                on("still_on", minus="information_notice_days", place=n - 1),
                reminder=True,
            )
            for state in ANSWERING
            for n in range(1, ANSWER_NOTICES + 1)
        ),
        *(
            Deadline(state, "time_over", on("still_on"))
            for state in (S.MORE_EVIDENCE, S.REMEDIATION)
        ),
    ),
)


def trigger_of(place: int) -> str:
    """Give the step that sends one line of the plan of notices."""
    return {0: "check_contact", 1: "open"}.get(place, f"remind_{place}")


def place_of(trigger: str) -> int:
    """Give the place in the plan of the notice that a step sends. Raises ValueError for others."""
    return [trigger_of(place) for place in range(NOTICES)].index(trigger)
