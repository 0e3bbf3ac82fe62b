"""How the people of the demonstration answer: each section as a page would send it."""

from datetime import date, timedelta
from random import Random
from typing import Any

from registry.reference.standards import Domain
from registry.sections.fitness import MATTERS
from registry.services import demo_words as words
from registry.services.demo_people import Profile, address
from workflows.calendar import add_months

Raw = dict[str, Any]
HONORIFICS = ("", "", "", "Mr", "Ms", "Mrs", "Dr", "Professor", "Dame", "Mx")
SCHEMES = ("General management", "Finance", "Human resources", "Health informatics")


def personal(person: Profile, rng: Random) -> Raw:
    """Give name, birth date and address."""
    return {
        "honorific": rng.choice(HONORIFICS),
        "legal_first_names": person.first,
        "legal_last_name": person.last,
        "register_name": person.name,
        "born": person.born.isoformat(),
        "phone": person.phone,
        "address_line_1": person.street,
        "town": person.town,
        "postcode": person.postcode,
        "preferred_contact": rng.choice(("email", "email", "phone", "post")),
    }


def role(person: Profile, since: date) -> Raw:
    """Give the post; who comes from a graduate scheme holds no senior post."""
    if person.route == "graduate_scheme":
        return {"post_status": "not_in_post"}
    return {
        "post_status": "in_post",
        "organisation_known": "in_list",
        "organisation": person.organisation.code,
        "post_title": person.post,
        "post_kind": person.post_kind,
        "started": since.isoformat(),
        "joint": "no",
    }


def route(person: Profile, rng: Random, today: date) -> Raw:
    """Give the route and what belongs to it."""
    answers: Raw = {"route": person.route}
    if person.route == "nhs_leader":
        answers["board_experience"] = rng.choice(("member", "attends", "none"))
    elif person.route == "senior_clinician":
        answers["clinical_profession"] = person.profession[0] or "Doctor"
    elif person.route == "other_sector":
        answers["sector"] = rng.choice(("local_government", "armed_forces", "charity"))
        answers["sector_experience"] = rng.choice(words.SECTOR)
    else:
        answers["readiness"] = rng.choice(("12_months", "24_months", "later"))
    if person.route == "graduate_scheme":
        answers["scheme"] = f"Graduate management training scheme, {rng.choice(SCHEMES).lower()}"
        answers["scheme_completed"] = add_months(today, -rng.randint(6, 60)).isoformat()
    return answers


def history(person: Profile, rng: Random, since: date, today: date) -> Raw:
    """Give at least six years of posts, some with a gap that is explained or kept private."""
    gap = timedelta(days=rng.choice((0, 0, 0, 62, 118)))
    left = since - timedelta(days=1) - gap
    began = add_months(today, -12 * 11)
    between = add_months(left, -rng.randint(14, 40))
    jobs = [
        job(person.organisation.name, person.post, since),
        job("Riverside Community Health", "Deputy director", between, left, rng),
        job("County General Hospital", "Head of service", began, between - timedelta(1), rng),
    ]
    gaps = []
    if gap:
        last = since - timedelta(days=1)
        gaps.append({"began": (left + timedelta(1)).isoformat(), "ended": last.isoformat()})
        private = rng.random() < 0.4
        gaps[0] |= (
            {"kind": "need_not_give"}
            if private
            else {"kind": "explained", "words": rng.choice(words.GAPS)}
        )
    return {"employment": jobs, "gaps": gaps}


def job(
    employer: str, post: str, started: date, ended: date | None = None, rng: Random | None = None
) -> Raw:
    """Give one post; without an end it is the present one."""
    answers = {"employer": employer, "post": post, "started": started.isoformat()}
    if ended is None or rng is None:
        return {**answers, "current": "yes"}
    reason = rng.choice(words.LEFT)
    return {**answers, "current": "no", "ended": ended.isoformat(), "reason": reason}


