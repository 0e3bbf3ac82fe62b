"""By which route the person comes, and so in which category the public will see them.

Which routes there are, and where each leads, is the eligibility policy's to say.
"""

from typing import Any

from registry.reference import eligibility
from registry.sections.base import (
    Choice,
    Option,
    Page,
    PartedDate,
    Section,
    Text,
    ask,
    not_in_the_future,
    options,
)

CATEGORIES = options(("leader", "Leader"), ("associate", "Associate"))
KNOWN = {key: route for policy in eligibility.read() for key, route in policy.routes.items()}
ROUTES = tuple(Option(route.key, route.title, route.summary) for route in KNOWN.values())


def category_of(route: str) -> str:
    """Give the category in which the public sees people of this route, or raise KeyError."""
    return KNOWN[route].category


class Route(Section):
    key, title, group = "route", "Your route to registration", "About you"
    summary = "The route that fits you, and the category it leads to"
    pages = (
        Page("route", "Your route", ("route",)),
        Page(
            "more",
            "More about your route",
            ("board_experience", "clinical_profession", "sector", "sector_experience")
            + ("scheme", "scheme_completed", "programme", "readiness"),
        ),
    )

    route = ask(
        Choice,
        "Which route fits you best?",
        short="Route",
        required="Select the route that fits you best",
        choices=ROUTES,
    )
    category = ask(Choice, "Category on the register", widget="derived", choices=CATEGORIES)
    board_experience = ask(
        Choice,
        "What is your experience of boards?",
        short="Board experience",
        show_when=("route", "nhs_leader"),
        required="Select your experience of boards",
        choices=options(
            ("member", "I am or have been a voting member of a board"),
            ("attends", "I attend or report to a board without a vote"),
            ("none", "None so far"),
        ),
    )
    clinical_profession = ask(
        Text,
        "What is your clinical profession?",
        hint="You give your registration number in another section",
        short="Clinical profession",
        show_when=("route", "senior_clinician"),
        required="Enter your clinical profession",
        most=100,
    )
    sector = ask(
        Choice,
        "Which sector do you come from?",
        short="Sector",
        show_when=("route", "other_sector"),
        required="Select the sector you come from",
        choices=options(
            ("local_government", "Local government"),
            ("civil_service", "Civil service or another public body"),
            ("armed_forces", "Armed forces or emergency services"),
            ("education", "Education"),
            ("charity", "Charity or social enterprise"),
            ("private", "Private company"),
            ("other", "Another sector"),
        ),
    )
    sector_experience = ask(
        Text,
        "What have you led there that prepares you for the NHS?",
        short="Experience in that sector",
        show_when=("route", "other_sector"),
        required="Write what you have led there",
        lines=True,
        most=3000,
        between=(10, 300),
    )
    scheme = ask(
        Text,
        "Which graduate scheme and specialism?",
        short="Graduate scheme",
        show_when=("route", "graduate_scheme"),
        required="Enter the graduate scheme and specialism",
    )
    scheme_completed = ask(
        PartedDate,
        "When did you complete it?",
        hint="For example, 31 8 2021",
        short="Completed",
        show_when=("route", "graduate_scheme"),
        required="Enter the date on which you completed the scheme",
        validate=not_in_the_future,
    )
    programme = ask(
        Text,
        "Are you on a leadership programme? (optional)",
        hint="Give its name and when you expect to finish",
        short="Leadership programme",
        show_when=("route", "aspirant"),
    )
    readiness = ask(
        Choice,
        "When do you hope to be ready for a senior post?",
        short="Ready for a senior post",
        show_when=("route", ("graduate_scheme", "aspirant")),
        widget="select",
        required="Select when you hope to be ready",
        choices=options(
            ("12_months", "Within 12 months"),
            ("24_months", "In 12 to 24 months"),
            ("later", "Later than that"),
        ),
    )

    def prepared(self, data: Any) -> Any:
        """Set the category from the route; nobody chooses it apart."""
        ready = super().prepared(data)
        if isinstance(ready, dict):
            ready.pop("category", None)
            route = ready["route"].strip() if isinstance(ready.get("route"), str) else ""
            if route in KNOWN:
                ready["category"] = category_of(route)
        return ready
