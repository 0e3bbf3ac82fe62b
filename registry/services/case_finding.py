"""One standard as its assessor finds on it: the applicant's example beside the finding."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.exc import StaleDataError

from registry.db import Json
from registry.errors import NotFound
from registry.models.application import Application, Finding
from registry.models.user import User
from registry.reference.standards import Domain
from registry.sections.base import Page
from registry.sections.competence import evidence_of
from registry.services import access, assessment, case_page, casework
from registry.services.case_list import names_of
from registry.services.case_page import FindingLine, Head
from registry.services.evidence import File, files_of

SECTION = assessment.SECTION
PAGE = Page(SECTION.key, SECTION.title, ("outcome", "reason"))


@dataclass(frozen=True)
class FindingPage:
    """Everything that the page of one finding shows. `seen` names the finding as it was shown."""

    head: Head
    domain: Domain
    example: str
    files: tuple[File, ...]
    values: Json
    seen: str
    found: FindingLine
    lines: tuple[FindingLine, ...]
    may_find: bool

    @property
    def place(self) -> int:
        """Say the how-manieth of the standards this is."""
        return [line.domain for line in self.lines].index(self.domain.key) + 1


def finding_page(application: Application, key: str, user: User, now: datetime) -> FindingPage:
    """Lay one standard out for its assessor. Raises NotFound for an unknown one."""
    domain = domain_of(application, key)
    answers = application.answers.get("competence", {})
    cited = {str(i) for i in answers.get(evidence_of(key)) or ()}
    found = assessment.current(application).get(key)
    names = names_of(case_page.people_of(application))
    lines = tuple(case_page.findings_of(application, names))
    return FindingPage(
        head=case_page.head(application, names, now),
        domain=domain,
        example=str(answers.get(key, "")),
        files=tuple(file for file in files_of(application) if str(file.id) in cited),
        values={"outcome": found.outcome, "reason": found.reason} if found else {},
        seen=mark(found),
        found=next(line for line in lines if line.domain == key),
        lines=lines,
        may_find=case_page.may_find(application, user),
    )


def domain_of(application: Application, key: str) -> Domain:
    for domain in assessment.domains_of(application):
        if domain.key == key:
            return domain
    raise NotFound("There is no such standard")


def mark(found: Finding | None) -> str:
    """Name a finding as it stands; another name says that somebody has saved since."""
    return found.at.isoformat() if found else ""


def keep(
    application: Application, key: str, raw: Json, seen: str, *, user: User, now: datetime
) -> None:
    """Keep a finding, or raise what is wrong with it.

    Raises StaleDataError when another window saved a finding on this standard since.
    """
    casework.lock(application)
    domain_of(application, key)
    if seen != mark(assessment.current(application).get(key)):
        raise StaleDataError("This finding was saved in another window since this page was made")
    actor = access.actor_for(user, application)
    assessment.find(application, key, raw, actor=actor, now=now)


def next_domain(application: Application, key: str) -> str:
    """Give the next standard without a finding, after this one, or nothing."""
    found = assessment.current(application)
    keys = [domain.key for domain in assessment.domains_of(application)]
    after = keys[keys.index(key) + 1 :] + keys[: keys.index(key)]
    return next((each for each in after if each not in found), "")
