"""What the annex of an order on rings says: the layers with people and measures, and every ward by layer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import shapely
from shapely import MultiPolygon

from app.domain.geometry import GRID_DEGREES
from app.domain.names import sort_key
from app.domain.register import Register
from app.domain.ring_orders import RingAction
from app.domain.rings import SLIVER_M2
from app.domain.vocabulary import LockdownLayer


class AnnexState(StrEnum):
    """How the printed version stands at the moment of printing."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    LIFTED = "lifted"


@dataclass(frozen=True)
class AnnexWard:
    """A ward in a layer; `partial`: only a part of it lies there. Names are empty for a ward that is gone."""

    ward_code: str
    ward_name: str
    ward_kind: str
    district_name: str
    partial: bool


@dataclass(frozen=True)
class AnnexLayer:
    """One layer with all that holds in it; `shape` in lon/lat, None where nothing is left for it."""

    layer: LockdownLayer
    directive: str
    label_vi: str
    label_en: str
    measures_vi: tuple[str, ...]
    measures_en: tuple[str, ...]
    shape: MultiPolygon | None
    population: int | None
    population_estimated: bool
    area_km2: float
    wards: tuple[AnnexWard, ...]


@dataclass(frozen=True)
class RingAnnex:
    """One version of an outbreak's rings, ready to be printed.

    `starts_at` and `printed_at` are local; `stands` the version that
    stands now, if it is another, and `stands_issued` whether that one is ordered; `sha256` that of what
    the version says; `address` the public page on which the present state can be seen.
    """

    outbreak_id: str
    outbreak_name: str
    version: int
    action: RingAction
    state: AnnexState
    mode: str
    document_number: str | None
    signer: str | None
    reason: str | None
    starts_at: datetime | None
    planned_end: date | None
    layers: tuple[AnnexLayer, ...]
    stands: int | None
    stands_issued: bool
    schematic: bool
    drill: bool
    policy_title: str
    policy_version: str
    boundary_version: str
    printed_at: datetime
    sha256: str
    address: str

    @property
    def is_draft(self) -> bool:
        """Whether nothing was ever signed, also of a proposal that another has replaced."""
        return self.document_number is None


def wards_by_layer(
    register: Register,
    shapes: dict[LockdownLayer, MultiPolygon | None],
    ward_layers: dict[str, tuple[LockdownLayer, bool]],
) -> dict[LockdownLayer, tuple[AnnexWard, ...]]:
    """Every ward under each layer that holds ground of it, by district and name.

    Args:
        ward_layers: the strictest layer of each ward and whether only a part lies in it; a cut ward is looked for in
            the milder layers too.
    """
    found: dict[LockdownLayer, list[AnnexWard]] = {layer: [] for layer in LockdownLayer}
    for code, (strictest, partial) in ward_layers.items():
        found[strictest].append(_ward(register, code, partial=partial))
        if not partial or code not in register.positions:
            continue
        for layer in LockdownLayer:
            shape = shapes.get(layer)
            if layer.strictness < strictest.strictness and shape is not None and _meets(register, code, shape):
                found[layer].append(_ward(register, code, partial=True))
    return {
        layer: tuple(
            sorted(wards, key=lambda each: (sort_key(each.district_name), sort_key(each.ward_name), each.ward_code))
        )
        for layer, wards in found.items()
    }


def _meets(register: Register, code: str, shape: MultiPolygon) -> bool:
    shared = shapely.intersection(register.ward(code).shape, shape, grid_size=GRID_DEGREES)
    return register.projector.area_m2(shared) > SLIVER_M2


def _ward(register: Register, code: str, *, partial: bool) -> AnnexWard:
    if code not in register.positions:
        return AnnexWard(code, "", "", "", partial)
    ward = register.ward(code)
    return AnnexWard(code, ward.name, ward.kind, ward.district_name or "", partial)
