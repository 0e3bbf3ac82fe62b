"""A throw-away PostgreSQL: a real server on a free loopback port, gone when it is stopped.

It never syncs to disk, so it starts in about a second. PostgreSQL refuses to run as root; root
hands it to the system's `postgres` user.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

USER = "postgres"
UNSAFE_AND_FAST = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off "
    "-c unix_socket_directories='' -c listen_addresses=127.0.0.1 -c max_connections=200"
)
ATTEMPTS = 5


@dataclass(frozen=True)
class Cluster:
    """A running server: its address, and the way to end it."""

    url: str
    directory: Path

    def stop(self) -> None:
        """Stop the server and remove its files; asking twice does no harm."""
        if self.directory.exists():
            run(
                "pg_ctl",
                "-D",
                self.directory / "data",
                "-m",
                "immediate",
                "-w",
                "stop",
                check=False,
            )
            shutil.rmtree(self.directory, ignore_errors=True)


def start() -> Cluster:
    """Start a fresh server; it stops at the latest when this process ends."""
    directory = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(directory, USER)
    run(
        *("initdb", "-D", directory / "data", "-A", "trust", "-U", USER, "-E", "UTF8"),
        *("--locale=C.UTF-8", "--no-sync"),
    )
    port = serve(directory)
    cluster = Cluster(f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres", directory)
    atexit.register(cluster.stop)
    return cluster


def serve(directory: Path) -> int:
    """Bring the server up on a port that nobody took meanwhile."""
    command = ("pg_ctl", "-D", directory / "data", "-l", directory / "log", "-w", "start", "-o")
    for _ in range(ATTEMPTS):
        port = free_port()
        if run(*command, f"-p {port} {UNSAFE_AND_FAST}", check=False).returncode == 0:
            return port
    raise RuntimeError((directory / "log").read_text())


def run(
    program: str, *arguments: str | Path, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run one of the server's own programs, as `postgres` where we are root."""
    as_postgres = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*as_postgres, str(programs() / program), *map(str, arguments)],
        check=check,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be kept open by the server
        cwd="/",
        text=True,
    )


def programs() -> Path:
    """Find the newest installed server; Debian keeps them off the path."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise RuntimeError("PostgreSQL is missing: as root, apt-get install postgresql")


def free_port() -> int:
    """Ask the system for a port that nobody uses now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def new_database(server: str, name: str) -> str:
    """Create an empty database on the server and give its address."""
    import psycopg

    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    return server.rpartition("/")[0] + f"/{name}"
