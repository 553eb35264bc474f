"""`khoanhvung audit verify`: the head to write down, the first bad line, and exit codes a cron job can read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from app.cli.main import cli
from app.storage.audit import head
from app.storage.engine import create_database_engine, session_factory
from tests.chains import unguard, write_lines


@pytest.fixture
def chain(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Five lines that anyone may bend, as the command finds them."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    engine = create_database_engine(sqlite_url)
    with session_factory(engine)() as session:
        write_lines(session, 5)
        unguard(session)
        yield session
    engine.dispose()


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "verify", *arguments])


def bend(session: Session, statement: str) -> None:
    session.execute(text(statement))
    session.commit()


def test_a_whole_audit_prints_its_head_alone_on_stdout(chain: Session) -> None:
    result = verify()
    assert result.exit_code == 0
    assert result.stdout == f"{head(chain)}\n"
    assert "còn nguyên" in result.stderr


def test_the_head_that_was_printed_holds_later(chain: Session) -> None:
    written_down = verify().stdout.strip()
    write_lines(chain, 1)
    assert verify("--expect", written_down).exit_code == 0
    bend(chain, "DELETE FROM audit WHERE id >= 5")
    result = verify("--expect", written_down)
    assert result.exit_code == 1
    assert "phần cuối bị cắt" in result.stderr


def test_a_bent_line_is_named_in_both_languages_and_no_head_is_printed(chain: Session) -> None:
    bend(chain, "UPDATE audit SET actor = 'minh' WHERE id = 3")
    result = verify()
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Dòng 3 bị sửa" in result.stderr
    assert "Line 3 was altered" in result.stderr


def test_the_finding_as_json(chain: Session) -> None:
    assert json.loads(verify("--json").stdout) == {
        "intact": True,
        "lines": 5,
        "head": str(head(chain)),
        "fault": None,
    }
    bend(chain, "DELETE FROM audit WHERE id = 2")
    result = verify("--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["intact"], found["lines"]) == (False, 1)
    assert (found["fault"]["line"], found["fault"]["kind"]) == (2, "missing")


def test_a_head_that_is_none_is_a_wrong_use(chain: Session) -> None:
    result = verify("--expect", "yesterday")
    assert result.exit_code == 2
    assert "N:SHA256" in result.stderr
