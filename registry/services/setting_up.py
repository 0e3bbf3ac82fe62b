"""What every installation needs before its first case: policy, rules, standards, organisations."""

from datetime import date, datetime

from sqlalchemy import select

from registry.db import db
from registry.models.organisation import Organisation
from registry.models.policy import PolicyVersion, SchemeRules, StandardSetVersion
from registry.reference import organisations, rules, standards
from registry.reference.regions import name_of
from workflows.policy import FIRST


def set_up(now: datetime) -> None:
    """Write what is missing of the data that ships with the product. Running it again is safe."""
    if db.session.get(PolicyVersion, FIRST.version) is None:
        db.session.add(
            PolicyVersion(
                version=FIRST.version,
                effective_on=FIRST.effective_on,
                values=FIRST.as_json(),
                reason="The first policy of the scheme",
                at=now,
            )
        )
    for each in rules.read():
        if db.session.get(SchemeRules, each.version) is None:
            db.session.add(
                SchemeRules(version=each.version, effective_on=FIRST.effective_on, text=each.text)
            )
    add_standards()
    add_organisations(now.date())
    db.session.flush()


def add_standards() -> None:
    for each in standards.read():
        if db.session.get(StandardSetVersion, each.key) is None:
            db.session.add(
                StandardSetVersion(
                    key=each.key,
                    title=each.title,
                    valid_from=each.valid_from,
                    valid_to=each.valid_to,
                    content=each.as_json(),
                )
            )


def add_organisations(today: date) -> None:
    known = set(db.session.scalars(select(Organisation.code)))
    db.session.add_all(
        Organisation(
            code=record.code,
            name=record.name,
            region=name_of(record.region),
            opened_on=record.opened_on,
            closed_on=record.closed_on,
        )
        for record in organisations.read()
        if record.code not in known
    )
