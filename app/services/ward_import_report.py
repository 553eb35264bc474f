"""What an import of a register did or would do, in words and as a document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from app.domain.register_checks import Mending
from app.domain.register_comparison import RegisterComparison
from app.domain.register_file import FileSource
from app.domain.register_findings import KIND_WORDS, Finding, change_words
from app.domain.sentences import Phrase, number
from app.domain.vocabulary import BoundaryStatus

MOST_TOLD: Final = 12
_STATUS_VI = {BoundaryStatus.SCHEMATIC: "sơ đồ", BoundaryStatus.OFFICIAL: "chính thức"}


@dataclass(frozen=True)
class WardImportReport:
    """A register taken whole, or compared only (`dry_run`).

    Args:
        changed: units of both levels that differ from what was stored; 0: nothing was written, roll back.
        population: of all wards; None when that of any is unknown.
        isolates: codes of wards without neighbors (islands, or a fault of drawing too wide to be seen as one).
        open_places_m2: areas of gaps so wide that they were left as they are.
        added, updated, retired, unchanged: ward codes.
        origin: what the file was and how it was read.
        comparison: with the register that stood; None for a first register.
        oddities: what is odd, but no fault.
        revision: the one it was stored at; None when nothing was.
    """

    source_name: str
    dry_run: bool
    changed: int
    boundary_version: str
    boundary_status: BoundaryStatus
    wards: int
    districts: int
    population: int | None
    area_km2: float
    metric_epsg: int
    borders: int
    isolates: tuple[str, ...]
    open_places_m2: tuple[float, ...]
    mending: Mending
    added: tuple[str, ...]
    updated: tuple[str, ...]
    retired: tuple[str, ...]
    unchanged: tuple[str, ...]
    origin: FileSource = field(default_factory=FileSource)
    comparison: RegisterComparison | None = None
    oddities: tuple[Finding, ...] = ()
    revision: int | None = None

    def lines(self) -> list[str]:
        """The report for a person: Vietnamese, then English."""
        return [
            *self._vietnamese(),
            *(remark.vi for remark in self.origin.remarks),
            *(each.vi for each in self._compared()),
            *self._english(),
            *(remark.en for remark in self.origin.remarks),
            *(each.en for each in self._compared()),
        ]

    def document(self) -> dict[str, Any]:
        """The report for a machine."""
        counts = {} if self.comparison is None else dict(self.comparison.counts)
        return {
            **asdict(self),
            "remarks": [remark._asdict() for remark in self.origin.remarks],
            "comparison_counts": counts,
        }

    def _compared(self) -> list[Phrase]:
        """The comparison with the register that stood, and what is odd; the first few of each."""
        told = [] if self.comparison is None else comparison_lines(self.comparison)
        shown = [Phrase(each.vi, each.en) for each in self.oddities[:MOST_TOLD]]
        return [*told, *shown]

    def _vietnamese(self) -> list[str]:
        people = "chưa rõ dân số" if self.population is None else f"{self.population} dân"
        lines = [
            f"{self.source_name}: {self.wards} phường, xã; {self.districts} quận, huyện; {self.area_km2:.2f} km²; "
            f"{people}; {self.borders} đoạn ranh giới chung; ranh giới {_STATUS_VI[self.boundary_status]}.",
            f"{'Sẽ thay đổi' if self.dry_run else 'Thay đổi'}: thêm {len(self.added)}, sửa {len(self.updated)}, "
            f"thôi hiệu lực {len(self.retired)}, giữ nguyên {len(self.unchanged)}.",
        ]
        mending = self.mending
        if mending.hairlines:
            lines.append(f"Đã khép {mending.hairlines} khe, chồng hẹp dưới 0,1 m ({mending.hairlines_m2:.1f} m²).")
        if mending.is_beyond_hairlines:
            lines += [
                f"Đã sửa theo yêu cầu: {mending.invalid_rings} đường biên lỗi; {mending.overlaps} chỗ chồng "
                f"({mending.overlaps_m2:.0f} m²); {mending.gaps} khe hở ({mending.gaps_m2:.0f} m²); "
                f"{mending.units_changed} đơn vị đổi hình, được {mending.gained_m2:.0f} m², mất "
                f"{mending.lost_m2:.0f} m².",
                f"Láng giềng trong 150 m trước khi sửa: {mending.borders_lost} cặp nay không còn chạm nhau, "
                f"{mending.borders_won} cặp mới chạm.",
            ]
        if self.open_places_m2:
            lines.append(f"Giữ nguyên {len(self.open_places_m2)} khoảng trống rộng hơn 300 m bên trong địa bàn.")
        if self.isolates:
            lines.append(f"Không có láng giềng: {', '.join(self.isolates)}.")
        return lines

    def _english(self) -> list[str]:
        people = "population unknown" if self.population is None else f"{self.population} people"
        lines = [
            f"{self.source_name}: {self.wards} wards; {self.districts} districts; {self.area_km2:.2f} km²; {people}; "
            f"{self.borders} shared borders; {self.boundary_status} boundaries.",
            f"{'Would change' if self.dry_run else 'Changed'}: {len(self.added)} added, {len(self.updated)} updated, "
            f"{len(self.retired)} retired, {len(self.unchanged)} unchanged.",
        ]
        mending = self.mending
        if mending.hairlines:
            lines.append(
                f"Closed {mending.hairlines} gaps and overlaps under 0.1 m wide ({mending.hairlines_m2:.1f} m²)."
            )
        if mending.is_beyond_hairlines:
            lines += [
                f"Mended on request: {mending.invalid_rings} invalid rings; {mending.overlaps} overlaps "
                f"({mending.overlaps_m2:.0f} m²); {mending.gaps} gaps ({mending.gaps_m2:.0f} m²); "
                f"{mending.units_changed} units redrawn, {mending.gained_m2:.0f} m² gained, "
                f"{mending.lost_m2:.0f} m² lost.",
                f"Neighbors within 150 m as delivered: {mending.borders_lost} pairs no longer touch, "
                f"{mending.borders_won} pairs now do.",
            ]
        if self.open_places_m2:
            lines.append(f"Left {len(self.open_places_m2)} empty places wider than 300 m inside the territory.")
        if self.isolates:
            lines.append(f"Without neighbors: {', '.join(self.isolates)}.")
        return lines


def comparison_lines(comparison: RegisterComparison) -> list[Phrase]:
    """What changes, in counts, and the units that change most."""
    counts = {kind: count for kind, count in comparison.counts.items() if count}
    words = {**KIND_WORDS, "unchanged": Phrase("giữ nguyên", "unchanged")}
    lines = [
        Phrase(
            "So với danh mục đang dùng: "
            + ", ".join(f"{words[kind].vi.lower()} {count}" for kind, count in counts.items())
            + ".",
            "Beside the register that stands: "
            + ", ".join(f"{words[kind].en.lower()} {count}" for kind, count in counts.items())
            + ".",
        )
    ]
    if not comparison.by_ground:
        lines.append(
            Phrase(
                "Một bên là ranh giới sơ đồ nên chỉ so mã, tên và láng giềng, không so đất.",
                "One side is schematic, so codes, names and neighbors are compared, not ground.",
            )
        )
    elif comparison.moved_m2:
        moved, people = number(round(comparison.moved_m2)), comparison.people_moved
        vi, en = (
            ("", "") if people is None else (f", khoảng {number(people).vi} dân", f", about {number(people).en} people")
        )
        lines.append(Phrase(f"Đất đổi chủ: {moved.vi} m²{vi}.", f"Ground that changes hands: {moved.en} m²{en}."))
    changed = sorted(comparison.changed, key=lambda unit: -(unit.gained_m2 + unit.lost_m2))
    return [*lines, *(change_words(unit) for unit in changed[:MOST_TOLD])]
