"""The kinds of answer: how each is read, kept, typed back into its box and put into words.

Every kind takes both shapes, the strings of a page and the JSON that it dumps itself, and answers
anything else with a `ValidationError`: what arrives here was typed by somebody we do not know.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError, fields, missing

from registry.sections.moment import moment

Names = Mapping[str, str]

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NOT_GIVEN = "Not given"
DEEPEST = 6


class Option(NamedTuple):
    """One answer that can be chosen."""

    value: str
    label: str
    hint: str = ""


def options(*pairs: tuple[str, str] | tuple[str, str, str]) -> tuple[Option, ...]:
    """Write a list of options shortly."""
    return tuple(Option(*pair) for pair in pairs)


def is_blank(value: Any, depth: int = 0) -> bool:
    """Say whether nothing at all was answered, in any shape."""
    if value is None or value is missing:
        return True
    if isinstance(value, str):
        return not value.strip()
    if depth > DEEPEST:
        return False
    if isinstance(value, Mapping):
        return all(is_blank(part, depth + 1) for part in value.values())
    if isinstance(value, list | tuple):
        return all(is_blank(part, depth + 1) for part in value)
    return False


def cleaned(value: str, *, lines: bool = False) -> str:
    """Trim and collapse, or refuse characters that are not writing.

    Marks that turn the direction of text are refused as well: they let a name read as another.
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in text:
        if sign in BIDI or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"):
            raise ValidationError("Remove the characters that cannot be shown")
    if not lines:
        return " ".join(text.split())
    kept = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


class Asked(fields.Field[Any]):
    """A field that is put to a person: it knows its label and how its answer is shown."""

    widget = "input"
    options: tuple[Option, ...] = ()

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        self.widget = self.metadata.get("widget") or type(self).widget

    @property
    def label(self) -> str:
        return str(self.metadata.get("label", ""))

    @property
    def short(self) -> str:
        return str(self.metadata.get("short") or self.label)

    @property
    def hint(self) -> str:
        return str(self.metadata.get("hint", ""))

    def typed(self, value: Any) -> Any:
        """Give what stands in the box: from what was typed, or from what is kept."""
        return value if isinstance(value, str) else ""

    def words(self, value: Any, names: Names) -> str:
        """Put a kept answer into words."""
        return str(value)

    def _bad(self, message: str) -> ValidationError:
        return ValidationError(message)

    @property
    def unanswered(self) -> str:
        return str(self.error_messages["required"])


class Text(Asked):
    """Words of one line, or of several with `lines=True`; `between` limits how many words."""

    def __init__(
        self,
        *,
        most: int = 200,
        lines: bool = False,
        between: tuple[int, int] | None = None,
        **rules: Any,
    ) -> None:
        super().__init__(**rules)
        self.most, self.lines, self.between = most, lines, between
        if lines and not self.metadata.get("widget"):
            self.widget = "textarea"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self._bad("Enter text")
        if len(value) > self.most * 4:  # do not normalise what is refused anyway
            raise self._too_long()
        text = cleaned(value, lines=self.lines)
        if len(text) > self.most:
            raise self._too_long()
        if not any(unicodedata.category(sign)[0] not in "CZ" for sign in text):
            raise self._bad(self.unanswered)
        self._count(text)
        return text

    def _too_long(self) -> ValidationError:
        return self._bad(f"Use {self.most} characters or fewer")

    def _count(self, text: str) -> None:
        if self.between is None:
            return
        least, most = self.between
        count = len(text.split())
        if count < least:
            raise self._bad(f"Write at least {least} words. You have written {count}")
        if count > most:
            raise self._bad(f"Shorten this to {most} words. You have written {count}")


