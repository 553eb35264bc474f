"""The annex of an order on rings, put together from its version."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.errors import RingVersionNotFound
from app.domain.ring_annex import AnnexLayer, AnnexState, RingAnnex, wards_by_layer
from app.domain.vocabulary import BoundaryStatus, LockdownLayer, RingStatus
from app.services.outbreak_reading import existing_outbreak
from app.services.ring_versions import ring_sha256
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot
from app.storage.rings import StoredRing, ring_versions


def ring_annex(
    session: Session,
    snapshot: ZoneSnapshot,
    *,
    rules: SiteRules,
    outbreak_id: str,
    version: int | None,
    base_url: str,
) -> RingAnnex:
    """The annex of one version of an outbreak's rings.

    Args:
        version: which; None takes the newest, begun or not.
        base_url: the address the public sees, without trailing slash.

    Raises:
        OutbreakNotFound, RingVersionNotFound: there is none of that id or number.
    """
    outbreak, ring = existing_outbreak(session, outbreak_id), _wanted(session, outbreak_id, version)
    timezone, standing = rules.clock.timezone, _standing(snapshot, outbreak_id)
    return RingAnnex(
        outbreak_id=outbreak_id,
        outbreak_name=outbreak.name,
        version=ring.version,
        action=ring.action,
        state=_state(snapshot, ring, standing),
        mode=ring.mode,
        document_number=ring.document_number,
        signer=ring.signer,
        reason=ring.reason,
        starts_at=None if ring.starts_at is None else ring.starts_at.astimezone(timezone),
        planned_end=ring.planned_end,
        layers=_layers(snapshot, ring),
        stands=standing.version if standing is not None and standing.version != ring.version else None,
        stands_issued=standing is not None and standing.status is RingStatus.ISSUED,
        schematic=snapshot.register.boundary_status is BoundaryStatus.SCHEMATIC,
        drill=snapshot.drill,
        policy_title=snapshot.policy.title_vi,
        policy_version=snapshot.policy_version,
        boundary_version=ring.boundary_version,
        printed_at=snapshot.at.astimezone(timezone),
        sha256=ring_sha256(ring),
        address=f"{base_url}/w/{_first_ward(ring)}",
    )


def _wanted(session: Session, outbreak_id: str, version: int | None) -> StoredRing:
    versions = ring_versions(session, outbreak_id=outbreak_id)
    wanted = versions[-1].version if version is None else version
    ring = next((each for each in versions if each.version == wanted), None)
    if ring is None:
        raise RingVersionNotFound(f"{outbreak_id}/{wanted}")
    return ring


def _first_ward(ring: StoredRing) -> str:
    """The first ward of the strictest layer, whose page shows what is in force."""
    return min(ring.ward_layers, key=lambda code: (-ring.ward_layers[code][0].strictness, code), default="")


def _standing(snapshot: ZoneSnapshot, outbreak_id: str) -> StoredRing | None:
    """The version in force or proposed; None when the rings are lifted."""
    return next((each for each in snapshot.rings if each.outbreak_id == outbreak_id), None)


def _state(snapshot: ZoneSnapshot, ring: StoredRing, standing: StoredRing | None) -> AnnexState:
    if any(each.outbreak_id == ring.outbreak_id and each.version == ring.version for each in snapshot.rings_to_come):
        return AnnexState.COMING
    if standing is not None and standing.version != ring.version:
        return AnnexState.SUPERSEDED
    if standing is None:
        return AnnexState.LIFTED
    return AnnexState.DRAFT if ring.status is RingStatus.PROPOSED else AnnexState.IN_FORCE


def _layers(snapshot: ZoneSnapshot, ring: StoredRing) -> tuple[AnnexLayer, ...]:
    stored = {each.layer: each for each in ring.layers}
    shapes = {layer: each.shape for layer, each in stored.items()}
    wards = wards_by_layer(snapshot.register, shapes, dict(ring.ward_layers))
    found = []
    for layer in LockdownLayer:
        rule = snapshot.policy.ring_of[layer]
        kept = stored.get(layer)
        if kept is None or kept.shape is None:
            continue
        found.append(
            AnnexLayer(
                layer=layer,
                directive=rule.directive.value,
                label_vi=rule.label_vi,
                label_en=rule.label_en,
                measures_vi=tuple(rule.measures_vi),
                measures_en=tuple(rule.measures_en),
                shape=kept.shape,
                population=kept.population,
                population_estimated=kept.population_estimated,
                area_km2=kept.area_km2,
                wards=wards[layer],
            )
        )
    return tuple(found)
