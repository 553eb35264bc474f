"""Deciding a ward's level by a signed document, and revoking it: each takes effect at once, or at its own moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.decisions import Decision, Revocation
from app.domain.errors import DecisionConflict, DecisionNotFound, InvalidValue
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.standing import Terms
from app.domain.vocabulary import UNKNOWN
from app.services.access import Act, Caller, require_act
from app.services.policy_library import policy_on
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.decisions import add_decision, add_revocation, decisions, find_decision, next_decision_id
from app.storage.revisions import Revision
from app.storage.statuses import plans_at

FURTHEST_AHEAD = timedelta(days=366)
ON_ITS_WAY = timedelta(minutes=1)
"""A start that passes while the request is on its way means now."""


@dataclass(frozen=True)
class Wanted:
    """What is to be decided; `from_instant` None: from now, `until_instant` None: until further notice."""

    ward_code: str
    level: str
    from_instant: datetime | None
    until_instant: datetime | None
    document_number: str
    signer: str
    reason: str


def decide(
    session: Session, *, rules: SiteRules, caller: Caller, wanted: Wanted, revision: Revision
) -> tuple[Decision, tuple[LevelChange, ...]]:
    """Decide a level; the ward and its neighbors are judged again at once.

    Raises:
        InvalidValue: no such ward or level, or times that cannot be: nothing in force is ever backdated.
        NotYourDistrict: the ward is not in the caller's scope.
        DecisionConflict: another decision of the ward is in force meanwhile, or the policy only lets decisions raise.
    """
    register = current_register(session)
    _check_ward(register, wanted.ward_code)
    require_act(caller, Act.DECIDE_LEVEL, register.ward(wanted.ward_code).scope_code)
    adopted = policy_on(session, scheme=rules.scheme, day=rules.clock.open_day(revision.committed_at))
    _check_level(adopted.policy, wanted.level)
    begins = _check_times(wanted, revision.committed_at)
    _refuse_overlap(decisions(session, scheme=rules.scheme, ward_code=wanted.ward_code), wanted, begins)
    _refuse_lowering(session, rules, adopted.policy, wanted, revision)
    decision = Decision(
        decision_id=next_decision_id(session),
        scheme=rules.scheme,
        ward_code=wanted.ward_code,
        level=wanted.level,
        policy_id=adopted.policy.id,
        policy_version=adopted.version,
        from_instant=begins,
        until_instant=wanted.until_instant,
        document_number=wanted.document_number,
        signer=wanted.signer,
        reason=wanted.reason,
        recorded_by=caller.username,
        recorded_revision=revision.number,
    )
    first_day_before = first_known_day(session, rules=rules)
    add_decision(session, decision)
    return decision, _judge_again(session, rules, revision, wanted.ward_code, first_day_before)


def revoke(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    decision_id: str,
    reason: str,
    document_number: str | None,
    revision: Revision,
) -> tuple[Decision, tuple[LevelChange, ...]]:
    """End a decision now, or before it begins; what is confirmed is in force again at once.

    Raises:
        DecisionNotFound: no such decision.
        NotYourDistrict: the ward is not in the caller's scope.
        DecisionConflict: it has ended already.
    """
    found = find_decision(session, decision_id)
    if found is None:
        raise DecisionNotFound(decision_id)
    require_act(caller, Act.DECIDE_LEVEL, district_of_decided(current_register(session), found))
    if found.is_over(revision.committed_at):
        raise _over(found)
    first_day_before = first_known_day(session, rules=rules)
    revocation = Revocation(
        revoked_at=revision.committed_at,
        reason=reason,
        document_number=document_number,
        recorded_by=caller.username,
        recorded_revision=revision.number,
    )
    add_revocation(session, decision_id, revocation)
    changes = _judge_again(session, rules, revision, found.ward_code, first_day_before)
    revoked = find_decision(session, decision_id)
    assert revoked is not None
    return revoked, changes


def district_of_decided(register: Register, decision: Decision) -> str | None:
    """The district of a decision's ward; None when it lies in none, or is no longer in the register."""
    position = register.positions.get(decision.ward_code)
    return None if position is None else register.wards[position].district_code


def _judge_again(
    session: Session, rules: SiteRules, revision: Revision, ward_code: str, first_day: date | None
) -> tuple[LevelChange, ...]:
    """Neighbors border the decided level; earlier days are not touched, since no decision reaches back."""
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes=[ward_code],
        from_day=rules.clock.open_day(revision.committed_at),
        first_day_before=first_day,
    )
    return outcome.level_changes


