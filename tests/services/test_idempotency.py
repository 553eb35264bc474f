"""A write sent again under its key: answered as before, done once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.errors import IdempotencyMismatch, InvalidValue
from app.services.idempotency import (
    KEPT_FOR,
    Fingerprint,
    check_key,
    fingerprint,
    forget_old_answers,
    lookup,
    remember,
)
from app.storage.engine import session_factory
from app.storage.revisions import begin_write, create_site, current_revision

NOW = datetime(2021, 8, 14, 3, 0, tzinfo=UTC)
REPORTS = "/api/v1/case-reports"
BODY = '{"ward_code": "00487", "version": 1, "note": "Lỗ Giao"}'


def asked(content: object = None, *, method: str = "POST", path: str = REPORTS) -> Fingerprint:
    return fingerprint(method=method, path=path, content=content)


def keep(session: Session, key: str = "k-1", *, username: str = "lan", now: datetime = NOW) -> None:
    remember(
        session,
        username=username,
        key=key,
        fingerprint=asked({"a": 1}),
        status=201,
        body=BODY,
        headers={"ETag": '"1"', "Location": REPORTS},
        revision=7,
        now=now,
    )


def test_a_new_key_has_no_answer(session: Session) -> None:
    assert lookup(session, username="lan", key="k-1", fingerprint=asked()) is None


def test_the_same_request_gets_the_same_bytes(session: Session) -> None:
    keep(session)
    session.commit()
    answer = lookup(session, username="lan", key="k-1", fingerprint=asked({"a": 1}))
    assert answer is not None
    assert (answer.status, answer.body, answer.revision) == (201, BODY, 7)
    assert answer.headers == {"ETag": '"1"', "Location": REPORTS}


def test_other_content_or_another_call_under_the_key_is_refused(session: Session) -> None:
    keep(session)
    others = [asked({"a": 2}), asked({"a": 1}, method="PUT"), asked({"a": 1}, path=f"{REPORTS}/batch")]
    for other in others:
        with pytest.raises(IdempotencyMismatch):
            lookup(session, username="lan", key="k-1", fingerprint=other)


def test_a_key_belongs_to_its_user(session: Session) -> None:
    keep(session)
    assert lookup(session, username="minh", key="k-1", fingerprint=asked({"b": 2})) is None
    keep(session, username="minh")


def test_keys_differ_by_case(session: Session) -> None:
    keep(session, "k-a")
    assert lookup(session, username="lan", key="k-A", fingerprint=asked({"a": 1})) is None


def test_an_answer_goes_with_the_write_that_fails(session: Session) -> None:
    keep(session)
    session.rollback()
    assert lookup(session, username="lan", key="k-1", fingerprint=asked()) is None


def test_old_answers_are_forgotten(session: Session) -> None:
    keep(session, "old", now=NOW - KEPT_FOR - timedelta(seconds=1))
    keep(session, "young", now=NOW - KEPT_FOR)
    assert forget_old_answers(session, now=NOW) == 1
    assert lookup(session, username="lan", key="old", fingerprint=asked({"a": 1})) is None
    assert lookup(session, username="lan", key="young", fingerprint=asked({"a": 1})) is not None


def test_twins_sent_at_once_are_done_once(engine: Engine) -> None:
    sessions = session_factory(engine)
    with sessions.begin() as session:
        create_site(session, now=NOW, first_day=date(2021, 4, 1))
    done: list[str] = []
    answers: list[str] = []

    def post() -> None:
        with sessions() as session:
            revision = begin_write(session, now=NOW, kind="case_report", actor="lan")
            known = lookup(session, username="lan", key="k-1", fingerprint=asked({"a": 1}))
            if known is not None:
                answers.append(known.body)
                return
            done.append("written")
            body = f'{{"revision": {revision.number}}}'
            remember(
                session,
                username="lan",
                key="k-1",
                fingerprint=asked({"a": 1}),
                status=201,
                body=body,
                headers={},
                revision=revision.number,
                now=NOW,
            )
            session.commit()
            answers.append(body)

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["written"]
    assert answers == ['{"revision": 1}'] * 6
    with sessions() as session:
        assert current_revision(session) == 1


@pytest.mark.parametrize("key", ["k", "0f8fad5b-d9cb-469f-a165-70867728950e", "!~", "x" * 200])
def test_visible_ascii_makes_a_key(key: str) -> None:
    check_key(key)


@pytest.mark.parametrize("key", ["", " ", "two words", "khoá", "x" * 201, "line\n", "nul\0", "tab\t"])
def test_other_text_is_no_key(key: str) -> None:
    with pytest.raises(InvalidValue, match="Idempotency-Key"):
        check_key(key)


def test_the_order_of_names_makes_no_difference_to_a_fingerprint() -> None:
    assert asked({"a": 1, "b": [2, {"c": None, "d": "ổ"}]}) == asked({"b": [2, {"d": "ổ", "c": None}], "a": 1})


@pytest.mark.parametrize("other", [[2, 1], [1, 2, 3], ["1", 2], [1, 2.5], [True, 2], None, b"[1, 2]x"])
def test_other_values_make_another_fingerprint(other: object) -> None:
    assert asked([1, 2]) != asked(other)


def test_the_query_belongs_to_the_fingerprint() -> None:
    assert asked([1], path=f"{REPORTS}/batch") != asked([1], path=f"{REPORTS}/batch?partial=true")


def test_a_call_too_long_to_store_still_tells_apart() -> None:
    long = f"{REPORTS}?source={'x' * 1_000}"
    assert len(asked(path=long).call) == 400
    assert asked(path=long) != asked(path=f"{long}y")
