"""Refuse a run-time dependency that could bind what we publish: GPL and AGPL. LGPL may be used.

Reads the locks and what is installed; asks no network. A package offered under several licences
is taken under the mildest. A package that states none is refused until someone has looked.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
STRONG = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License|\bAffero\b")


def refusal(alternatives: list[str]) -> str | None:
    """Say why no licence on offer will do, or nothing when one does."""
    if not alternatives:
        return "states no licence"
    if all(STRONG.search(licence) for licence in alternatives):
        return "is offered only under " + ", ".join(alternatives)
    return None


def alternatives(package: Distribution) -> list[str]:
    """Give the licences to choose from: the SPDX expression, else classifiers, else free text."""
    stated = package.metadata
    if expressions := stated.get_all("License-Expression"):
        return choices(expressions[0])
    classifiers = [
        name.rpartition(" :: ")[2]
        for name in stated.get_all("Classifier") or []
        if name.startswith("License :: ") and name != "License :: OSI Approved"
    ]
    texts = [text.strip().partition("\n")[0] for text in stated.get_all("License") or []]
    return classifiers or [text for text in texts if text not in ("", "UNKNOWN")]


def choices(expression: str) -> list[str]:
    """Split an SPDX expression at its outer OR; what is joined by AND stays together."""
    return [part.strip(" ()") for part in re.split(r"\bOR\b", expression)]


def locked(lock: str) -> Iterator[Requirement]:
    """Read the pins of a lock that apply to this machine."""
    for line in lock.splitlines():
        if re.match(r"[a-z0-9]", line, re.IGNORECASE):
            pin = Requirement(line.rstrip(" \\"))
            if pin.marker is None or pin.marker.evaluate():
                yield pin


def python_refusals(lock: str) -> Iterator[str]:
    """Judge every pinned Python package as it is installed."""
    for pin in locked(lock):
        try:
            package = distribution(pin.name)
        except PackageNotFoundError:
            yield f"{pin.name} is locked but not installed"
            continue
        if package.version not in pin.specifier:
            yield f"{pin.name} is locked as {pin.specifier} but {package.version} is installed"
        if reason := refusal(alternatives(package)):
            yield f"{pin.name} {reason}"


def node_refusals(lock: str) -> Iterator[str]:
    """Judge every package of the front end; its lock carries the licences."""
    for path, package in json.loads(lock)["packages"].items():
        stated = package.get("license")
        if path and (reason := refusal(choices(stated) if stated else [])):
            yield f"{path} {reason}"


def main() -> int:
    """Print what is refused; succeed when nothing is."""
    refused = [
        *python_refusals((ROOT / "requirements.txt").read_text()),
        *node_refusals((ROOT / "registry/assets/package-lock.json").read_text()),
    ]
    sys.stderr.writelines(f"licences: {line}\n" for line in refused)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
