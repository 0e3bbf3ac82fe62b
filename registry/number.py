"""Registration numbers and certificate codes: random, in no order, with a check character.

Both end in the ISO 7064 MOD 37,36 check character over all that stands before it. The standard
catches every single wrong character, but lets about one swap of neighbours in 600 pass. We draw
again instead: a number is only given out when each swap of neighbours in it would be caught.

Random characters leave out vowels and Y (no words) and of each pair that is misread (0 O, 1 I L,
2 Z, 5 S, 8 B) the letter; what a person types instead is put right by `normalise`.
"""

import re
from collections.abc import Callable
from unicodedata import category
from unicodedata import normalize as unicode_form

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DRAWN = "0123456789CDFGHJKMNPQRTVWX"
MISREAD = str.maketrans("OILZSB", "011258")

BODY = 6
CODE = 15  # 15 of 26 characters are over 70 bits
NUMBER = re.compile(rf"[A-Z]{{1,4}}[{DRAWN}]{{{BODY + 1}}}")
CERTIFICATE_CODE = re.compile(rf"[{DRAWN}]{{{CODE + 1}}}")

RandomBytes = Callable[[int], bytes]


def new_number(prefix: str, random_bytes_source: RandomBytes) -> str:
    """Draw a registration number; the caller makes sure that it was never given before."""
    if not re.fullmatch("[A-Z]{1,4}", prefix):
        raise ValueError("A prefix is one to four capital letters")
    while not is_valid(number := drawn(prefix, BODY, random_bytes_source)) or has_twin(number):
        pass
    return number


def certificate_code(random_bytes_source: RandomBytes) -> str:
    """Draw the code under which a certificate can be checked; it cannot be guessed."""
    while not is_certificate_code(code := drawn("", CODE, random_bytes_source)) or has_twin(code):
        pass
    return code


def is_valid(number: str) -> bool:
    """Say whether a normalised number is well formed and its check character agrees."""
    return bool(NUMBER.fullmatch(number)) and agrees(number)


def is_certificate_code(code: str) -> bool:
    """Say whether a normalised certificate code is well formed and its check character agrees."""
    return bool(CERTIFICATE_CODE.fullmatch(code)) and agrees(code)


def normalise(text: str, prefix: str = "") -> str:
    """Read a number as typed: spaces, dashes, case, misread letters, and `prefix` if left out."""
    typed = bare(text)
    split = max(len(typed) - BODY - 1, 0)
    return (typed[:split] or prefix) + typed[split:].translate(MISREAD)


def normalise_code(text: str) -> str:
    """Read a certificate code as typed."""
    return bare(text).translate(MISREAD)


def display(number: str) -> str:
    """Write a number for people, in groups: SL-4K7-2QXP."""
    split = len(number) - BODY - 1
    return "-".join((number[:split], number[split : split + 3], number[split + 3 :]))


def display_code(code: str) -> str:
    """Write a certificate code for people, in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def check_character(body: str) -> str:
    """Compute the ISO 7064 MOD 37,36 check character."""
    product = 36
    for character in body:
        product = ((product + CHARACTERS.index(character)) % 36 or 36) * 2 % 37
    return CHARACTERS[(37 - product) % 36]


def agrees(text: str) -> bool:
    return check_character(text[:-1]) == text[-1]


def has_twin(text: str) -> bool:
    """Say whether two neighbours could be swapped without the check character noticing."""
    pairs = range(len(text) - 1)
    swapped = (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in pairs)
    return any(twin != text and agrees(twin) for twin in swapped)


def drawn(prefix: str, size: int, random_bytes_source: RandomBytes) -> str:
    body = prefix
    while len(body) < len(prefix) + size:
        number = random_bytes_source(1)[0]
        if number < 256 - 256 % len(DRAWN):  # beyond it some characters would be likelier
            body += DRAWN[number % len(DRAWN)]
    return body + check_character(body)


def bare(text: str) -> str:
    """Fold width and case, and drop spaces, dashes and what cannot be seen."""
    folded = unicode_form("NFKC", text).upper()
    return "".join(c for c in folded if category(c)[0] != "Z" and category(c) not in UNSEEN)


UNSEEN = {"Cc", "Cf", "Pd"}
