"""Importing a register: check the whole file, store what it changes, report every fault and every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.coverage import HAIRLINE_M, MENDED_GAP_M
from app.domain.errors import InvalidImport
from app.domain.register import BoundaryDescription, Register, boundary_version
from app.domain.register_change import RegisterChange, plan_change
from app.domain.register_checks import CheckedRegister, Mending, check_register
from app.domain.register_comparison import RegisterComparison, compare_registers
from app.domain.register_file import FaultKind, RegisterFault, RegisterFile
from app.domain.register_findings import Finding, FindingGroup, findings_of
from app.domain.unit_codes import NameQuestion
from app.domain.vocabulary import BoundaryStatus
from app.formats.register_picture import PicturedRegister
from app.services.register import current_register
from app.services.register_contents import population_of, shapes_of, unit_contents, with_known_populations
from app.services.register_reading import ReadingChoices, read_register_file
from app.services.ward_import_report import WardImportReport
from app.storage.revisions import begin_write
from app.storage.units import BoundaryVersion, replace_units, stored_spans

__all__ = ["ExaminedRegister", "ReadingChoices", "WardImportReport", "import_wards"]


@dataclass(frozen=True)
class ExaminedRegister:
    """A file read and checked, before anything of it is believed: for pictures and lists of its faults.

    Args:
        standing: the register it would replace.
        questions: rows whose ward a person must name.
        comparison: with the register that stands; None when there is none, or the file has faults.
        findings: all that is to be looked at.
    """

    source_name: str
    file: RegisterFile
    checked: CheckedRegister
    standing: Register
    questions: tuple[NameQuestion, ...]
    comparison: RegisterComparison | None
    findings: tuple[Finding, ...]

    @property
    def pictured(self) -> PicturedRegister:
        """What is drawn of it: with faults, the units as the file has them; else as they would stand."""
        features = self.file.features if self.checked.faults else self.checked.features
        is_placed = bool(self.file.source.reference_system)
        is_compared = self.comparison is not None and self.comparison.by_ground
        return PicturedRegister(
            title=self.source_name,
            features=features,
            findings=self.findings,
            projector=self.checked.projector,
            is_placed=is_placed,
            standing=self.standing.shapes.tolist() if is_compared else (),
        )


def import_wards(
    session: Session,
    *,
    content: bytes,
    source_name: str,
    now: datetime,
    actor: str,
    valid_from: date | None = None,
    repair: bool = False,
    dry_run: bool = False,
    boundary_status: BoundaryStatus | None = None,
    metric_epsg: int | None = None,
    choices: ReadingChoices | None = None,
    on_examined: Callable[[ExaminedRegister], None] | None = None,
) -> WardImportReport:
    """Take a boundary file as the whole register from a day on; the caller commits, or rolls back if nothing changed.

    The file is read and checked before the site is locked. Units it leaves out end on the first day its own begin.

    Args:
        content: the file, of any format that is read.
        source_name: what to call it.
        valid_from: the day it holds from; None: see `plan_change`.
        repair: mend invalid rings, overlaps, gaps, swapped axes and rows of one code instead of refusing them.
        dry_run: check and compare only; takes no revision and writes nothing.
        boundary_status: overrides what the file says; a file that says nothing is official.
        metric_epsg: projected system for lengths and areas; None: the UTM zone of the place.
        choices: what the file does not say itself.
        on_examined: is shown the file with all its faults before it is refused or taken.

    Raises:
        InvalidImport: with every fault found; nothing is written.
        InvalidValue: a choice names something that is not there.
    """
    examined = examine_register(
        session,
        content=content,
        source_name=source_name,
        repair=repair,
        metric_epsg=metric_epsg,
        boundary_status=boundary_status,
        choices=choices or ReadingChoices(),
    )
    if on_examined is not None:
        on_examined(examined)
    if examined.checked.faults:
        raise _refusal(examined.checked.faults, source_name)
    described = _described(examined, boundary_status)
    revision = None if dry_run else begin_write(session, now=now, kind="ward_import", actor=actor)
    spans = stored_spans(session)
    checked = with_known_populations(examined.checked, spans, examined.comparison)
    change = plan_change(spans, unit_contents(checked, described), valid_from=valid_from)
    boundaries = _version(checked, described)
    if revision is not None and change.units_touched:
        replace_units(session, change, boundaries, revision=revision.number)
    report = _report(examined, checked, change, boundaries, dry_run=dry_run)
    return report if revision is None or not report.changed else replace(report, revision=revision.number)


def examine_register(
    session: Session,
    *,
    content: bytes,
    source_name: str,
    repair: bool,
    metric_epsg: int | None,
    boundary_status: BoundaryStatus | None,
    choices: ReadingChoices,
) -> ExaminedRegister:
    """The file read and checked beside the register that stands; nothing is written.

    Raises:
        InvalidImport: the file cannot be read at all.
        InvalidValue: a choice names something that is not there.
    """
    standing = current_register(session)
    read = read_register_file(content, register=standing, choices=choices, repair=repair)
    checked = check_register(read.file, repair=repair, epsg=metric_epsg)
    comparison = None if checked.faults else _comparison(standing, read.file, checked, boundary_status)
    findings = findings_of(checked, comparison, faults=checked.faults)
    return ExaminedRegister(source_name, read.file, checked, standing, read.questions, comparison, findings)


def _comparison(
    standing: Register, file: RegisterFile, checked: CheckedRegister, boundary_status: BoundaryStatus | None
) -> RegisterComparison | None:
    return compare_registers(
        standing,
        checked.features,
        checked.borders,
        status=boundary_status or file.boundary_status or BoundaryStatus.OFFICIAL,
        projector=checked.projector,
    )


def _described(examined: ExaminedRegister, boundary_status: BoundaryStatus | None) -> BoundaryDescription:
    file = examined.file
    return BoundaryDescription(
        status=boundary_status or file.boundary_status or BoundaryStatus.OFFICIAL,
        notice_vi=file.notice_vi,
        notice_en=file.notice_en,
        source=examined.source_name[:200],
        metric_epsg=examined.checked.projector.epsg,
    )


def _version(checked: CheckedRegister, described: BoundaryDescription) -> BoundaryVersion:
    return BoundaryVersion(
        version=boundary_version(checked.features, described),
        description=described,
        codes=tuple(feature.code for feature in checked.features),
        borders=checked.borders,
        tolerance_m=_tolerance_m(checked.mending),
    )


def _tolerance_m(mending: Mending) -> float | None:
    if mending.is_beyond_hairlines:
        return MENDED_GAP_M
    return HAIRLINE_M if mending.hairlines else None


def _report(
    examined: ExaminedRegister,
    checked: CheckedRegister,
    change: RegisterChange,
    boundaries: BoundaryVersion,
    *,
    dry_run: bool,
) -> WardImportReport:
    described = boundaries.description
    codes = [feature.code for feature in checked.features]
    areas = checked.projector.areas_m2(shapes_of(checked.features)) / 1e6
    return WardImportReport(
        source_name=described.source,
        dry_run=dry_run,
        changed=change.units_touched,
        boundary_version=boundaries.version,
        boundary_status=described.status,
        wards=len(codes),
        districts=len({feature.district_code for feature in checked.features} - {None}),
        population=population_of(checked.features),
        area_km2=round(float(areas.sum()), 4),
        metric_epsg=described.metric_epsg,
        borders=len(checked.borders.pairs),
        isolates=tuple(codes[position] for position in checked.borders.isolates().tolist()),
        open_places_m2=tuple(round(place.area_m2, 1) for place in checked.open_places),
        mending=checked.mending,
        added=change.added,
        updated=change.changed,
        retired=change.retired,
        unchanged=change.unchanged,
        origin=examined.file.source,
        comparison=examined.comparison,
        oddities=tuple(each for each in examined.findings if each.group is FindingGroup.ODDITY),
    )


def _refusal(faults: Sequence[RegisterFault], source_name: str) -> InvalidImport:
    counts = Counter(fault.kind.value for fault in faults)
    mendable = all(fault.kind.is_mendable for fault in faults)
    summary = ", ".join(f"{kind}: {count}" for kind, count in counts.items())
    return InvalidImport(
        vi=f"{source_name} có {len(faults)} lỗi ({summary}); không có gì được ghi."
        + (" Nhập lại với --repair để sửa tự động." if mendable else ""),
        en=f"{source_name} has {len(faults)} faults ({summary}); nothing was written."
        + (" Import again with --repair to mend them." if mendable else ""),
        errors=[fault.to_field_fault() for fault in faults],
        extensions={
            "fault_counts": dict(counts),
            "overlap_m2": round(sum(fault.area_m2 or 0 for fault in faults if fault.kind is FaultKind.OVERLAP), 1),
            "gap_m2": round(sum(fault.area_m2 or 0 for fault in faults if fault.kind is FaultKind.GAP), 1),
        },
    )
