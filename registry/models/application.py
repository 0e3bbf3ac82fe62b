"""An application: the case itself, one row of answers a section, findings and questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from registry.clock import london_day
from registry.db import Json, Model
from registry.models.case import CaseRow
from registry.models.check import Check
from registry.models.person import Person
from registry.models.standards import application_form_of, standard_set
from registry.sections.base import Moment
from workflows import application as workflow
from workflows import check as check_workflow
from workflows.application import Facts, State
from workflows.engine import Named
from workflows.registration import ON_REGISTER

OPEN_STATES = ", ".join(f"'{state.value}'" for state in workflow.OPEN)


class Application(CaseRow, Model):
    """One person's application to join."""

    WORKFLOW = workflow.WORKFLOW
    __tablename__ = "application"
    __table_args__ = (
        Index(
            "uq_application_open",
            "person_id",
            unique=True,
            sqlite_where=text(f"state IN ({OPEN_STATES})"),
            postgresql_where=text(f"state IN ({OPEN_STATES})"),
        ),
        Index("ix_application_settled", "state", "entered_at"),
    )
    reference: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    form_version: Mapped[str]
    standard_set: Mapped[str] = mapped_column(ForeignKey("standard_set.key"))
    edited_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]
    frozen: Mapped[Json | None] = mapped_column(comment="The answers as submitted")
    route: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(default="")
    caseworker_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recommendation: Mapped[str] = mapped_column(default="")
    recommended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    representations_due_on: Mapped[date | None]
    represented_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None] = mapped_column(
        comment="Nothing is left but the reference and the dates, and nobody finds the case"
    )

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    answer_rows: Mapped[list[ApplicationAnswer]] = relationship(order_by="ApplicationAnswer.id")
    checks: Mapped[list[Check]] = relationship(order_by="Check.id", back_populates="application")
    findings: Mapped[list[Finding]] = relationship(order_by="Finding.id")
    questions: Mapped[list[Question]] = relationship(order_by="Question.id")

    @property
    def answers(self) -> dict[str, Mapping[str, Any]]:
        """The answers by section: as submitted, or as they stand in the draft."""
        if self.frozen is not None:
            return self.frozen
        return {row.section: row.values for row in self.answer_rows}

    def facts(self, now: datetime) -> Facts:
        question = self.open_question
        return Facts(
            entered_on=self.entered_on,
            edited_on=london_day(self.edited_at),
            missing_sections=self._missing(now),
            rules_accepted=self._rules_accepted(),
            declared=self.declared_at is not None,
            already_registered=self._registered(),
            caseworker_id=self.caseworker_id,
            assessor_id=self.assessor_id,
            recommendation=self.recommendation,
            recommended_by=self.recommended_by,
            proposed_by=self.proposed_by,
            asked_from=question.asked_from if question else "",
            answer_due_on=question.due_on if question else None,
            representations_due_on=self.representations_due_on,
            represented=self.represented_at is not None,
            submitted_on=self.submitted_at and london_day(self.submitted_at),
            **self._check_facts(london_day(now)),
            **self._finding_facts(),
        )

    @property
    def open_question(self) -> Question | None:
        if self.state != State.AWAITING_INFORMATION:
            return None
        return next((q for q in reversed(self.questions) if q.answered_at is None), None)

    def _missing(self, now: datetime) -> tuple[Named, ...]:
        if self.state != State.DRAFT:
            return ()
        form = application_form_of(self.standard_set)
        missing = form.missing(self.answers, self.moment(now))
        return tuple(Named(key, form[key].title) for key in missing)

    def _rules_accepted(self) -> bool:
        from registry.models.person import RulesAcceptance

        if self.state != State.DRAFT:
            return True
        found = select(RulesAcceptance.id).where(RulesAcceptance.user_id == self.user_id).limit(1)
        return session_of(self).scalar(found) is not None

    def _registered(self) -> bool:
        from registry.models.registration import Registration

        if self.state != State.DRAFT:
            return False
        found = select(Registration.id).where(
            Registration.person_id == self.person_id, Registration.state.in_(ON_REGISTER)
        )
        return session_of(self).scalar(found) is not None

    def _check_facts(self, today: date) -> dict[str, Any]:
        if self.state not in (*workflow.WITH_STAFF, State.MINDED_TO_REFUSE):
            return {}
        settled, failed = check_workflow.SETTLED, check_workflow.State.NOT_SATISFIED
        stale = check_workflow.State.STALE
        return {
            "open_checks": sum(check.state not in settled for check in self.checks),
            "failed_checks": tuple(c.named for c in self.checks if c.state == failed),
            # Out of date from its day on, also before the clock has come round to say so.
            "stale_checks": tuple(
                c.named
                for c in self.checks
                if c.state == stale
                or (c.state in check_workflow.DATED and c.valid_to and c.valid_to < today)
            ),
        }

    def _finding_facts(self) -> dict[str, Any]:
        if self.state not in (State.ASSESSMENT, State.DECISION, State.MINDED_TO_REFUSE):
            return {}
        found = {f.domain: f for f in self.findings if f.assessor_id == self.assessor_id}
        domains = [Named(d.key, d.title) for d in standard_set(self.standard_set).domains]
        return {
            "missing_findings": tuple(d for d in domains if d.key not in found),
            "unmet_standards": tuple(
                d for d in domains if d.key in found and found[d.key].outcome != "met"
            ),
        }

    def moment(self, now: datetime) -> Moment:
        """Give the circumstances under which this application's answers are read."""
        return Moment(
            today=london_day(now),
            history_years=self.policy.history_years,
            gap_days=self.policy.gap_days,
        )


def session_of(row: Any) -> Any:
    """Give the session that holds a row."""
    session = object_session(row)
    if session is None:
        raise RuntimeError("the row is in no session")
    return session


class ApplicationAnswer(Model):
    """The answers to one section, under the section's own version, so that two tabs with two
    sections do not fight."""

    __tablename__ = "application_answer"
    __table_args__ = (UniqueConstraint("application_id", "section"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    section: Mapped[str]
    form_version: Mapped[str]
    values: Mapped[Json]
    version: Mapped[int] = mapped_column()
    saved_at: Mapped[datetime]
    __mapper_args__ = {"version_id_col": version}


class EqualityAnswer(Model):
    """Optional equality answers. Never beside a case, never in facts, never in frozen answers."""

    __tablename__ = "equality_answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    values: Mapped[Json]
    saved_at: Mapped[datetime]


class Finding(Model):
    """What the assessor found against one standard, with the reason. The last one counts."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("application_id", "domain", "assessor_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    domain: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Question(Model):
    """A request to the applicant for more, and the answer."""

    __tablename__ = "question"
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    asked_from: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]


class Conflict(Model):
    """Why one member of staff has no part in one case: declared, or by standing aside."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("application_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
