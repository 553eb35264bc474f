"""Why a ward is not at its computed level: decided, waiting for approval, or announced; one sentence a language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.decisions import Decision
from app.domain.sentences import Phrase, day, first_fitting, one_line

Label = tuple[str, str]
"""Vietnamese and English words for a level."""


def standing_sentence(
    ward_name: str,
    *,
    level: Label,
    computed: Label,
    decision: Decision | None,
    awaiting: bool,
    announced_for: datetime | None,
    timezone: ZoneInfo,
    notice: Phrase | None = None,
) -> Phrase | None:
    """What put the level in force, at most 300 characters; None when the computed level simply is in force.

    A sentence that would be too long leaves out the signer, then the number of the document.

    Args:
        decision: in force now.
        awaiting: the computed level fell and waits for approval.
        announced_for: when the higher computed level takes effect.
        notice: how long before it had to be announced, and by which document.
    """
    ward = one_line(ward_name)
    if decision is not None:
        wordings = list(_decided(ward, level, computed, decision, timezone))
        return Phrase(first_fitting(each.vi for each in wordings), first_fitting(each.en for each in wordings))
    if awaiting:
        return Phrase(
            f"{ward}: giữ {level[0]} đến khi được phê duyệt hạ mức; hệ thống tính: {computed[0]}.",
            f"{ward} stays at {level[1]} until a fall is approved; computed level: {computed[1]}.",
        )
    if announced_for is not None:
        moment = _moment(announced_for, timezone)
        vi = f"{ward}: {level[0]} đến {moment.vi}, sau đó lên {computed[0]}"
        en = f"{ward} is at {level[1]} until {moment.en}, then rises to {computed[1]}"
        by = Phrase("như đã thông báo trước", "as announced")
        return Phrase(
            first_fitting([*([f"{vi} ({notice.vi})."] if notice else []), f"{vi} {by.vi}."]),
            first_fitting([*([f"{en} ({notice.en})."] if notice else []), f"{en} {by.en}."]),
        )
    return None


def _decided(ward: str, level: Label, computed: Label, decision: Decision, timezone: ZoneInfo) -> Iterator[Phrase]:
    begins = _moment(decision.from_instant, timezone)
    span = Phrase(f"từ {begins.vi}", f"from {begins.en}")
    if decision.until_instant is not None:
        ends = _moment(decision.until_instant, timezone)
        span = Phrase(f"{span.vi} đến {ends.vi}", f"{span.en} until {ends.en}")
    number, signer = one_line(decision.document_number), one_line(decision.signer)
    for vi, en in (
        (f" theo văn bản {number} ({signer})", f" by document {number} ({signer})"),
        (f" theo văn bản {number}", f" by document {number}"),
        (" theo quyết định", " by decision"),
    ):
        yield Phrase(
            f"{ward}: {level[0]}{vi}, {span.vi}; hệ thống tính: {computed[0]}.",
            f"{ward} is at {level[1]}{en}, {span.en}; computed level: {computed[1]}.",
        )


def _moment(instant: datetime, timezone: ZoneInfo) -> Phrase:
    local = instant.astimezone(timezone)
    date_words = day(local.date())
    return Phrase(f"{local:%H:%M} ngày {date_words.vi}", f"{local:%H:%M} on {date_words.en}")
