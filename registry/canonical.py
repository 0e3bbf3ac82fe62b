"""Write a value as canonical JSON (RFC 8785), so that equal values have equal hashes everywhere.

Numbers are written as ECMAScript writes them and keys sorted by UTF-16 code units. A whole number
that a double cannot hold exactly is refused, for other readers would see another number.
"""

import json
from math import isfinite
from typing import Any

EXACT = 2**53 - 1


def canonical(value: Any) -> bytes:
    """Give the one byte string that RFC 8785 allows for this value."""
    try:
        return written(value).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("A lone surrogate cannot be written") from None


def written(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            return number(value)
        case dict():
            pairs = (f"{key(name)}:{written(value[name])}" for name in sorted(value, key=units))
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            return "[" + ",".join(map(written, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no canonical form")


def units(name: Any) -> bytes:
    """Give a key's UTF-16 code units, by which keys are sorted."""
    if not isinstance(name, str):
        raise TypeError("A key must be text")
    return name.encode("utf-16-be", "surrogatepass")


def key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def number(value: int | float) -> str:
    """Write a number as ECMAScript's Number.prototype.toString does."""
    if not isfinite(value):
        raise ValueError("NaN and Infinity have no canonical form")
    if isinstance(value, int):
        if abs(value) > EXACT:
            raise ValueError("A whole number beyond 2^53 - 1 would not be exact")
        return str(value)
    if value == 0:
        return "0"  # also for minus zero
    sign = "-" if value < 0 else ""
    return sign + laid_out(*shortest(abs(value)))


def shortest(value: float) -> tuple[str, int]:
    """Give the fewest digits that read back as `value`, and where the decimal point stands."""
    mantissa, _, exponent = f"{value!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    point = len(whole) - leading + int(exponent or 0)
    return digits.rstrip("0"), point


def laid_out(digits: str, point: int) -> str:
    """Put the decimal point in, or use an exponent beyond 21 places and below six zeros."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits if count == 1 else digits[0] + "." + digits[1:]
    return f"{mantissa}e{point - 1:+d}"
