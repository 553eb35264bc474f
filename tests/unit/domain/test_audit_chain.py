"""The written form of an audit line, its digest, and heads as people write them down."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.audit_chain import (
    GENESIS,
    NO_LINES,
    ChainedLine,
    Head,
    canonical_form,
    canonical_instant,
    canonical_json,
    line_sha256,
    parse_head,
)
from app.domain.audit_check import Bend, StoredLine, check_chain

LINE = ChainedLine(
    number=1,
    at=datetime(2021, 8, 14, 3, 0, 0, 5, tzinfo=UTC),
    actor="lan",
    role="reporter",
    action="post_report",
    subject="Hải Bối",
    district_code="017",
    outcome="done",
    detail='{"a":1}',
    request_id=None,
    revision=7,
)
FORM = (
    '[1,1,"' + GENESIS + '","2021-08-14T03:00:00.000005Z","lan","reporter","post_report","Hải Bối","017","done",'
    '"{\\"a\\":1}",null,7]'
)
"""As docs/audit.md tells it: whoever doubts us can make it with other tools."""


def test_the_form_is_the_documented_one_and_the_digest_is_over_its_utf_8() -> None:
    assert canonical_form(LINE, previous_sha256=GENESIS).decode() == FORM
    assert line_sha256(LINE, previous_sha256=GENESIS) == hashlib.sha256(FORM.encode()).hexdigest()


def test_one_moment_has_one_form_in_every_zone() -> None:
    there = LINE.at.astimezone(timezone(timedelta(hours=7)))
    assert canonical_instant(there) == canonical_instant(LINE.at) == "2021-08-14T03:00:00.000005Z"


def test_details_are_stored_in_one_form() -> None:
    assert canonical_json({"b": 1, "a": ["đ", 0.5, None]}) == '{"a":["đ",0.5,null],"b":1}'


def test_a_head_is_read_as_it_was_written_down() -> None:
    head = Head(1204, "ab" * 32)
    assert parse_head(str(head)) == head
    assert parse_head(f" 1204 : {'AB' * 32}\n".replace(" :", ":")) == head
    assert parse_head(str(NO_LINES)) == NO_LINES


@pytest.mark.parametrize(
    "text", ["", "12", ":", "12:", f"x:{GENESIS}", f"-1:{GENESIS}", f"²:{GENESIS}", "1:" + "g" * 64]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    assert parse_head(text) is None


def test_a_line_that_cannot_be_read_is_the_first_bad_one() -> None:
    good = StoredLine(1, LINE, GENESIS, line_sha256(LINE, previous_sha256=GENESIS))
    check = check_chain([good, StoredLine(2, None, good.sha256, "")])
    assert check.head == Head(1, good.sha256)
    assert check.fault is not None
    assert (check.fault.number, check.fault.bend) == (2, Bend.UNREADABLE)
    assert "Dòng 2" in check.fault.said.vi
    assert "Line 2" in check.fault.said.en


def test_a_head_that_should_be_there_is_missed_in_an_empty_audit() -> None:
    check = check_chain([], expected=Head(3, "a" * 64))
    assert check.fault is not None
    assert (check.fault.number, check.fault.bend) == (1, Bend.SHORTENED)
    assert check_chain([], expected=NO_LINES).fault is None