class PersonName(Text):
    """A name as it is written, in any alphabet; it holds a letter and no digits."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if not any(sign.isalpha() for sign in name) or any(sign.isdigit() for sign in name):
            raise self._bad("Enter a name in letters")
        return name


class Email(Text):
    """An e-mail address that could be written to."""

    widget = "email"

    def __init__(self, **rules: Any) -> None:
        super().__init__(**{"most": 254, **rules})

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError as wrong:
            raise self._bad("Enter an email address like name@example.com") from wrong


class Phone(Text):
    """A telephone number, kept as E.164; a number without a country is British."""

    widget = "tel"

    def __init__(self, **rules: Any) -> None:
        super().__init__(**{"most": 40, **rules})

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            number = phonenumbers.parse(text, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise self._bad("Enter a phone number like 020 7946 0000 or +44 7700 900 982")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def words(self, value: Any, names: Names) -> str:
        try:
            number = phonenumbers.parse(str(value), "GB")
        except phonenumbers.NumberParseException:
            return str(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class Choice(Asked):
    """One of several; with `shape` instead of options the page brings the list."""

    widget = "radios"

    def __init__(
        self, *, choices: Iterable[tuple[str, ...]] = (), shape: str | None = None, **rules: Any
    ) -> None:
        super().__init__(**rules)
        self.options = tuple(Option(*choice) for choice in choices)
        self.shape = re.compile(shape) if shape else None

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            given = value.strip()
            if self.shape is not None and self.shape.fullmatch(given):
                return given
            if any(given == option.value for option in self.options):
                return given
        raise self._bad(self.unanswered if self.required else "Choose from the list")

    def words(self, value: Any, names: Names) -> str:
        found = (option.label for option in self.options if option.value == value)
        return names.get(str(value)) or next(found, str(value))


class YesNo(Choice):
    """Yes or no, kept as true or false."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        self.options = options(("yes", "Yes"), ("no", "No"))

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool):
            return value
        return super()._deserialize(value, attr, data, **kwargs) == "yes"

    def typed(self, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value if isinstance(value, str) else ""

    def words(self, value: Any, names: Names) -> str:
        return "Yes" if value is True else "No"


class Agree(Asked):
    """A box that must be ticked."""

    widget = "tick"
    options = options(("yes", "I confirm this"))

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if value is True or (isinstance(value, str) and value.strip() == "yes"):
            return True
        raise self._bad(self.unanswered)

    def typed(self, value: Any) -> list[str]:
        return ["yes"] if value is True or value == "yes" else []

    def words(self, value: Any, names: Names) -> str:
        return "Confirmed" if value is True else NOT_GIVEN


class Choices(Asked):
    """Several of several, kept in the order in which they are offered."""

    widget = "checkboxes"

    def __init__(self, *, choices: Iterable[tuple[str, ...]] = (), **rules: Any) -> None:
        super().__init__(**rules)
        self.options = tuple(Option(*choice) for choice in choices)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        offered = [option.value for option in self.options]
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list) or not all(
            isinstance(one, str) and one in offered for one in given
        ):
            raise self._bad("Choose from the list")
        return [one for one in offered if one in given]

    def typed(self, value: Any) -> list[str]:
        given = [value] if isinstance(value, str) else value
        return [str(one) for one in given] if isinstance(given, list) else []

    def words(self, value: Any, names: Names) -> str:
        labels = {option.value: option.label for option in self.options}
        return "\n".join(names.get(str(one)) or labels.get(one, str(one)) for one in value)


class Documents(Choices):
    """Files that the person has uploaded, named by their ids."""

    widget = "documents"

    def __init__(self, *, most: int = 10, **rules: Any) -> None:
        super().__init__(**rules)
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[int]:
        given = value if isinstance(value, list) else [value]
        if len(given) > self.most:
            raise self._bad(f"Choose {self.most} files or fewer")
        ids = list(dict.fromkeys(self._id(one) for one in given))
        allowed = moment().documents
        if allowed is not None and not allowed.issuperset(ids):
            raise self._bad("Choose files that you have uploaded to this application")
        return ids

    def _id(self, one: Any) -> int:
        if isinstance(one, int) and not isinstance(one, bool) and 0 < one < 2**31:
            return one
        if isinstance(one, str) and re.fullmatch(r"[1-9][0-9]{0,8}", one):
            return int(one)
        raise self._bad("Choose from your uploaded files")

    def words(self, value: Any, names: Names) -> str:
        return "\n".join(names.get(str(one)) or f"File {one}" for one in value)
