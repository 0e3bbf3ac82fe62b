"""Which organisations become one, and when."""

from registry.sections.base import Choice, PartedDate, Section, ask
from registry.sections.role import ODS_CODE


class Merge(Section):
    """Up to three that end, one that goes on, and the day."""

    key, title = "merge", "Plan a merger"

    first = ask(
        Choice,
        "Which organisation ends?",
        widget="select",
        short="Ends",
        required="Select the organisation that ends",
        shape=ODS_CODE,
    )
    second = ask(
        Choice,
        "A second organisation that ends (optional)",
        widget="select",
        short="Ends too",
        shape=ODS_CODE,
    )
    third = ask(
        Choice,
        "A third organisation that ends (optional)",
        widget="select",
        short="Ends too",
        shape=ODS_CODE,
    )
    successor = ask(
        Choice,
        "Into which organisation?",
        hint="The one that goes on, and whose name the register shows from the day",
        widget="select",
        short="Goes on",
        required="Select the organisation that goes on",
        shape=ODS_CODE,
    )
    on = ask(
        PartedDate,
        "On which day?",
        hint="For example 1 4 2027. A day that has passed begins at once when you agree the plan",
        short="Day",
        required="Enter the day of the merger",
    )
