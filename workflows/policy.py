"""Every period, rate and clock of the scheme, as one dated version.

Amounts are whole days unless the name says working days, months or years. A case keeps the version
it began under; a change of policy never moves a running case.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Policy:
    """One version of the scheme's policy, in force from `effective_on`."""

    version: int
    effective_on: date
    # Applying
    draft_days: int = 90  # an untouched draft ends
    draft_notice_days: tuple[int, int, int] = (14, 45, 76)
    draft_kept_days: int = 30  # an expired draft's contents are kept this much longer
    receipt_working_days: int = 5  # to say whether a submission is complete
    decision_working_days: int = 10  # from file complete, standard
    long_stop_days: int = 60  # then a registrar records why
    information_days: int = 42  # to answer a request for information
    follow_up_days: int = 21  # to answer a second request
    information_notice_days: tuple[int, int, int] = (14, 7, 2)  # before the answer is due
    representations_days: int = 28
    appeal_days: int = 28
    fee_pence: int = 0  # 0 skips the fee states
    # Checks
    reference_chase_working_days: tuple[int, int, int] = (5, 10, 15)
    reference_working_days: int = 20
    query_reply_working_days: int = 10
    check_valid_months: int = 12
    criminal_record_valid_months: int = 6
    history_years: int = 6
    gap_days: int = 28
    # Registration
    cycle_years: int = 3
    attestation_months: int = 12
    left_shown_months: int = 12
    # How long after its end a limit is still told of (lifecycles, publication clocks)
    warning_shown_months: int = 60
    undertakings_shown_months: int = 120
    conditions_shown_months: int = 120
    suspension_shown_months: int = 120
    long_suspension_shown_months: int = 180
    short_suspension_months: int = 3  # a suspension of no more than this is a short one
    # Keeping up. Notices are days before the due date; below 0, after it
    attestation_notice_days: tuple[int, ...] = (60, 30, 7, 0, -14, -21)  # the first opens it
    attestation_mandatory_days: tuple[int, ...] = (60, 30, 7, 0, -14, -21)
    employer_told_days: tuple[int, int] = (14, 0)
    outage_hours: int = 2  # of the service, on a day on which something is due
    outage_working_days: int = 3  # by which it moves then
    proof_hours: int = 72  # accepted with no bounce
    proof_address_months: int = 12  # at an address confirmed within
    letter_working_days: int = 2  # from posted to proven
    grace_days: int = 28  # a notice was not proven, so the date moves
    late_days: int = 28  # late, and still registered
    lapse_look_days: int = 14  # before the late time ends, a person can look at the batch
    lapse_wait_days: int = 7  # nobody has looked yet, so the date moves
    pause_return_days: int = 60  # at least, when a hold ends
    absence_return_days: int = 90  # on return from a planned absence
    absence_most_months: int = 24  # entered at a time; it can be made longer later
    quick_restore_days: int = 28
    confirmation_days: int = 28  # then the employer's half passes to the next office
    confirmation_reply_working_days: int = 10
    between_posts_months: int = 24  # self-attestation only
    matter_hold_months: int = 6  # a hold on leaving, renewed once at most
    removed_shown_months: int = 120
    death_shown_days: int = 28
    unreachable_days: int = 90
    unreachable_restore_months: int = 12
    simple_restore_months: int = 12
    interim_cover_days: int = 42  # then the note ends by itself
    merge_grace_days: int = 60  # after organisations merge, nothing falls due
    leaver_reference_working_days: int = 20  # to write it when somebody leaves a post
    change_notice_days: int = 28  # to tell us of a new name, post or answer
    # Revalidation: contact health first, then the formal notice that opens it, then reminders
    revalidation_notice_days: tuple[int, ...] = (
        *(180, 120, 90, 60, 30, 14, 7, 3, 1, 0),
        *(-1, -7, -14, -21, -26),
    )
    revalidation_mandatory_days: tuple[int, ...] = (120, 30, 7, 0, -14, -21)
    formal_notice_days: int = 90  # never fewer; if it goes late, the due date moves
    reflections_asked: int = 5
    feedback_people: int = 15
    non_executive_percent: int = 50  # of the appraisals asked of an executive
    confirmer_working_days: int = 20
    confirmer_chase_working_days: tuple[int, int, int] = (5, 10, 15)
    deferral_earliest_days: int = 120  # before the due date
    deferral_least_days: int = 60  # strictly more than, after the due date
    deferral_most_days: int = 365  # strictly less than
    warnings_needed: int = 2  # in writing, before anybody says they were not engaged with
    warning_gap_days: int = 14  # between one warning and the next
    audit_per_thousand: int = 25
    audit_exempt_months: int = 12
    audit_working_days: int = 20
    evidence_working_days: int = 20
    remediation_months: int = 6
    # Records
    withdrawn_kept_days: int = 30  # a withdrawn application's contents are kept this long
    withdrawn_note_years: int = 2  # then only a note of it is
    command_days: int = 30
    employer_answer_working_days: int = 10
    # Answering people
    enquiry_working_days: int = 5
    adjustment_working_days: int = 5
    acknowledgement_working_days: int = 2  # of a complaint, or of a worry about a leader
    complaint_working_days: int = 20  # each time: the answer, and the review of it

    def as_json(self) -> dict[str, Any]:
        """Give the version in the shape in which policies are kept, exported and imported."""
        return {**asdict(self), "effective_on": self.effective_on.isoformat()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Policy":
        """Read a kept version. Unknown names raise TypeError; missing ones take the default."""
        known = {f.name for f in fields(cls)}
        if unknown := set(values) - known:
            raise TypeError(f"no such policy: {', '.join(sorted(unknown))}")
        read: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in values.items()
        }
        read["effective_on"] = date.fromisoformat(values["effective_on"])
        return cls(**read)


FIRST = Policy(version=1, effective_on=date(2024, 4, 1))
