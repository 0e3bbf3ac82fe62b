"""What must hold before an application moves: each guard with the sentence a person reads."""

from workflows.application_state import State
from workflows.engine import Case, Guard, guard
from workflows.roles import Role


@guard("Complete this section: {}", each="missing_sections")
def sections_complete(case: Case) -> bool:
    return not case.facts.missing_sections


@guard("Accept the scheme rules", place="rules")
def rules_accepted(case: Case) -> bool:
    return bool(case.facts.rules_accepted)


@guard("Replace the file that was refused: {}", each="refused_files")
def files_accepted(case: Case) -> bool:
    return not case.facts.refused_files


@guard("Confirm the declaration yourself", place="declaration")
def declared(case: Case) -> bool:
    return bool(case.facts.declared)


@guard("You are on the register already. Your registration page shows how to keep it up")
def not_registered(case: Case) -> bool:
    return not case.facts.already_registered


@guard("Somebody else has taken this case")
def unassigned(case: Case) -> bool:
    return case.facts.caseworker_id is None


@guard("You assess this case, so somebody else runs its checks")
def not_the_assessor(case: Case) -> bool:
    return bool(case.actor.id != case.facts.assessor_id)


@guard("Somebody else is assessing this case")
def unassessed(case: Case) -> bool:
    return case.facts.assessor_id is None


@guard("You ran the checks of this case, so somebody else assesses it")
def not_the_caseworker(case: Case) -> bool:
    return bool(case.actor.id != case.facts.caseworker_id)


@guard("Only the assessor of this case recommends. Take the assessment first")
def is_the_assessor(case: Case) -> bool:
    return bool(case.facts.assessor_id is not None and case.actor.id == case.facts.assessor_id)


@guard("Settle every check first", place="checks")
def checks_settled(case: Case) -> bool:
    return not case.facts.open_checks


@guard("This check is not satisfied: {}", each="failed_checks")
def no_check_failed(case: Case) -> bool:
    return not case.facts.failed_checks


@guard("This check is out of date, refresh it: {}", each="stale_checks")
def checks_in_date(case: Case) -> bool:
    return not case.facts.stale_checks


@guard("Record a finding for this standard: {}", each="missing_findings")
def findings_complete(case: Case) -> bool:
    return not case.facts.missing_findings


@guard("This standard was found not met: {}", each="unmet_standards")
def standards_met(case: Case) -> bool:
    return not case.facts.unmet_standards


@guard("The person who assessed or recommended cannot decide as well")
def second_person(case: Case) -> bool:
    return case.actor.id not in (case.facts.recommended_by, case.facts.assessor_id)


@guard("An assessor recommends first. Return the case to be assessed")
def recommended(case: Case) -> bool:
    """Nobody decides alone, also when the assessor stood aside after recommending."""
    return case.facts.recommended_by is not None


@guard("The person who ran the checks cannot decide as well")
def not_their_checks(case: Case) -> bool:
    return bool(case.actor.id != case.facts.caseworker_id)


@guard("Wait for the applicant's answer, or until the time to answer has passed")
def heard(case: Case) -> bool:
    due = case.facts.representations_due_on
    return bool(case.facts.represented or (due and case.today > due))


@guard("Write what you want to say first", place="reason")
def something_said(case: Case) -> bool:
    return bool(case.reason.strip())


@guard("Take this case first", place="take")
def has_taken(case: Case) -> bool:
    """A caseworker or assessor acts on a case of their own; a registrar may act on any."""
    mine = case.actor.id in (case.facts.caseworker_id, case.facts.assessor_id)
    return bool(mine or Role.REGISTRAR in case.actor.roles)


def asked_from(state: State) -> Guard:
    """The answer goes back to the stage that asked."""
    return guard("The request came from another stage")(
        lambda case: bool(case.facts.asked_from == state.value)
    )
