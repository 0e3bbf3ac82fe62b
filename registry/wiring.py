"""Every effect a workflow names, and the function that does it.

`connect` compares the names declared with the names wired, both ways, and refuses to start on a
difference: an effect that nobody does would be a promise broken in silence.
"""

from flask import current_app

from registry import clock, queue
from registry.jobs import audit, demo, letter, sweep
from registry.jobs.application_paper import print_application
from registry.jobs.certificate import issue_certificate
from registry.jobs.organisation_merge import merge_organisations
from registry.services import application_step as steps
from registry.services import appointment as appointment_service
from registry.services import attestation as attestation_service
from registry.services import audit as audit_service
from registry.services import (
    casework,
    concern,
    demo_clock,
    obligation,
    outage,
    reference_step,
    registration,
)
from registry.services import check as check_service
from registry.services import interim_cover as interim_cover_service
from registry.services import name_request as name_request_service
from registry.services import organisation_merge as organisation_merge_service
from registry.services import revalidation as revalidation_service
from registry.services.notice import SEND
from registry.services.notice_letter import WRITE
from workflows import (
    application,
    appointment,
    attestation,
    check,
    confirmation,
    interim_cover,
    name_request,
    organisation_merge,
    reference,
    revalidation,
)
from workflows import concern as concern_workflow
from workflows import registration as registration_workflow
from workflows.engine import Workflow

WORKFLOWS: tuple[Workflow, ...] = (
    application.WORKFLOW,
    check.WORKFLOW,
    reference.WORKFLOW,
    registration_workflow.WORKFLOW,
    attestation.WORKFLOW,
    confirmation.WORKFLOW,
    revalidation.WORKFLOW,
    appointment.WORKFLOW,
    interim_cover.WORKFLOW,
    name_request.WORKFLOW,
    organisation_merge.WORKFLOW,
    concern_workflow.WORKFLOW,
)

INLINE: dict[str, casework.Effect] = {
    effect.__name__: effect
    for effect in (
        steps.freeze_answers,
        steps.open_checks,
        steps.request_references,
        steps.assign_caseworker,
        steps.assign_assessor,
        steps.stand_aside,
        steps.open_question,
        steps.keep_answer,
        steps.keep_recommendation,
        steps.drop_recommendation,
        steps.keep_proposal,
        steps.keep_response,
        steps.close_children,
        steps.advance_application,
        steps.reopen_application,
        steps.follow_checks,
        check_service.note_query,
        check_service.keep_reply,
        reference_step.mark_asked,
        reference_step.drop_draft,
        registration.open_registration,
        registration.apply_name,
        registration.apply_role,
        obligation.open_obligations,
        obligation.begin_late,
        obligation.end_late,
        obligation.grant_grace,
        obligation.wait_for_look,
        obligation.note_look,
        obligation.end_registration,
        obligation.begin_pause,
        obligation.end_pause,
        outage.make_up_outage,
        obligation.set_clocks,
        obligation.note_death,
        obligation.drop_death,
        obligation.note_unreachable,
        obligation.apply_due,
        obligation.make_up_for_lateness,
        obligation.settle,
        attestation_service.schedule_next_attestation,
        attestation_service.ask_confirmation,
        attestation_service.pass_on,
        appointment_service.open_first_appointment,
        appointment_service.show_post,
        appointment_service.show_post_again,
        appointment_service.close_post,
        appointment_service.choose_main,
        appointment_service.note_answer,
        appointment_service.note_reference,
        interim_cover_service.close_cover,
        name_request_service.forget_name,
        name_request_service.end_name_request,
        organisation_merge_service.close_organisations,
        organisation_merge_service.hand_over_confirmation,
        organisation_merge_service.tell_successor,
        *revalidation_service.EFFECTS,
        audit_service.ready_draw,
        concern.keep_subject,
        concern.keep_aside,
        concern.begin_hold,
        concern.note_renewal,
        concern.lengthen_hold,
        concern.end_hold,
        concern.close_matters,
    )
}