def qualification(person: Profile, rng: Random) -> Raw:
    """Give degrees, and the number with a clinical regulator."""
    answers: Raw = {
        "has_qualifications": rng.choice(("yes", "yes", "no")),
        "registered_elsewhere": "yes" if person.profession[1] else "no",
    }
    if answers["has_qualifications"] == "yes":
        name = rng.choice(("MBA", "MSc in health leadership", "BA in public policy"))
        year = str(person.born.year + rng.randint(24, 32))
        answers["qualifications"] = [
            {"name": name, "awarded_by": f"University of {person.town}", "year": year}
        ]
    if body := person.profession[1]:
        status = rng.choice(("registered", "registered", "without_practice"))
        answers["registrations"] = [
            {"body": body, "number": membership(body, rng), "status": status}
        ]
    return answers


def membership(body: str, rng: Random) -> str:
    """Invent a number of the form that a body gives its numbers."""
    figures = f"{rng.randint(1_000_000, 9_999_999)}"
    return {
        "gmc": figures,
        "nmc": f"{figures[:2]}A{figures[2:6]}E",
        "hcpc": f"PH{figures[:6]}",
        "gphc": f"2{figures[:6]}",
    }[body]


def example(domain: Domain, rng: Random) -> str:
    """Give an example for one domain: what was done, and what came of it."""
    did = rng.choice(words.DID[domain.key]).format(service=rng.choice(words.SERVICES))
    return f"{did}\n\n{rng.choice(words.CAME[domain.key])}"


def competence(domains: tuple[Domain, ...], rng: Random, files: tuple[int, ...]) -> Raw:
    """Give an example for every domain, with the files under the first ones."""
    answers: Raw = {domain.key: example(domain, rng) for domain in domains}
    for domain, file in zip(domains, files, strict=False):
        answers[f"{domain.key}_evidence"] = [str(file)]
    return answers


def referee(person: Profile, name: str, voice: str, rng: Random) -> Raw:
    """Name a referee, and who speaks for the organisation if there is one."""
    answers: Raw = {
        "name": name,
        "post": rng.choice(("Chair", "Chief executive", "Director of public health")),
        "organisation": "Riverside Community Health",
        "email": f"{address(name)}@riverside.example",
        "relationship": rng.choice(("managed_me", "chaired", "peer", "partner")),
        "has_employer": "no",
    }
    if person.route == "graduate_scheme":
        return answers
    return answers | {
        "has_employer": "yes",
        "employer_name": voice,
        "employer_post": "Company secretary",
        "employer_email": f"{address(voice)}@{person.organisation.code.lower()}.trust.example",
        "employer_contact": "at_once",
    }


def fitness(rng: Random) -> Raw:
    """Declare nothing, or an interest that is managed."""
    answers: Raw = {matter.name: "no" for matter in MATTERS}
    if rng.random() < 0.25:
        answers["conflicts"] = "yes"
        answers["conflicts_details"] = (
            "I am a trustee of a hospice to which the trust pays a grant. It is on the register of"
            " interests, and I take no part in that decision."
        )
    return answers


def code() -> Raw:
    """Make every commitment."""
    return dict.fromkeys(("leadership_code", "speaking_up", "candour", "changes"), "yes")


def reference_answer(rng: Random, today: date) -> Raw:
    """Answer as a referee."""
    return {
        "capacity": "Chair, Riverside Community Health",
        "known_since": add_months(today, -rng.randint(30, 140)).isoformat(),
        "connected": "no",
        "strengths": rng.choice(words.STRENGTHS),
        "development": rng.choice(words.DEVELOPMENT),
        "matters": "no",
        "again": "yes",
        "confidential": "no",
        "true": "yes",
    }


def employer_statement(rng: Random, today: date) -> Raw:
    """Answer for the organisation."""
    seen = today - timedelta(days=rng.randint(20, 90))
    return {
        "capacity": rng.choice(("Chair", "Senior independent director", "Company secretary")),
        "reports_to_them": "no",
        "post_confirmed": "yes",
        "open_matters": "no",
        "upheld_matters": "no",
        "criminal_record": "made",
        "criminal_record_level": rng.choice(("standard", "enhanced")),
        "criminal_record_date": seen.isoformat(),
        "again": "yes",
        "confidential": "no",
        "true": "yes",
    }


def check_record(item: str, today: date, made_on: date) -> Raw:
    """Record that nothing was found."""
    answers = {"outcome": "clear", "source": words.SOURCES[item], "looked_on": today.isoformat()}
    if item == "criminal_record":
        answers |= {"level": "enhanced", "made_on": made_on.isoformat()}
    return answers