def _check_ward(register: Register, ward_code: str) -> None:
    if ward_code not in register.positions:
        raise InvalidValue(
            "/ward_code",
            vi=f"Không có phường, xã mang mã “{ward_code}”. Xem mã đúng ở GET /api/v1/wards.",
            en=f"No ward has code “{ward_code}”. Find the right code with GET /api/v1/wards.",
        )


def _check_level(policy: Policy, level: str) -> None:
    if level == UNKNOWN or level not in policy.rank_of:
        known = ", ".join(policy.rank_of)
        raise InvalidValue(
            "/level",
            vi=f"Bộ quy tắc {policy.id} không có mức “{level}” để quyết định; gửi một trong: {known}.",
            en=f"Policy {policy.id} has no level “{level}” to decide; send one of: {known}.",
        )


def _check_times(wanted: Wanted, now: datetime) -> datetime:
    """The moment a decision begins."""
    begins = now if wanted.from_instant is None else wanted.from_instant
    if now - ON_ITS_WAY <= begins < now:
        begins = now
    if begins < now:
        raise InvalidValue(
            "/from",
            vi=f"from {begins.isoformat()} đã qua; trạng thái không bao giờ lùi ngày. Bỏ trống from để bắt đầu ngay.",
            en=f"from {begins.isoformat()} has passed; a status is never backdated. Leave from out to begin now.",
        )
    if begins > now + FURTHEST_AHEAD:
        latest = (now + FURTHEST_AHEAD).isoformat()
        raise InvalidValue(
            "/from", vi=f"from quá xa; gửi thời điểm đến {latest}.", en=f"from is too far ahead; send up to {latest}."
        )
    if wanted.until_instant is not None and wanted.until_instant <= begins:
        raise InvalidValue(
            "/until",
            vi=f"until phải sau lúc bắt đầu, {begins.isoformat()}.",
            en=f"until must come after the start, {begins.isoformat()}.",
        )
    return begins


def _refuse_overlap(standing: Sequence[Decision], wanted: Wanted, begins: datetime) -> None:
    for each in standing:
        if each.overlaps(begins, wanted.until_instant):
            end_vi, end_en = _end(each)
            raise DecisionConflict(
                vi=f"Quyết định {each.decision_id} (văn bản {each.document_number}) của {each.ward_code} có hiệu lực "
                f"{end_vi}. Thu hồi nó trước, hoặc cho quyết định mới bắt đầu sau đó.",
                en=f"Decision {each.decision_id} (document {each.document_number}) of ward {each.ward_code} is in "
                f"force {end_en}. Revoke it first, or let the new one begin after it.",
                extensions={"decision_id": each.decision_id},
            )


def _end(decision: Decision) -> tuple[str, str]:
    begins, ends = decision.from_instant.isoformat(), decision.ends_at
    if ends is None:
        return f"từ {begins}, chưa định ngày hết", f"from {begins} until further notice"
    return f"từ {begins} đến {ends.isoformat()}", f"from {begins} until {ends.isoformat()}"


def _refuse_lowering(session: Session, rules: SiteRules, policy: Policy, wanted: Wanted, revision: Revision) -> None:
    terms = Terms.under(policy, needs_approval=False)
    if not terms.upward_only:
        return
    plans = plans_at(session, scheme=rules.scheme, at=revision.committed_at, ward_codes=[wanted.ward_code])
    for row in plans.get(wanted.ward_code, ())[:1]:
        if terms.rank(wanted.level) < terms.rank(row.computed_level):
            raise DecisionConflict(
                vi=f"Bộ quy tắc {policy.id} chỉ cho nâng mức; mức tính được của {wanted.ward_code} là "
                f"{row.computed_level}. Gửi mức đó hoặc mức cao hơn.",
                en=f"Policy {policy.id} only lets decisions raise a level; ward {wanted.ward_code} is computed at "
                f"{row.computed_level}. Send that level or a stricter one.",
                extensions={"computed_level": row.computed_level},
            )


def _over(decision: Decision) -> DecisionConflict:
    assert decision.ends_at is not None
    ended = decision.ends_at.isoformat()
    return DecisionConflict(
        vi=f"Quyết định {decision.decision_id} đã hết hiệu lực lúc {ended}; không còn gì để thu hồi.",
        en=f"Decision {decision.decision_id} ended at {ended}; there is nothing left to revoke.",
        extensions={"decision_id": decision.decision_id},
    )


def visible_decisions(
    found: Sequence[Decision], register: Register, districts: frozenset[str] | None
) -> Iterator[Decision]:
    """Those of wards in some districts; None: all."""
    for each in found:
        if districts is None or district_of_decided(register, each) in districts:
            yield each