LETTERS = (
    "send_receipt",
    "send_draft_reminder",
    "send_draft_expired",
    "send_change_of_handler",
    "send_stage_assessment",
    "send_question",
    "send_question_reminder",
    "send_answer_receipt",
    "send_closed",
    "send_provisional_refusal",
    "send_response_receipt",
    "send_refusal",
    "send_withdrawn",
    "send_check_query",
    "send_reply_receipt",
    "send_reference_request",
    "send_reference_reminder",
    "send_reference_thanks",
    "send_reference_declined",
    "send_welcome",
    "send_name_changed",
    "send_role_changed",
    "send_appointment_request",
    "send_appointment_confirmed",
    "send_appointment_disputed",
    "send_appointment_ended",
    "send_organisation_merged",
    "send_name_asked",
    "send_name_closed",
    "send_left",
    "send_ended_in_error",
    "send_retired",
    "send_removed",
    "send_attestation_open",
    "send_attestation_reminder",
    "send_attestation_declared",
    "send_employer_told",
    "send_employer_late",
    "send_employer_lapsed",
    "send_confirmation_request",
    "send_confirmed",
    "send_cannot_confirm",
    "send_late",
    "send_extended",
    "send_caught_up",
    "send_lapsed",
    "send_restored",
    "send_concern_acknowledged",
    "send_contact_check",
    "send_revalidation_open",
    "send_revalidation_reminder",
    "send_confirmer_named",
    "send_confirmer_request",
    "send_confirmer_reminder",
    "send_confirmer_silent",
    "send_confirmer_gone",
    "send_revalidation_sent",
    "send_revalidation_confirmed",
    "send_revalidation_warning",
    "send_deferral_recommended",
    "send_non_engagement",
    "send_recommendation_ended",
    "send_revalidation_deferred",
    "send_minded_not_to_revalidate",
    "send_audit_drawn",
    "send_revalidated",
    "send_more_evidence",
    "send_remediation",
    "send_revalidation_answered",
    "send_revalidation_reopened",
    "send_answer_due",
)
PRINTED = {"issue_certificate": issue_certificate, "print_application": print_application}
CARRIED = {"merge_organisations": merge_organisations}
QUEUED = {
    **PRINTED,
    **CARRIED,
    "resume_mail": letter.resume_mail,
    **{kind: letter.send(kind) for kind in LETTERS},
}
JOBS = {**QUEUED, SEND: letter.send_notice, WRITE: letter.write_letter}


class Miswired(RuntimeError):
    """A workflow names an effect that nobody does, or an effect is wired that nobody names."""


def connect() -> None:
    """Wire every effect, or raise Miswired."""
    steps_of_all = [step for workflow in WORKFLOWS for step in workflow.steps]
    compare("inline", {name for step in steps_of_all for name in step.inline}, set(INLINE))
    compare("queued", {name for step in steps_of_all for name in step.queued}, set(QUEUED))
    casework.INLINE.update(INLINE)
    queue.JOBS.update(JOBS)
    queue.JOBS |= {demo_clock.JOB: demo.move_clock, outage.JOB: sweep.move_for_outage}
    queue.EDGE[:] = [set_clock]
    queue.every("sweep", "* * * * *", run_sweep)
    queue.every("audit seeds", "10 0 * * *", audit.keep_seeds)
    queue.every("tidy", "30 3 * * *", sweep.tidy)
    queue.every("drop files", "50 * * * *", sweep.drop_files)


def run_sweep() -> None:
    """Fire what is due, then number what was published; whoever moves the clock does both."""
    if not (current_app.config.get("DEMO") and demo_clock.is_moving()):
        sweep.sweep()
        sweep.number_log()


def set_clock() -> None:
    """Let a job happen at the scheme's time, in the demo build."""
    if current_app.config.get("DEMO"):
        clock.set_offset(demo_clock.offset())


def compare(kind: str, declared: set[str], wired: set[str]) -> None:
    if declared != wired:
        raise Miswired(
            f"{kind} effects: named but not wired {sorted(declared - wired)},"
            f" wired but not named {sorted(wired - declared)}"
        )
