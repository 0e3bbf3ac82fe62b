"""The scheme's own settings, for rooms that know no request. Set once at start."""

from registry.config import Scheme

_scheme = [Scheme()]


def use(scheme: Scheme) -> None:
    """Set the scheme's names for this process."""
    _scheme[0] = scheme


def scheme() -> Scheme:
    """Give the scheme's names."""
    return _scheme[0]
