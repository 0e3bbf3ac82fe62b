"""The portfolios of the demonstration: filled a little each year, then sent, confirmed, drawn."""

from datetime import datetime, timedelta
from random import Random
from secrets import token_hex
from typing import Any

from registry.clock import london_day
from registry.db import db
from registry.models.revalidation import Revalidation, draw_on
from registry.models.user import User
from registry.sections.portfolio import GIVERS
from registry.services import demo_answers as answers
from registry.services import demo_keeping_words as words
from registry.services import portfolio, revalidation
from registry.services.demo_life import Life
from workflows.audit import is_drawn
from workflows.portfolio import Kind

FIRST_YEAR = (Kind.ROLE_RECORD, Kind.APPRAISAL, Kind.REFLECTION, Kind.REFLECTION)
SECOND_YEAR = (Kind.APPRAISAL, Kind.REFLECTION, Kind.DEVELOPMENT_PLAN, Kind.PEER_DISCUSSION)
THIRD_YEAR = (Kind.APPRAISAL, Kind.REFLECTION, Kind.REFLECTION, Kind.FEEDBACK, Kind.SPEAKING_UP)
YEARS = (FIRST_YEAR, SECOND_YEAR, THIRD_YEAR)


def owed(life: Life) -> Revalidation:
    row = revalidation.owed_by(life.registration)
    if row is None:
        raise LookupError("this story owes no revalidation")
    return row


def gather(life: Life, now: datetime) -> None:
    """Write down what the year brought: a third of a portfolio."""
    row = owed(life)
    if not portfolio.writable(row):
        return
    have = len(portfolio.kept(row))
    year = next((place for place in (0, 1, 2) if have < count_until(place)), None)
    if year is not None:
        write(life, YEARS[year], now)


def count_until(place: int) -> int:
    """Give how many items there are at the end of a year."""
    return sum(len(kinds) for kinds in YEARS[: place + 1])


def complete(life: Life, now: datetime) -> None:
    """Write all that is still missing."""
    missing = {Kind(each.key) for each in owed(life).missing(now)}
    counted = owed(life).counted(now)
    kinds = [kind for kind in Kind if kind in missing for _ in range(short_of(counted[kind]))]
    write(life, tuple(kinds), now)


def short_of(counted: tuple[int, int]) -> int:
    asked, have = counted
    return max(0, asked - have)


def write(life: Life, kinds: tuple[Kind, ...], now: datetime) -> None:
    """Write items of these kinds."""
    row = owed(life)
    for kind in kinds:
        portfolio.save(row, kind, item(life, row, kind, now), now=now)


def item(life: Life, row: Revalidation, kind: Kind, now: datetime) -> dict[str, Any]:
    """Give one item as its page would send it."""
    rng = life.rng
    lately = (london_day(now) - timedelta(days=rng.randint(10, 90))).isoformat()
    domains = list(life.domains)
    domain = rng.choice(domains)
    match kind:
        case Kind.ROLE_RECORD:
            post, where = row.registration.post, row.registration.organisation_name
            held = words.POSTS_HELD.format(post=post or "Senior manager", organisation=where)
            return {"posts": held, "non_executive": "no"}
        case Kind.APPRAISAL:
            said = rng.choice(words.APPRAISED)
            return {"held_on": lately, "with_whom": "Chair", "outcome": said}
        case Kind.REFLECTION:
            return {
                "standards": [domain.key],
                "happened": answers.example(domain, rng),
                "changed": rng.choice(words.CHANGED),
            }
        case Kind.FEEDBACK:
            return feedback(rng)
        case Kind.DEVELOPMENT_PLAN:
            return {"plan": words.PLAN, "became": words.BECAME}
        case Kind.PEER_DISCUSSION:
            return {"held_on": lately, "with_whom": life.referee, "about": words.DISCUSSED}
        case Kind.SPEAKING_UP:
            culture = next((each for each in domains if each.key == "culture"), domain)
            return {"statement": answers.example(culture, rng)}


def feedback(rng: Random) -> dict[str, Any]:
    groups = [each[0] for each in GIVERS]
    return {"people": str(rng.randint(15, 40)), "givers": groups, "said": words.FEEDBACK}


def arrange_lot(row: Revalidation, now: datetime, *, drawn: bool) -> None:
    """Give a portfolio a lot that the draw of today hits, or spares: a story needs its luck."""
    draw = draw_on(london_day(now))
    if draw is None:
        raise LookupError("no seed stands for today")
    while is_drawn(draw.seed, row.lot_code, draw.per_thousand) != drawn:
        row.lot_code = token_hex(8)


def confirmer_of(row: Revalidation) -> User:
    if row.confirmer_id is None:
        raise LookupError("this story has no confirmer")
    return db.session.get_one(User, row.confirmer_id)
