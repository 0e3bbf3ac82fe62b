"""Complete answers to every section, as a page would send them, for tests to bend."""

from copy import deepcopy
from datetime import date
from typing import Any

from registry.reference import standards
from registry.sections.base import Moment, Section
from registry.sections.check_record import CheckRecord, ConfirmationRecord
from registry.sections.declaration import Declaration
from registry.sections.equality import Equality
from registry.sections.finding import Finding
from registry.sections.fitness import MATTERS
from registry.sections.forms import application_form
from registry.sections.reference_answer import EmployerStatement, RefereeAnswer

TODAY = date(2026, 11, 23)
AT = Moment(today=TODAY, applicant_email="alice@trust.example")
FORM = application_form(standards.in_force(TODAY))
EXAMPLE = "I led the work and we measured what changed for patients every month. " * 4


def day(iso: str) -> dict[str, str]:
    """Type a date into its three boxes."""
    year, month, day_of_month = iso.split("-")
    return {"day": str(int(day_of_month)), "month": str(int(month)), "year": year}


TYPED: dict[str, dict[str, Any]] = {
    "personal": {
        "honorific": "Dr",
        "legal_first_names": "Amina  Grace",
        "legal_last_name": "O’Connor-Okafor",
        "register_name": "Amina Okafor",
        "former_names": "Amina Bello\r\nAmina Stone",
        "born": day("1974-03-27"),
        "phone": "020 7946 0000",
        "address_line_1": "1 High Street",
        "address_line_2": "",
        "town": "Leeds",
        "postcode": "ls14ap",
        "country": "",
        "preferred_contact": "email",
    },
    "role": {
        "post_status": "in_post",
        "organisation_known": "in_list",
        "organisation": "RCF",
        "post_title": "Chief nurse",
        "post_kind": "executive_director",
        "started": day("2024-04-01"),
        "joint": "yes",
        "host_organisation": "Airedale NHS Foundation Trust",
    },
    "route": {"route": "graduate_scheme", "scheme": "Graduate management, finance"}
    | {"scheme_completed": day("2021-08-31"), "readiness": "12_months"},
    "history": {
        "employment": [
            {
                "employer": "Airedale NHS Foundation Trust",
                "post": "Chief nurse",
                "started": day("2024-04-01"),
                "current": "yes",
            },
            {
                "employer": "Leeds General",
                "post": "Deputy chief nurse",
                "started": day("2015-01-05"),
                "current": "no",
                "ended": day("2024-01-31"),
                "reason": "New post",
            },
        ],
        "gaps": [{"began": day("2024-02-01"), "ended": day("2024-03-31"), "kind": "need_not_give"}],
    },
    "qualification": {
        "has_qualifications": "yes",
        "qualifications": [{"name": "MBA", "awarded_by": "Leeds", "year": "2009"}],
        "registered_elsewhere": "yes",
        "registrations": [
            {"body": "nmc", "number": "12a 3456e", "status": "registered"},
            {"body": "other", "body_name": "A body", "number": "X-1", "status": "left"},
        ],
    },
    "competence": {
        **{domain.key: EXAMPLE for domain in FORM.domains},
        f"{FORM.domains[0].key}_evidence": ["3", "12"],
    },
    "referee": {
        "name": "Rene Roy",
        "post": "Chair",
        "organisation": "Leeds General",
        "email": "rene@leeds.example",
        "relationship": "chaired",
        "has_employer": "yes",
        "employer_name": "Sam Hill",
        "employer_post": "Company secretary",
        "employer_email": "sam@trust.example",
        "employer_contact": "after",
        "employer_after": day("2026-12-01"),
    },
    "fitness": {matter.name: "no" for matter in MATTERS}
    | {"conflicts": "yes", "conflicts_details": "I am a trustee of a charity.\n\nIt is declared."},
    "code": dict.fromkeys(("leadership_code", "speaking_up", "candour", "changes"), "yes"),
    "declaration": dict.fromkeys(("true_and_complete", "in_person", "checks"), "yes"),
    "equality": {"ethnic_category": "H", "religion": "prefer_not_to_say"},
    "check_record": {
        "outcome": "query",
        "source": "Individual Insolvency Register",
        "looked_on": day("2026-11-20"),
        "query": "Is the arrangement of 2019 discharged?",
    },
    "confirmation_record": {
        "outcome": "clear",
        "source": "Sam Hill, company secretary",
        "looked_on": day("2026-11-20"),
        "level": "enhanced",
        "made_on": day("2024-03-02"),
    },
    "finding": {"outcome": "met", "reason": "The example shows what changed and how they know."},
    "referee_answer": {
        "capacity": "Chair, Leeds General",
        "known_since": day("2015-01-01"),
        "connected": "no",
        "strengths": "She listens to people, decides in good time and tells everybody why.",
        "matters": "no",
        "again": "yes",
        "confidential": "no",
        "true": "yes",
    },
    "employer_statement": {
        "capacity": "Company secretary",
        "reports_to_them": "no",
        "post_confirmed": "no",
        "correction": "The post began on 8 April 2024.",
        "open_matters": "no",
        "upheld_matters": "no",
        "criminal_record": "made",
        "criminal_record_level": "enhanced",
        "criminal_record_date": day("2024-03-02"),
        "again": "yes",
        "confidential": "no",
        "true": "yes",
    },
}
APART = (
    Declaration,
    Equality,
    CheckRecord,
    ConfirmationRecord,
    Finding,
    RefereeAnswer,
    EmployerStatement,
)
SECTIONS: dict[str, Section] = {
    **{section.key: section for section in FORM},
    **{kind.key: kind() for kind in APART},
}


def typed(key: str, **changes: Any) -> dict[str, Any]:
    """Give complete answers to a section; a change to None leaves that answer out."""
    answers = {**deepcopy(TYPED[key]), **changes}
    return {name: value for name, value in answers.items() if value is not None}


def wrong(key: str, at: Moment = AT, **changes: Any) -> dict[str, Any]:
    """Give what is wrong with a section after these changes."""
    return SECTIONS[key].validate(typed(key, **changes), at=at)
