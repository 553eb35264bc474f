"""What is public of outbreaks, rings, cordons and areas at any moment, for the feed of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.domain.areas import Area, area_at
from app.domain.changes import ChangeKind, SubjectState
from app.domain.cordons import Cordon, holding_version, pending_version
from app.domain.ring_orders import pending_versions, standing_version
from app.domain.vocabulary import LockdownLayer
from app.services.change_states import States
from app.storage import change_sources as rows
from app.storage.areas import area_versions
from app.storage.change_sources import Switches
from app.storage.cordons import cordon_versions
from app.storage.tables.outbreaks import OutbreakRow, RingRow


@dataclass(frozen=True)
class Outbreaks:
    """Outbreaks: where, since when, of what kind."""

    kind: ClassVar[ChangeKind] = ChangeKind.OUTBREAK

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return rows.outbreaks_written(session, revision)

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """None: an outbreak counts by days, and what it makes of levels is told with them."""
        return []

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        found = rows.outbreak_rows(session, subjects, known=known)
        return {key: SubjectState(_outbreak(row), tuple(row.ward_codes)) for key, row in found.items()}


def _outbreak(row: OutbreakRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "opened_on": row.opened_on.isoformat(),
        "closed_on": None if row.closed_on is None else row.closed_on.isoformat(),
        "source_known": row.source_known,
        "setting": row.setting,
    }


@dataclass(frozen=True)
class Rings:
    """The rings of each outbreak: the version that stands, and the orders that wait for their start."""

    kind: ClassVar[ChangeKind] = ChangeKind.RING

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return rows.rings_written(session, revision)

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        return rows.ring_switches(session, known=known, after=after, until=until)

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        found = rows.ring_rows(session, subjects, known=known)
        states = {key: _rings(session, versions, at) for key, versions in found.items()}
        return {key: state for key, state in states.items() if state is not None}


@dataclass(frozen=True)
class _Version:
    """A stored version of rings, as their log reads it."""

    row: RingRow

    @property
    def version(self) -> int:
        return self.row.version

    @property
    def status(self) -> Any:
        return self.row.status

    @property
    def starts_at(self) -> datetime | None:
        return self.row.starts_at


def _rings(session: Session, stored: list[RingRow], at: datetime) -> SubjectState | None:
    versions = [_Version(row) for row in stored]
    standing = standing_version(versions, at)
    if standing is None:
        return None
    row, layers = standing.row, rows.ring_wards(session, standing.row.id)
    lifted = row.status == "lifted"
    shown = {
        "version": row.version,
        "ring_status": row.status,
        "document_number": row.document_number,
        "start": _text(row.starts_at),
        "planned_end": None if row.planned_end is None else row.planned_end.isoformat(),
        "layers": {} if lifted else _by_layer(layers),
        "planned": [
            {"version": each.version, "ring_status": each.status, "start": _text(each.starts_at)}
            for each in pending_versions(versions, at)
        ],
    }
    return SubjectState(shown, tuple(layers))


def _by_layer(layers: Mapping[str, tuple[LockdownLayer, bool]]) -> dict[str, dict[str, list[str]]]:
    """The wards each layer touches as their strictest one, those it covers whole and those it covers in part."""
    found: dict[str, dict[str, list[str]]] = {}
    for code, (layer, partial) in layers.items():
        found.setdefault(layer.value, {"whole": [], "partial": []})["partial" if partial else "whole"].append(code)
    return found


@dataclass(frozen=True)
class Cordons:
    """Cordons, and the orders on them that wait for their start."""

    kind: ClassVar[ChangeKind] = ChangeKind.CORDON

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return rows.cordons_written(session, revision)

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        return rows.cordon_switches(session, known=known, after=after, until=until)

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        states = {}
        for each in subjects:
            versions = cordon_versions(session, cordon_id=each, known_revision=known)
            holding = holding_version(versions, at)
            if holding is not None:
                states[each] = SubjectState(_cordon(holding, pending_version(versions, at)), holding.ward_codes)
        return states


def _cordon(cordon: Cordon, pending: Cordon | None) -> dict[str, Any]:
    return {
        "name": cordon.name,
        "version": cordon.version,
        "status": cordon.status.value,
        "directive": cordon.directive.value,
        "document_number": cordon.document_number,
        "start": _text(cordon.starts_at),
        "planned_end": None if cordon.planned_end is None else cordon.planned_end.isoformat(),
        "planned": None
        if pending is None
        else {"version": pending.version, "status": pending.status.value, "start": _text(pending.takes_effect_at)},
    }


@dataclass(frozen=True)
class Areas:
    """Areas beside the colours."""

    kind: ClassVar[ChangeKind] = ChangeKind.AREA

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return rows.areas_written(session, revision)

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        return rows.area_switches(session, known=known, after=after, until=until)

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        states = {}
        for each in subjects:
            versions = [one for one in area_versions(session, each) if one.recorded_revision <= known]
            if versions:
                states[each] = SubjectState(_area(area_at(versions[-1], at)), versions[-1].ward_codes)
        return states


def _area(area: Area) -> dict[str, Any]:
    return {
        "name": area.name,
        "kind": area.kind.value,
        "version": area.version,
        "status": area.status.value,
        "directive": None if area.directive is None else area.directive.value,
        "document_number": area.document_number,
        "start": area.starts_at.isoformat(),
        "end": _text(area.ends_at),
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
