"""The sentence that says why a ward is not simply at its computed level."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.decisions import Decision
from app.domain.notice_words import notice_words
from app.domain.sentences import MAX_CHARACTERS, Phrase
from app.domain.standing_sentences import standing_sentence
from app.services.policy_library import shipped_policy

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
RED, GREEN = ("Vùng đỏ", "Red zone"), ("Vùng xanh", "Green zone")
EVENING = datetime(2021, 8, 20, 11, tzinfo=UTC)
DECISION = Decision(
    decision_id="QD0001",
    scheme="main",
    ward_code="A",
    level="red",
    policy_id="drawn",
    policy_version="1",
    from_instant=datetime(2021, 8, 14, 3, tzinfo=UTC),
    until_instant=EVENING,
    document_number="7/QĐ-UBND",
    signer="Chủ tịch",
    reason="x",
    recorded_by="chi",
    recorded_revision=1,
)


def told(
    *, decision: Decision | None = None, awaiting: bool = False, announced_for: datetime | None = None
) -> Phrase | None:
    level, computed = (GREEN, RED) if announced_for else (RED, GREEN)
    return standing_sentence(
        "Phường A",
        level=level,
        computed=computed,
        decision=decision,
        awaiting=awaiting,
        announced_for=announced_for,
        timezone=HANOI,
    )


def test_a_decision_is_told_with_document_signer_and_time() -> None:
    assert told(decision=DECISION) == Phrase(
        "Phường A: Vùng đỏ theo văn bản 7/QĐ-UBND (Chủ tịch), từ 10:00 ngày 14/08/2021 đến 18:00 ngày 20/08/2021; "
        "hệ thống tính: Vùng xanh.",
        "Phường A is at Red zone by document 7/QĐ-UBND (Chủ tịch), from 10:00 on 14 Aug 2021 until 18:00 on 20 Aug "
        "2021; computed level: Green zone.",
    )


def test_a_decision_without_end_has_none_in_the_sentence() -> None:
    said = told(decision=replace(DECISION, until_instant=None))
    assert said is not None
    assert "đến" not in said.vi
    assert "until" not in said.en


def test_a_long_signer_or_document_number_is_left_out() -> None:
    long_signer = told(decision=replace(DECISION, signer="Ban chỉ đạo " * 16))
    long_number = told(decision=replace(DECISION, signer="Ban chỉ đạo " * 16, document_number="7/QĐ-UBND" * 30))
    assert long_signer is not None
    assert long_number is not None
    assert "7/QĐ-UBND," in long_signer.vi
    assert "theo quyết định," in long_number.vi
    assert max(len(each) for each in (*long_signer, *long_number)) <= MAX_CHARACTERS


def test_a_fall_that_waits_and_an_announced_raise_are_told() -> None:
    assert told(awaiting=True) == Phrase(
        "Phường A: giữ Vùng đỏ đến khi được phê duyệt hạ mức; hệ thống tính: Vùng xanh.",
        "Phường A stays at Red zone until a fall is approved; computed level: Green zone.",
    )
    assert told(announced_for=EVENING) == Phrase(
        "Phường A: Vùng xanh đến 18:00 ngày 20/08/2021, sau đó lên Vùng đỏ như đã thông báo trước.",
        "Phường A is at Green zone until 18:00 on 20 Aug 2021, then rises to Red zone as announced.",
    )


def test_the_computed_level_in_force_needs_no_sentence() -> None:
    assert told() is None


def test_the_notice_an_order_asks_for_is_cited() -> None:
    said = standing_sentence(
        "Phường A",
        level=GREEN,
        computed=RED,
        decision=None,
        awaiting=False,
        announced_for=EVENING,
        timezone=HANOI,
        notice=notice_words(shipped_policy("moh-4800-2021")),
    )
    assert said == Phrase(
        "Phường A: Vùng xanh đến 18:00 ngày 20/08/2021, sau đó lên Vùng đỏ "
        "(báo trước 48 giờ theo Nghị quyết 128/NQ-CP).",
        "Phường A is at Green zone until 18:00 on 20 Aug 2021, then rises to Red zone "
        "(48 hours' notice under Nghị quyết 128/NQ-CP).",
    )
    assert notice_words(shipped_policy("hanoi-ct06-2021")) is None
