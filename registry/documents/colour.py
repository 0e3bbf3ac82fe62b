"""One accent colour, made dark enough to read and mixed with white for fine lines."""

import re

LEAST_CONTRAST = 7.0


def readable(accent: str) -> str:
    """Give the accent, darkened until words in it can be read on white."""
    red, green, blue = parts(accent)
    while 1.05 / (luminance(red, green, blue) + 0.05) < LEAST_CONTRAST:
        red, green, blue = (int(part * 0.94) for part in (red, green, blue))
    return written(red, green, blue)


def mixed(accent: str, white: float) -> tuple[int, int, int]:
    """Give the accent's red, green and blue with this share of white in them."""
    red, green, blue = (round(part + (255 - part) * white) for part in parts(accent))
    return red, green, blue


def parts(accent: str) -> tuple[int, int, int]:
    """Read a colour such as #4a1e5c."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise ValueError(f"A colour is written #rrggbb, not {accent!r}")
    return int(accent[1:3], 16), int(accent[3:5], 16), int(accent[5:7], 16)


def written(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"


def luminance(*channels: int) -> float:
    """Give the relative luminance that WCAG measures contrast by."""
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
