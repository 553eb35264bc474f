"""The changes of level that a briefing tells, each with the sentence that explains the level the ward is at now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from app.domain.briefing import ToldMove
from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure
from app.domain.explanation import explain
from app.domain.sentences import Phrase
from app.domain.situation_summary import LevelMove, Situation, level_moves
from app.services.day_counts import day_counts_behind
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot, ZoneStatus

_NEVER_JUDGED = Phrase("Chưa có lượt phân loại nào.", "Not classified yet.")
_DECIDED = Phrase("Theo quyết định của cấp có thẩm quyền.", "By decision of the authority.")


def told_moves(
    session: Session, situation: Situation, snapshot: ZoneSnapshot, rules: SiteRules, disclosure: Disclosure
) -> Iterator[ToldMove]:
    """Each change with the sentence that explains the level the ward is at now."""
    neighbor_names = snapshot.register.names
    outbreak_names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    moves = level_moves(situation, snapshot.policy.rank_of)
    behind = _days_behind(session, moves, snapshot, rules)
    for move in moves:
        zone = snapshot.by_code[move.ward.ward.code]
        if zone.assessment is None:
            yield ToldMove(move, _NEVER_JUDGED)
            continue
        said = explain(
            zone.assessment,
            snapshot.policy,
            ward_name=zone.ward.name,
            neighbor_names=neighbor_names,
            outbreak_names=outbreak_names,
            disclosure=disclosure,
            days=behind[zone.ward.code],
        )
        decided = _decided(zone)
        yield ToldMove(move, Phrase(f"{decided.vi} {said.vi}".strip(), f"{decided.en} {said.en}".strip()))


def _days_behind(
    session: Session, moves: Sequence[LevelMove], snapshot: ZoneSnapshot, rules: SiteRules
) -> Mapping[str, DayCounts]:
    """The counts of all days that the judgement of wards with a changed level looked at, by ward."""
    assessments = [snapshot.by_code[move.ward.ward.code].assessment for move in moves]
    return day_counts_behind(session, snapshot, rules=rules, assessments=[each for each in assessments if each])


def _decided(zone: ZoneStatus) -> Phrase:
    """By whose decision a level is in force; empty for a computed one."""
    if not zone.decided:
        return Phrase("", "")
    decision = zone.decision
    if decision is None:
        return _DECIDED
    return Phrase(
        f"Theo quyết định {decision.document_number}, {decision.signer}. Hệ thống tính:",
        f"By decision {decision.document_number}, {decision.signer}. Computed:",
    )
