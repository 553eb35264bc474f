"""The due list as a workbook for the teams: all units, then a sheet for each district, with columns to tick."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.domain.names import sort_key
from app.domain.policy import Policy
from app.domain.sentences import Phrase
from app.domain.testing_units import DueUnit, UnitKind
from app.formats.level_css import light_tones
from app.formats.workbook import Block, Column, LevelCell, Row, Sheet, workbook

COLUMNS: Final = (
    Column(Phrase("Quận, huyện", "District"), 18),
    Column(Phrase("Mã", "Code"), 14),
    Column(Phrase("Nơi lấy mẫu", "Unit"), 28),
    Column(Phrase("Vì", "Asked by"), 22),
    Column(Phrase("Mức", "Level"), 12, "level"),
    Column(Phrase("Lấy từ ngày", "Due from"), 12, "day"),
    Column(Phrase("Chậm nhất", "Due by"), 12, "day"),
    Column(Phrase("Quá hạn (ngày)", "Days overdue"), 10, "count"),
    Column(Phrase("Số người", "People"), 11, "count"),
    Column(Phrase("Đợt trước xong", "Last round"), 12, "day"),
    Column(Phrase("Tổ lấy mẫu", "Team"), 14),
    Column(Phrase("Đã lấy", "Sampled"), 10),
    Column(Phrase("Xong ☐", "Done ☐"), 8),
)
KINDS: Final[Mapping[UnitKind, Phrase]] = {
    UnitKind.WARD: Phrase("Nhịp của mức", "Duty of its level"),
    UnitKind.CORDON: Phrase("Khu phong tỏa", "Cordon"),
    UnitKind.CAMPAIGN: Phrase("Chiến dịch", "Campaign"),
}
_ALL: Final = "Tất cả"
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31


@dataclass(frozen=True)
class DueBasis:
    """What the list stands on: the day, the policy and its version, the revision and its moment, whether a drill."""

    on: date
    policy: Policy
    policy_version: str
    revision: int
    made_at: datetime
    drill: bool
    campaigns: Mapping[str, str]
    """Names of campaigns by id."""


def due_xlsx(units: Sequence[DueUnit], basis: DueBasis) -> bytes:
    """The workbook; the same list gives the same bytes."""
    districts: dict[tuple[str, str], list[DueUnit]] = {}
    for each in units:
        if each.district_code is not None:
            key = (each.district_name or each.district_code, each.district_code)
            districts.setdefault(key, []).append(each)
    sheets = [_sheet(_ALL, Phrase("mọi nơi đến hạn", "everything due"), units, basis)]
    for (name, code), some in sorted(districts.items(), key=lambda found: sort_key(found[0][0])):
        sheets.append(_sheet(_sheet_name(name, code), Phrase(name, name), some, basis))
    title = f"Lấy mẫu đến hạn ngày {basis.on:%d/%m/%Y}"
    return workbook(
        sheets,
        tones=light_tones(basis.policy),
        title=title,
        created=basis.made_at,
        footer=" · ".join([title, f"bản ghi số {basis.revision}", *([_DRILL.vi] if basis.drill else [])]),
    )


_DRILL: Final = Phrase("DIỄN TẬP, không phải số liệu thật", "A DRILL, no real data")


def _sheet(name: str, subject: Phrase, units: Sequence[DueUnit], basis: DueBasis) -> Sheet:
    overdue = sum(each.is_overdue for each in units)
    return Sheet(
        name=name,
        title=Phrase(
            f"Lấy mẫu đến hạn ngày {basis.on:%d/%m/%Y}: {subject.vi}", f"Sampling due on {basis.on}: {subject.en}"
        ),
        notes=[
            f"{len(units)} nơi, {overdue} quá hạn / {len(units)} units, {overdue} overdue",
            "Gấp nhất ở trên. Số người là số còn phải lấy / The most urgent first. People: those left to sample",
        ],
        blocks=[Block(COLUMNS, [_row(each, basis) for each in units])],
        warnings=[f"{_DRILL.vi} / {_DRILL.en}"] if basis.drill else [],
        closing=[
            f"Bộ quy tắc {basis.policy.id}, phiên bản {basis.policy_version} / policy and its version",
            f"Bản ghi số {basis.revision} / revision {basis.revision}",
        ],
    )


def _row(unit: DueUnit, basis: DueBasis) -> Row:
    asked = KINDS[unit.kind].vi
    if unit.campaign_id is not None:
        asked = f"{asked}: {basis.campaigns.get(unit.campaign_id, unit.campaign_id)}"
    level = None if unit.level is None else LevelCell(unit.level, basis.policy.label(unit.level)[0])
    return [
        unit.district_name,
        unit.unit_id if unit.kind is UnitKind.CORDON else unit.ward_codes[0],
        unit.name,
        asked,
        level,
        unit.due_from,
        unit.due_by,
        unit.overdue_days or None,
        unit.people_to_sample,
        unit.last_round_on,
        None,
        None,
        None,
    ]


def _sheet_name(name: str, code: str) -> str:
    """A name Excel takes, told apart by the code of the district."""
    return f"{_NOT_IN_A_NAME.sub(' ', name)[: _LONGEST_NAME - len(code) - 1]} {code}"
