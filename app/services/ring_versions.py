"""The log of an outbreak's rings with the time in which each version stood, and a hash that a printed annex carries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from sqlalchemy.orm import Session

from app.domain.ring_orders import standing_intervals
from app.storage.revisions import committed_at
from app.storage.rings import StoredRing, ring_versions


@dataclass(frozen=True)
class DatedVersion:
    """A version, when it was recorded, and when it stood: [from, until), both None when it never did or will.

    `stands_from` may lie in the future; `stands_until` None with a start: it stands until further notice.
    """

    ring: StoredRing
    recorded_at: datetime
    stands_from: datetime | None
    stands_until: datetime | None

    @property
    def sha256(self) -> str:
        """A hash of what the version says: the order, the layers and the wards."""
        return ring_sha256(self.ring)


def dated_versions(session: Session, outbreak_id: str) -> tuple[DatedVersion, ...]:
    """Every version of one outbreak's rings, oldest first."""
    versions = ring_versions(session, outbreak_id=outbreak_id)
    recorded = [_recorded_at(session, each) for each in versions]
    return _dated(versions, recorded)


def ring_sha256(ring: StoredRing) -> str:
    """SHA-256, in hex, of a version's order, layers (WKB) and wards; the same wherever it is computed."""
    digest = hashlib.sha256()
    order = (
        ring.outbreak_id,
        ring.version,
        ring.action,
        ring.document_number,
        ring.signer,
        ring.starts_at and ring.starts_at.isoformat(),
        ring.planned_end,
        ring.boundary_version,
    )
    digest.update("\n".join("" if each is None else str(each) for each in order).encode())
    for each in ring.layers:
        digest.update(f"\n{each.layer}\n".encode())
        digest.update(b"" if each.shape is None else shapely.to_wkb(each.shape))
    for code in sorted(ring.ward_layers):
        layer, partial = ring.ward_layers[code]
        digest.update(f"\n{code},{layer},{int(partial)}".encode())
    return digest.hexdigest()


def _recorded_at(session: Session, ring: StoredRing) -> datetime:
    moment = committed_at(session, ring.recorded_revision)
    assert moment is not None, "a version is recorded by a revision"
    return moment


def _dated(versions: Sequence[StoredRing], recorded: Sequence[datetime]) -> tuple[DatedVersion, ...]:
    spans = standing_intervals([max(at, each.starts_at or at) for each, at in zip(versions, recorded, strict=True)])
    return tuple(
        DatedVersion(ring, at, *(span or (None, None)))
        for ring, at, span in zip(versions, recorded, spans, strict=True)
    )
