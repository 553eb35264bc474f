"""Cordons and areas of the test site: said in few words, everything else as usual."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.domain.areas import Area, AreaKind
from app.domain.cordons import Cordon
from app.services.access import Caller
from app.services.area_control import AreaWanted, declare_area, end_area
from app.services.cordon_control import propose_cordon
from app.services.cordon_orders import extend_cordon, issue_cordon, lift_cordon, shrink_cordon
from app.services.cordon_work import CordonOrder, CordonWanted, Redrawing
from app.services.drawn_places import PlaceWanted
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot
from tests.site import CITY, Site


def order(starts_at: datetime | None = None, **said: Any) -> CordonOrder:
    """A signed order, at once unless a start is said."""
    return CordonOrder("4/QĐ-UBND", "Chủ tịch", starts_at=starts_at, **said)


def propose(site: Site, *wards: str, caller: Caller = CITY, shape: Any = None, **said: Any) -> Cordon:
    """A cordon of some wards taken whole, or of a shape; only proposed unless an order is said."""
    wanted = CordonWanted(name="Ngõ 4", place=PlaceWanted(shape=shape, ward_codes=wards), **said)
    with site.writing("cordon") as (session, revision):
        return propose_cordon(session, rules=site.rules, caller=caller, wanted=wanted, revision=revision)


def issue(site: Site, cordon_id: str, said: CordonOrder | None = None, *, planned_end: date | None = None) -> Cordon:
    """A proposed cordon put in force."""
    with site.writing("cordon") as (session, revision):
        return issue_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            order=said or order(),
            planned_end=planned_end,
            revision=revision,
        )


def extend(site: Site, cordon_id: str, said: CordonOrder | None = None, **redrawn: Any) -> Cordon:
    """A cordon prolonged or grown."""
    with site.writing("cordon") as (session, revision):
        return extend_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            order=said or order(),
            redrawing=Redrawing(**redrawn),
            revision=revision,
        )


def shrink(site: Site, cordon_id: str, said: CordonOrder | None = None, **redrawn: Any) -> Cordon:
    """A cordon made smaller or shorter."""
    with site.writing("cordon") as (session, revision):
        return shrink_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            order=said or order(),
            redrawing=Redrawing(**redrawn),
            revision=revision,
        )


def lift(site: Site, cordon_id: str, said: CordonOrder | None = None, *, override: bool = False) -> Cordon:
    """A cordon lifted."""
    with site.writing("cordon") as (session, revision):
        return lift_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            order=said or order(),
            override=override,
            revision=revision,
        )


def area(site: Site, *wards: str, caller: Caller = CITY, shape: Any = None, **said: Any) -> Area:
    """An area in force at once, of some wards or of a shape, unless said otherwise."""
    wanted: dict[str, Any] = {
        "kind": AreaKind.OTHER,
        "name": "Khu chợ",
        "place": PlaceWanted(shape=shape, ward_codes=wards),
        "directive": None,
        "starts_at": None,
        "ends_at": None,
        "document_number": "5/QĐ-UBND",
        "signer": "Chủ tịch",
        "note": None,
        **said,
    }
    with site.writing("area") as (session, revision):
        return declare_area(session, caller=caller, wanted=AreaWanted(**wanted), revision=revision)


def end(site: Site, area_id: str, ends_at: datetime | None = None) -> Area:
    """An area ended."""
    with site.writing("area") as (session, revision):
        return end_area(
            session,
            caller=CITY,
            area_id=area_id,
            ends_at=ends_at,
            document_number="6/QĐ-UBND",
            signer="Chủ tịch",
            note=None,
            revision=revision,
        )


def past(site: Site, at: datetime, as_known_at: datetime | None = None) -> ZoneSnapshot:
    """What was in force at a past instant."""
    with site.read_sessions() as session:
        return past_snapshot(session, rules=site.rules, at=at, as_known_at=as_known_at)
