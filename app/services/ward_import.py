"""Importing a register: check the whole file, store what it changes, report every fault and every change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from shapely import MultiPolygon
from sqlalchemy.orm import Session

from app.domain.coverage import HAIRLINE_M, MENDED_GAP_M
from app.domain.errors import InvalidImport
from app.domain.projection import Shapes
from app.domain.register import BoundaryDescription, boundary_version
from app.domain.register_change import RegisterChange, UnitContent, UnitLevel, UnitSpan, plan_change
from app.domain.register_checks import CheckedRegister, Mending, check_register
from app.domain.register_file import FaultKind, RegisterFault, UnitFeature
from app.domain.vocabulary import BoundaryStatus
from app.formats.geojson_reading import read_register
from app.services.ward_import_report import WardImportReport
from app.storage.revisions import begin_write
from app.storage.units import BoundaryVersion, replace_units, stored_spans

__all__ = ["WardImportReport", "import_wards"]


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
) -> WardImportReport:
    """Take a GeoJSON file as the whole register from a day on; the caller commits, or rolls back if nothing changed.

    The file is read and checked before the site is locked. Units it leaves out end on the first day its own begin.

    Args:
        content: the file.
        source_name: what to call it.
        valid_from: the day it holds from; None: see `plan_change`.
        repair: mend invalid rings, overlaps and gaps instead of refusing them.
        dry_run: check and compare only; takes no revision and writes nothing.
        boundary_status: overrides what the file says; a file that says nothing is official.
        metric_epsg: projected system for lengths and areas; None: the UTM zone of the place.

    Raises:
        InvalidImport: with every fault found; nothing is written.
    """
    file = read_register(content)
    checked = check_register(file, repair=repair, epsg=metric_epsg)
    if checked.faults:
        raise _refusal(checked.faults, source_name)
    described = BoundaryDescription(
        status=boundary_status or file.boundary_status or BoundaryStatus.OFFICIAL,
        notice_vi=file.notice_vi,
        notice_en=file.notice_en,
        source=source_name[:200],
        metric_epsg=checked.projector.epsg,
    )
    version = boundary_version(checked.features, described)
    revision = None if dry_run else begin_write(session, now=now, kind="ward_import", actor=actor)
    spans = stored_spans(session)
    checked = _with_known_populations(checked, spans)
    change = plan_change(spans, _contents(checked, described), valid_from=valid_from)
    if revision is not None and change.units_touched:
        boundaries = BoundaryVersion(
            version=version,
            description=described,
            codes=tuple(feature.code for feature in checked.features),
            borders=checked.borders,
            tolerance_m=_tolerance_m(checked.mending),
        )
        replace_units(session, change, boundaries, revision=revision.number)
    return _report(checked, change, described, version, dry_run=dry_run)


def _with_known_populations(checked: CheckedRegister, spans: Sequence[UnitSpan]) -> CheckedRegister:
    """A file of shapes alone does not unsay a census: wards without a population keep the one on record."""
    known = {
        span.content.code: span.content
        for span in sorted(spans, key=lambda span: span.valid_from)
        if span.content.level is UnitLevel.WARD and span.content.population is not None
    }
    features = tuple(
        replace(each, population=known[each.code].population, population_on=known[each.code].population_on)
        if each.population is None and each.code in known
        else each
        for each in checked.features
    )
    return replace(checked, features=features)


def _contents(checked: CheckedRegister, described: BoundaryDescription) -> list[tuple[UnitContent, date | None]]:
    """Wards as the file gives them, and the districts they add up to, each with the day it holds from."""
    areas = checked.projector.areas_m2(_shapes(checked.features)) / 1e6
    wards = [
        (_ward(feature, round(float(area), 6), described), feature.valid_from)
        for feature, area in zip(checked.features, areas, strict=True)
    ]
    members: dict[str, list[UnitFeature]] = defaultdict(list)
    for feature in checked.features:
        if feature.district_code is not None:
            members[feature.district_code].append(feature)
    return [*wards, *(_district(own, described) for own in members.values())]


def _ward(feature: UnitFeature, drawn_km2: float, described: BoundaryDescription) -> UnitContent:
    assert isinstance(feature.shape, MultiPolygon)
    return UnitContent(
        level=UnitLevel.WARD,
        code=feature.code,
        name=feature.name,
        kind=feature.kind,
        parent_code=feature.district_code,
        population=feature.population,
        population_on=feature.population_on,
        area_km2=feature.area_km2 or drawn_km2,
        shape=feature.shape,
        boundary_status=described.status,
        notice_vi=described.notice_vi,
        notice_en=described.notice_en,
    )


def _district(members: Sequence[UnitFeature], described: BoundaryDescription) -> tuple[UnitContent, date | None]:
    first = members[0]
    days = [member.valid_from for member in members if member.valid_from is not None]
    content = UnitContent(
        level=UnitLevel.DISTRICT,
        code=first.district_code or "",
        name=first.district_name or "",
        kind=first.district_kind or "",
        parent_code=None,
        population=_population(members),
        population_on=first.population_on,
        area_km2=None,
        shape=None,
        boundary_status=described.status,
        notice_vi=described.notice_vi,
        notice_en=described.notice_en,
    )
    return content, min(days, default=None)


def _population(members: Sequence[UnitFeature]) -> int | None:
    """The sum; unknown as soon as that of one is."""
    known = [member.population for member in members if member.population is not None]
    return sum(known) if len(known) == len(members) else None


def _tolerance_m(mending: Mending) -> float | None:
    if mending.is_beyond_hairlines:
        return MENDED_GAP_M
    return HAIRLINE_M if mending.hairlines else None


def _report(
    checked: CheckedRegister, change: RegisterChange, described: BoundaryDescription, version: str, *, dry_run: bool
) -> WardImportReport:
    codes = [feature.code for feature in checked.features]
    areas = checked.projector.areas_m2(_shapes(checked.features)) / 1e6
    return WardImportReport(
        source_name=described.source,
        dry_run=dry_run,
        changed=change.units_touched,
        boundary_version=version,
        boundary_status=described.status,
        wards=len(codes),
        districts=len({feature.district_code for feature in checked.features} - {None}),
        population=_population(checked.features),
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


def _shapes(features: Sequence[UnitFeature]) -> Shapes:
    shapes: Shapes = np.empty(len(features), dtype=object)
    shapes[:] = [feature.shape for feature in features]
    return shapes
