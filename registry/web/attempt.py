"""Try what a form asks for; when it is refused, say why, so that the page keeps what was typed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from marshmallow import ValidationError

from registry.errors import MOVED_ON
from registry.sections.base import Section
from registry.services.access import ConflictOfInterest
from registry.web.command import Shown, command
from registry.web.forms import FieldError, flat_errors
from workflows.engine import NotPermitted, Unmet


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way, and where it is mended."""

    text: str
    href: str = ""
    name: str = ""


@dataclass(frozen=True)
class Attempt:
    """What became of a form: where it led, or why not."""

    result: str = ""
    status: int = 200
    errors: list[FieldError | Problem] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.status == 200


def attempt(
    act: Callable[[Shown], str],
    section: Section | None = None,
    link_to: Callable[[str], str] = lambda place: "",
) -> Attempt:
    """Carry a form out once. `act` gives the address that the answer leads to.

    What no page can mend is raised: there is no such row, or it is closed to the person.
    """
    try:
        with command() as shown:
            shown.result = act(shown)
    except ConflictOfInterest:
        raise
    except NotPermitted as refused:
        return Attempt(status=403, errors=[Problem(f"{refused}. Nothing was changed")])
    except ValidationError as wrong:
        return Attempt(status=422, errors=problems(section, wrong))
    except Unmet as missing:
        reasons = [Problem(reason.text, link_to(reason.place)) for reason in missing.reasons]
        return Attempt(status=422, errors=[*reasons])
    except MOVED_ON:
        return Attempt(status=409)
    return Attempt(shown.result)


def problems(section: Section | None, wrong: ValidationError) -> list[FieldError | Problem]:
    """Give what is wrong, each at its question."""
    if section is None:
        raise wrong
    return [*flat_errors(section, wrong)]
