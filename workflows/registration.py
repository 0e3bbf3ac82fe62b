"""The life of an entry: open, late, lapsed, restored, left, and the other ways in which it ends.

Nobody lapses by accident. The step into `lapsed` needs proof that each mandatory notice arrived and
a registrar who has looked; else the date moves and a person is told. Each clock trigger here has a
last step without a condition, so that there is no case for which the clock knows no answer.
"""

from typing import Any

from workflows.deadline import on
from workflows.engine import Deadline, Guard, Step, Workflow
from workflows.registration_state import (
    ENDED,
    ON_REGISTER,
    Facts,
    Practice,
    RestrictionKind,
    Standing,
    death_reported,
    looked_at,
    new_name_given,
    no_death_reported,
    no_matter_open,
    not_restricted,
    nothing_missing,
    nothing_overdue,
    notices_proven,
    second_to_death,
    second_to_unreachable,
    unreachable_long,
    within_quick_days,
)
from workflows.registration_words import PUBLIC, PublicStanding, limits, sentence
from workflows.roles import Role

__all__ = [
    "ENDED",
    "ON_REGISTER",
    "WORKFLOW",
    "PUBLIC",
    "Facts",
    "Practice",
    "PublicStanding",
    "RestrictionKind",
    "Standing",
    "limits",
    "sentence",
]
S, R = Standing, Role
HERE = (S.ACTIVE, S.LATE)


def while_registered(trigger: str, dest: Standing | None, **step: Any) -> list[Step]:
    """Give one step that is open to a registered person, late or not."""
    return [Step(trigger, state, dest, **step) for state in HERE]


def ending(
    trigger: str, dest: Standing, *when: Guard, also: tuple[str, ...] = (), **step: Any
) -> list[Step]:
    """Give a step by which an entry ends, with everything that was open under it."""
    inline = ("end_registration", "end_name_request", *also)
    return while_registered(trigger, dest, when=when, inline=inline, **step)


