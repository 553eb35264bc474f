"""What the tree promises: a lock that matches and names no address, nothing outside, every import pointing down."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".git", "var", "build", "dist", "htmlcov"}

# Hosts are put together here, so that this file does not hold the names it looks for.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("anaconda", "org"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("ghcr", "io"),
        ("docker", "io"),
        ("quay", "io"),
    ]
]
NAMED_AND_NEVER_ASKED = "tests/browser/vendor/ol.js: " + ".".join(("googleapis", "com"))
"""A library that only tests use names one map service it could read; the tests see that it asks our own hosts alone."""
CDN_HOSTS = [
    ".".join(parts)
    for parts in [
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare", "com"),
        ("esm", "sh"),
        ("skypack", "dev"),
        ("googleapis", "com"),
        ("gstatic", "com"),
        ("bootstrapcdn", "com"),
        ("tailwindcss", "com"),
    ]
]
MACHINE_PATHS = ["/" + folder + "/" for folder in ("work", "root", "home", "Users", "opt")]
RECORDS_OF_ADDRESSES = {"uv" + ".lock", "pylock" + ".toml", "package-lock" + ".json", "yarn" + ".lock"}
TOP_LEVEL = [
    ".ci/run",
    ".dockerignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "README.vi.md",
    "alembic.ini",
    "app",
    "data/README.md",
    "data/wards.geojson",
    "docs",
    "migrations",
    "pyproject.toml",
    "requirements.lock",
    "scripts/serve",
    "scripts/test",
    "tests",
]


@cache
def tracked_files() -> list[str]:
    """Every file of the project, as paths below its root: what git tracks, or all there is where git does not know."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = asked.stdout.decode().split("\0")[:-1] if asked.returncode == 0 else list(_walk())
    return [name for name in names if (ROOT / name).is_file()]


def _walk() -> Iterator[str]:
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT)
        if not any(part in NOT_OURS or part.endswith(("_cache", ".egg-info", "__pycache__")) for part in inside.parts):
            yield inside.as_posix()


def files_holding(pattern: str) -> list[str]:
    """`file: match` for each tracked file whose text holds the pattern."""
    wanted = re.compile(pattern.encode(), re.IGNORECASE)
    found = ((name, wanted.search((ROOT / name).read_bytes())) for name in tracked_files())
    return [f"{name}: {match[0].decode(errors='replace')}" for name, match in found if match]


def any_of(words: list[str]) -> str:
    """A pattern for one of the words, not as a part of a longer one."""
    return r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")(?![\w-])"


def lock_lines() -> list[str]:
    """The lock as logical lines: one per pinned package, comments gone, continuations joined."""
    text = (ROOT / "requirements.lock").read_text()
    return [line for line in re.sub(r" \\\n +", " ", re.sub(r"(?m)^ *#.*\n", "", text)).splitlines() if line]


def locked_versions(name: str) -> list[Version]:
    """The versions the lock pins a package to: one, or one for each platform that needs its own."""
    pins = [re.match(r"([a-z0-9.-]+)==([^ ]+)", line) for line in lock_lines()]
    return [Version(pin[2]) for pin in pins if pin and pin[1] == canonicalize_name(name)]


def direct_dependencies() -> list[Requirement]:
    """What pyproject.toml asks for, all extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for text in [*project["dependencies"], *(text for extra in extras for text in extra)]]


@pytest.mark.parametrize("needed", direct_dependencies(), ids=str)
def test_the_lock_pins_each_direct_dependency_to_a_version_that_fits(needed: Requirement) -> None:
    versions = locked_versions(needed.name)
    assert versions, f"{needed} is not in requirements.lock: run scripts/lock"
    assert all(version in needed.specifier for version in versions)


def test_every_line_of_the_lock_is_one_pinned_version_with_its_hashes() -> None:
    line_of_a_lock = re.compile(r"[a-z0-9.-]+==[^ ]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")
    assert [line for line in lock_lines() if not line_of_a_lock.fullmatch(line)] == []


def test_the_lock_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert re.findall(r"\w+://|--(?:extra-)?index-url|--find-links| @ ", text) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert files_holding(any_of(REGISTRY_HOSTS)) == []


def test_no_file_names_the_host_of_a_content_network() -> None:
    found = set(files_holding(any_of(CDN_HOSTS)))
    assert found <= {NAMED_AND_NEVER_ASKED}


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert files_holding(r"(?<![\w./:{}$*%-])(?:" + "|".join(MACHINE_PATHS) + ")") == []


def test_no_record_of_download_addresses_is_kept() -> None:
    assert [name for name in tracked_files() if Path(name).name in RECORDS_OF_ADDRESSES] == []


@pytest.mark.parametrize("path", TOP_LEVEL)
def test_the_top_level_has(path: str) -> None:
    assert any(name == path or name.startswith(f"{path}/") for name in tracked_files())


@pytest.mark.parametrize("script", ["scripts/serve", "scripts/test", "scripts/check", "scripts/lock", ".ci/run"])
def test_a_script_can_be_run_as_it_is(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111


def test_imports_keep_to_the_floors() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
