"""What an assessor finds against each standard."""

from datetime import datetime
from typing import Any

from registry.errors import NotFound
from registry.models.application import Application, Finding
from registry.models.standards import standard_set
from registry.reference.standards import Domain
from registry.sections import finding as questions
from registry.services import casework, summary
from workflows.application import State
from workflows.engine import Actor, NotPermitted, WrongState
from workflows.roles import Role

SECTION = questions.Finding()


def domains_of(application: Application) -> tuple[Domain, ...]:
    """List the standards that an application is assessed against."""
    return standard_set(application.standard_set).domains


def find(
    application: Application, domain: str, raw: Any, *, actor: Actor, now: datetime
) -> Finding:
    """Keep the assessor's finding against one standard, or raise what is wrong with it."""
    casework.lock(application)
    if application.state != State.ASSESSMENT:
        raise WrongState(f"The case is “{application.label}” now")
    if Role.ASSESSOR not in actor.roles or actor.id != application.assessor_id:
        raise NotPermitted("Only the assessor of this case records findings")
    if domain not in {d.key for d in domains_of(application)}:
        raise NotFound("There is no such standard")
    answers = SECTION.load(raw, at=application.moment(now))
    finding = current(application).get(domain)
    if finding is None:
        finding = Finding(domain=domain, assessor_id=actor.id)
        application.findings.append(finding)
    finding.outcome, finding.reason, finding.at = answers["outcome"], answers["reason"], now
    application.moved_at = now
    summary.refresh(application, now)
    return finding


def current(application: Application) -> dict[str, Finding]:
    """Give the findings that count: those of the present assessor, by standard."""
    return {f.domain: f for f in application.findings if f.assessor_id == application.assessor_id}
