"""Rings, cordons and areas that stood at any moment of a span: each as it stood last within it, as known then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from sqlalchemy.orm import Session

from app.domain.areas import Area, standing_areas
from app.domain.cordons import Cordon, standing_cordons
from app.domain.time_spans import TimeSpan, last_held
from app.domain.vocabulary import RingStatus
from app.storage.areas import area_versions
from app.storage.cordons import cordon_versions
from app.storage.revisions import committed_at
from app.storage.rings import StoredRing, ring_versions

Version = TypeVar("Version", Cordon, Area)


def cordons_between(session: Session, span: TimeSpan, *, now: datetime, known_revision: int) -> tuple[Cordon, ...]:
    """The cordons in force or proposed at any moment of a span, by id."""
    known = cordon_versions(session, known_revision=known_revision)
    of_each = groupby(sorted(known, key=lambda each: each.cordon_id), lambda each: each.cordon_id)
    found = (
        _last(list(versions), standing_cordons, lambda each: (each.recorded_at, each.takes_effect_at), span, now)
        for _, versions in of_each
    )
    return tuple(each for each in found if each is not None)


def areas_between(session: Session, span: TimeSpan, *, now: datetime, known_revision: int) -> tuple[Area, ...]:
    """The areas in force or proposed at any moment of a span, by id."""
    known = [each for each in area_versions(session) if each.recorded_revision <= known_revision]
    found = (
        _last(list(versions), _newest_standing, _area_moments, span, now)
        for _, versions in groupby(known, lambda each: each.area_id)
    )
    return tuple(each for each in found if each is not None)


def rings_between(session: Session, span: TimeSpan, *, now: datetime, known_revision: int) -> tuple[StoredRing, ...]:
    """The rings in force or proposed at any moment of a span, by outbreak, with their layers."""
    versions = [each for each in ring_versions(session, shapes=False) if each.recorded_revision <= known_revision]
    recorded = {number: committed_at(session, number) for number in {each.recorded_revision for each in versions}}
    chosen = [
        found
        for _, each in groupby(versions, lambda one: one.outbreak_id)
        if (found := _last_ring(list(each), recorded, span, now)) is not None
    ]
    return tuple(
        ring
        for each in chosen
        for ring in ring_versions(session, outbreak_id=each.outbreak_id)
        if ring.version == each.version
    )


def _last(
    versions: Sequence[Version],
    standing: Callable[[Sequence[Version], datetime], Sequence[Version]],
    moments: Callable[[Version], Iterable[datetime]],
    span: TimeSpan,
    now: datetime,
) -> Version | None:
    def held(instant: datetime) -> Version | None:
        known = [each for each in versions if each.recorded_at <= instant]
        return next(iter(standing(known, instant)), None)

    return last_held(span, now=now, events=[moment for each in versions for moment in moments(each)], held=held)


def _newest_standing(versions: Sequence[Area], instant: datetime) -> Sequence[Area]:
    return standing_areas(versions[-1:], instant)


def _area_moments(area: Area) -> Iterable[datetime]:
    return (each for each in (area.recorded_at, area.starts_at, area.ends_at) if each is not None)


def _last_ring(
    versions: Sequence[StoredRing], recorded: dict[int, datetime | None], span: TimeSpan, now: datetime
) -> StoredRing | None:
    # A version stands from its start, but not before anyone knew of it.
    begins = [_later(recorded[each.recorded_revision], each.starts_at) for each in versions]

    def held(instant: datetime) -> StoredRing | None:
        begun = [each for each, begin in zip(versions, begins, strict=True) if begin is not None and begin <= instant]
        return begun[-1] if begun and begun[-1].status is not RingStatus.LIFTED else None

    return last_held(span, now=now, events=[each for each in begins if each is not None], held=held)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [each for each in (one, other) if each is not None]
    return max(known, default=None)