WORKFLOW = Workflow(
    name="registration",
    states=Standing,
    initial=S.NEW,
    labels={
        S.NEW: "Not yet open",
        S.ACTIVE: "Registered",
        S.LATE: "Registered, renewal late",
        S.LAPSED: "Lapsed",
        S.LEFT: "Left the register",
        S.RETIRED: "Retired",
        S.UNREACHABLE: "Ended, cannot be reached",
        S.REMOVED: "Removed by decision",
        S.DECEASED: "Died",
        S.ENDED_IN_ERROR: "Entered in error",
    },
    endings=frozenset({S.REMOVED, S.DECEASED, S.ENDED_IN_ERROR}),
    steps=(
        Step(
            "open",
            S.NEW,
            S.ACTIVE,
            by=(R.SYSTEM,),
            label="Open the entry",
            inline=("open_obligations", "open_first_appointment"),
            queued=("issue_certificate", "send_welcome"),
        ),
        *while_registered(
            "begin_keeping_up",
            None,
            by=(R.SYSTEM,),
            label="Begin to keep up an entry from before this was asked",
            inline=("open_obligations", "open_first_appointment"),
        ),
        *while_registered(
            "correct_name",
            None,
            by=(R.REGISTRAR,),
            label="Record a change of name",
            when=(new_name_given,),
            reason=True,
            inline=("apply_name",),
            queued=("issue_certificate", "send_name_changed"),
            consequence="The entry shows the new name, and a new certificate replaces the old one.",
        ),
        *while_registered(
            "change_role",
            None,
            by=(R.SYSTEM,),  # an appointment says so
            label="Show another post",
            inline=("apply_role",),
            queued=("issue_certificate", "send_role_changed"),
        ),
        *while_registered(
            "move_organisation",
            None,
            by=(R.SYSTEM,),
            label="Show the organisation that takes over",
            inline=("apply_role",),
            queued=("issue_certificate",),
        ),
        # The due date
        Step(
            "fall_due",
            S.ACTIVE,
            S.LATE,
            by=(R.SYSTEM,),
            label="The due date has passed",
            when=(notices_proven,),
            inline=("begin_late",),
            queued=("send_late", "send_employer_late"),
        ),
        Step(
            "fall_due",
            S.ACTIVE,
            None,
            by=(R.SYSTEM,),
            label="Extend: a notice is not proven to have arrived",
            inline=("grant_grace",),
            queued=("send_extended",),
        ),
        Step(
            "catch_up",
            S.LATE,
            S.ACTIVE,
            by=(R.SYSTEM,),
            label="Nothing is overdue any more",
            when=(nothing_overdue,),
            inline=("end_late",),
            queued=("send_caught_up",),
        ),
        *while_registered(
            "renew",
            None,
            by=(R.SYSTEM,),
            label="Renewed for another cycle",
            queued=("issue_certificate",),
        ),
        Step(
            "lapse",
            S.LATE,
            S.LAPSED,
            by=(R.SYSTEM,),
            label="Lapse",
            when=(notices_proven, looked_at),
            inline=("end_late", "set_clocks"),
            queued=("send_lapsed", "send_employer_lapsed"),
        ),
        Step(
            "lapse",
            S.LATE,
            None,
            by=(R.SYSTEM,),
            label="Wait for a registrar to look",
            when=(notices_proven,),
            inline=("wait_for_look",),
        ),
        Step(
            "lapse",
            S.LATE,
            None,
            by=(R.SYSTEM,),
            label="Extend: a notice is not proven to have arrived",
            inline=("grant_grace",),
            queued=("send_extended",),
        ),
        Step(
            "look_at_lapse",
            S.LATE,
            None,
            by=(R.REGISTRAR,),
            label="Record that you have looked at this lapse",
            reason=True,
            inline=("note_look",),
        ),
        Step(
            "extend_late",
            S.LATE,
            None,
            by=(R.REGISTRAR, R.SYSTEM),
            label="Give more time",
            reason=True,
            inline=("grant_grace",),
            queued=("send_extended",),
        ),
        Step(
            "restore_quickly",
            S.LAPSED,
            S.ACTIVE,
            by=(R.SYSTEM,),
            label="Restore on the same day",
            when=(within_quick_days, nothing_missing),
            inline=("set_clocks", "show_post_again"),
            queued=("issue_certificate", "send_restored"),
        ),
        *(
            Step(
                "restore",
                state,
                S.ACTIVE,
                by=(R.REGISTRAR,),
                label="Restore to the register",
                when=(no_matter_open,),
                reason=True,
                inline=("open_obligations", "show_post_again"),
                queued=("issue_certificate", "send_restored"),
                consequence="The entry opens again under its number, the gap stays to be seen as a"
                " gap, and a new certificate is made.",
            )
            for state in (S.LAPSED, S.LEFT, S.RETIRED, S.UNREACHABLE)
        ),
        # Stops of the clock, and moved dates
        *while_registered(
            "pause",
            None,
            by=(R.SUBJECT, R.REGISTRAR, R.SYSTEM),
            label="Stop the clocks",
            inline=("begin_pause",),
        ),
        *while_registered(
            "resume",
            None,
            by=(R.SUBJECT, R.REGISTRAR, R.SYSTEM),
            label="Let the clocks run again",
            inline=("end_pause",),
            queued=("send_extended",),
        ),
        *while_registered(
            "make_up_outage",
            None,
            by=(R.SYSTEM,),
            label="Give back the days of an outage",
            reason=True,
            inline=("make_up_outage",),
            queued=("send_extended",),
        ),
        # Endings
        *ending(
            "leave",
            S.LEFT,
            no_matter_open,
            by=(R.SUBJECT,),
            label="Leave the register",
            danger=True,
            queued=("send_left",),
            consequence="Your entry says that you left, for 12 months, and then comes down. Your"
            " certificate no longer stands.",
        ),
        *ending(
            "retire",
            S.RETIRED,
            no_matter_open,
            not_restricted,
            by=(R.SUBJECT,),
            label="Retire from the register",
            danger=True,
            queued=("send_retired",),
            consequence="Your entry says that you retired, for 12 months. Your certificate no"
            " longer stands.",
        ),
        *ending(
            "end_in_error",
            S.ENDED_IN_ERROR,
            by=(R.REGISTRAR,),
            label="End an entry made in error",
            reason=True,
            danger=True,
            queued=("send_ended_in_error",),
            consequence="The entry and the certificate end today. The person is told why.",
        ),
        *ending(
            "remove",
            S.REMOVED,
            by=(R.SYSTEM,),
            label="Remove by decision",
            queued=("send_removed",),
        ),
        *while_registered(
            "report_death",
            None,
            by=(R.REGISTRAR,),
            label="Record that a death was reported",
            when=(no_death_reported,),
            reason=True,
            inline=("note_death",),
        ),
        *while_registered(
            "refute_death",
            None,
            by=(R.REGISTRAR,),
            label="Record that the report of a death was false",
            when=(death_reported,),
            reason=True,
            inline=("drop_death",),
            queued=("send_extended", "resume_mail"),
        ),
        *ending(
            "confirm_death",
            S.DECEASED,
            death_reported,
            second_to_death,
            by=(R.REGISTRAR,),
            label="Confirm a death",
            reason=True,
            also=("close_matters",),
            danger=True,
            consequence="The registration ends. The entry comes down after 28 days. Nothing is sent"
            " to the person.",
        ),
        *while_registered(
            "report_unreachable",
            None,
            by=(R.REGISTRAR,),
            label="Record that every channel fails",
            reason=True,
            inline=("note_unreachable",),
        ),
        *ending(
            "end_unreachable",
            S.UNREACHABLE,
            unreachable_long,
            second_to_unreachable,
            by=(R.REGISTRAR,),
            label="End because the person cannot be reached",
            reason=True,
            danger=True,
            consequence="The entry ends without blame. It can be restored quickly for 12 months.",
        ),
    ),
    deadlines=(
        Deadline(S.ACTIVE, "fall_due", on("still_due_on")),
        Deadline(S.LATE, "lapse", on("still_late_until")),
        *(Deadline(state, "pause", on("pause_eve")) for state in HERE),
        *(Deadline(state, "resume", on("pause_ends_on")) for state in HERE),
    ),
)
