"""What holds at a place, in the five lines that a person there is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN
from app.domain.place_words import OrderFacts, WardFacts, place_lines
from app.domain.policy import Policy
from app.domain.sentences import Phrase
from app.domain.vocabulary import UNKNOWN
from app.services.place_lookup import Place
from app.services.place_orders import OrderKind, StandingOrder
from app.services.site_rules import SiteRules
from app.services.ward_details import standing_of
from app.services.zone_status import ZoneSnapshot, ZoneStatus

_OF_NO_RULE: Final = {
    RULE_NONE: Phrase("Không có dấu hiệu nào đến ngưỡng", "Nothing reaches a threshold"),
    RULE_UNKNOWN: Phrase("Chưa đủ số liệu", "Too little has been reported"),
    RULE_HELD: Phrase("Mức được giữ cho đến khi đủ điều kiện hạ", "The level is held until it may fall"),
}


def told(snapshot: ZoneSnapshot, place: Place, *, rules: SiteRules) -> tuple[Phrase, ...]:
    """The five lines; none outside the register, and none on schematic boundaries, where a place is only a guess."""
    if not place.is_exact or place.is_outside:
        return ()
    zones = strictest_first(snapshot, [each.ward.code for each in place.holding])
    first = zones[0]
    return place_lines(
        [_ward_facts(each, snapshot) for each in zones],
        [_order_facts(each, snapshot.policy) for each in place.orders],
        first.testing,
        decided_by=standing_of(snapshot, first, rules),
        next_judged=rules.clock.closes_at(snapshot.open_day),
        timezone=rules.clock.timezone,
    )


def strictest_first(snapshot: ZoneSnapshot, codes: Iterable[str]) -> list[ZoneStatus]:
    """Wards by the rank of their level, the highest first; without a level between the lowest and the next."""
    rank = snapshot.policy.rank_of
    return sorted(
        (snapshot.by_code[code] for code in codes), key=lambda each: (-rank.get(each.level, 1.5), each.ward.code)
    )


def order_title(order: StandingOrder, policy: Policy) -> Phrase:
    """What an order is of: a layer round an outbreak, a cordon, an area."""
    if order.kind is OrderKind.RING and order.layer is not None:
        layer = policy.ring_of[order.layer]
        return Phrase(f"{layer.label_vi} quanh ổ dịch {order.name}", f"{layer.label_en} round outbreak {order.name}")
    if order.kind is OrderKind.CORDON:
        return Phrase(f"Khu phong tỏa {order.name}", f"Cordon {order.name}")
    return Phrase(order.name, order.name)


def measures_of(order: StandingOrder, policy: Policy) -> Sequence[Phrase]:
    """What the order's directive asks for, in the policy's words; empty without a directive."""
    found = next((each for each in policy.rings if each.directive is order.directive), None)
    if found is None:
        return []
    return [Phrase(*each) for each in zip(found.measures_vi, found.measures_en, strict=True)]


def _ward_facts(zone: ZoneStatus, snapshot: ZoneSnapshot) -> WardFacts:
    level = Phrase(*snapshot.policy.label(zone.level))
    return WardFacts(zone.ward.name, level, _why(zone, snapshot.policy), zone.effective_from)


def _why(zone: ZoneStatus, policy: Policy) -> Phrase | None:
    """The criterion that gave the level, by its label: it tells no count."""
    if zone.decided:
        return Phrase("Cấp có thẩm quyền quyết định", "The authority decided so")
    if zone.assessment is None or zone.level == UNKNOWN:
        return _OF_NO_RULE[RULE_UNKNOWN]
    rule_id = zone.assessment.rule_id
    rule = policy.rule_of.get(rule_id)
    return _OF_NO_RULE.get(rule_id) if rule is None else Phrase(rule.label_vi, rule.label_en)


def _order_facts(order: StandingOrder, policy: Policy) -> OrderFacts:
    return OrderFacts(
        title=order_title(order, policy),
        directive=order.directive,
        in_force=order.in_force,
        measures=measures_of(order, policy),
        document_number=order.document_number,
        signer=order.signer,
        starts_at=order.starts_at,
        planned_end=order.planned_end,
        ends_at=order.ends_at,
        testing_interval_days=order.testing_interval_days,
    )
