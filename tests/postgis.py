"""A PostGIS server for the tests: the one TEST_POSTGIS_URL names, else a throw-away one from the installed programs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.scratch import abandoned_folders, scratch_folder

DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
# Durability is not what these tests are about; the server lives for one run.
SERVER_OPTIONS = {
    "autovacuum": "off",
    "full_page_writes": "off",
    # Shared memory inside the server's own folder, so that nothing of it can stay behind.
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "listen_addresses": "''",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


class PostgisMissingError(Exception):
    """There is no PostGIS to test on; the text says what was looked for and how to get it."""


@dataclass(frozen=True)
class Postgis:
    """A running server on which databases come and go."""

    admin_url: URL
    # How a database is copied; a server that never syncs copies files twice as fast as it writes a log of them.
    copying: str = ""
    _serial: count[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def database(self, *, template: str = "template1") -> Iterator[URL]:
        """A new database, a copy of `template`, dropped at the end together with who is still connected."""
        name = f"khoanhvung_test_{os.getpid()}_{next(self._serial)}"
        self._run(f"CREATE DATABASE {{}} TEMPLATE {{}} {self.copying}", name, template)
        try:
            yield self.admin_url.set(database=name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(_conninfo(self.admin_url), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def add_postgis(url: URL) -> None:
    """Put the extension into a database, as whoever runs the real one does once."""
    with psycopg.connect(_conninfo(url), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")


@contextmanager
def running_postgis() -> Iterator[Postgis]:
    """The server of this test run, stopped at its end if we started it.

    Raises:
        PostgisMissingError: no URL is set and no PostgreSQL with PostGIS is installed.
    """
    if given := os.environ.get("TEST_POSTGIS_URL"):
        yield Postgis(make_url(given).set(drivername="postgresql+psycopg"))
        return
    programs = _find_programs()
    _remove_leftovers(programs)
    with _started(programs) as folder:
        socket = {"host": str(folder)}
        url = URL.create("postgresql+psycopg", username="khoanhvung", database="postgres", query=socket)
        yield Postgis(url, copying="STRATEGY FILE_COPY" if _version(programs) >= 15 else "")


def _find_programs() -> Path:
    """The newest installed PostgreSQL that has PostGIS, as its folder of programs."""
    found = sorted(DEBIAN_PROGRAMS.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    for programs in found:
        if (programs / "initdb").exists() and (_share(programs) / "extension/postgis.control").exists():
            return programs
    raise PostgisMissingError(
        "no PostGIS here: set TEST_POSTGIS_URL to a server where databases may be made, "
        "or install it (Debian 12: apt-get install --no-install-recommends postgresql-15-postgis-3)"
    )


def _share(programs: Path) -> Path:
    return Path(_output(programs / "pg_config", "--sharedir"))


def _version(programs: Path) -> int:
    return int(_output(programs / "pg_config", "--version").split()[1].split(".")[0])


def _output(*command: str | Path) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def _remove_leftovers(programs: Path) -> None:
    """Stop and delete servers whose test run was killed before it could."""
    for folder in abandoned_folders("postgis"):
        _stop(programs, folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(programs: Path) -> Iterator[Path]:
    with scratch_folder("postgis") as folder:
        if user := _unprivileged_user():
            shutil.chown(folder, user)
        options = " ".join(f"-c {name}={value}" for name, value in SERVER_OPTIONS.items())
        options += f" -c unix_socket_directories={folder}"
        try:
            _run(programs / "initdb", "--pgdata", folder / "data", "--no-sync", *_cluster_options(programs))
            _run(*_control(programs, folder), "--log", folder / "log", "--options", options, "start")
            yield folder
        finally:
            _stop(programs, folder)


def _stop(programs: Path, folder: Path) -> None:
    """End the server of a folder and wait until it is gone; a process that is not that server is left alone."""
    with suppress(FileNotFoundError):
        server = int((folder / "data/postmaster.pid").read_text().split("\n", 1)[0])
        if not Path("/proc/self").exists() or str(folder).encode() in Path(f"/proc/{server}/cmdline").read_bytes():
            _run(*_control(programs, folder), "--mode", "immediate", "stop")


def _control(programs: Path, folder: Path) -> list[str | Path]:
    return [programs / "pg_ctl", "--pgdata", folder / "data", "--silent", "--wait"]


def _cluster_options(programs: Path) -> list[str]:
    """Sort as Vietnamese does where the server can: whoever leans on the order of bytes is found out."""
    options = ["--username=khoanhvung", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    if _version(programs) >= 15:
        options += ["--locale-provider=icu", "--icu-locale=vi-VN"]
    return options


def _unprivileged_user() -> str | None:
    """Who the server runs as: PostgreSQL refuses root, so root lends it another user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(*command: str | Path) -> None:
    """Run a server program as a user it accepts, and show what it said if it fails."""
    user = _unprivileged_user()
    with tempfile.TemporaryFile("w+") as said:
        ended = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            user=user,
            group=user and pwd.getpwnam(user).pw_gid,
            extra_groups=user and [],
        )
        if ended.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} ended with {ended.returncode}: {said.read().strip()}")


def _conninfo(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
