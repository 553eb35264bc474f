"""Levels: those nothing leads to, look-alikes, borders that punish the milder neighbor, persistence, duties."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.policy import AdjacencyRule, Policy
from app.domain.policy_lint.faults import PolicyFault, criteria_of
from app.domain.policy_lint.formulas import at_most_rank
from app.domain.policy_lint.search import Search


def level_faults(policy: Policy) -> Iterator[PolicyFault]:
    """What is wrong with the levels, the borders between them and what is ordered level by level."""
    yield from _levels_without_a_rule(policy)
    yield from _look_alikes(policy)
    yield from _neighbor_gaps(policy)
    yield from _persistence_by_level(policy)
    yield from _half_adoptable(policy)


def _levels_without_a_rule(policy: Policy) -> Iterator[PolicyFault]:
    given = {policy.rank_of[rule.level] for rule in policy.adjacency}
    for _, criteria in criteria_of(policy):
        own = {1} | {policy.rank_of[rule.level] for rule in criteria.rules}
        own |= {policy.rank_of[level] for table in criteria.tables for row in table.levels for level in row}
        for modifier in criteria.modifiers:
            exempt = {policy.rank_of[level] for level in modifier.unless_level}
            own |= {min(rank + modifier.raise_levels, len(policy.levels)) for rank in own - exempt}
        given |= own
    for position, level in enumerate(policy.levels):
        if position > 0 and level.rank not in given:
            yield PolicyFault(
                ("levels", position),
                vi=f"không quy tắc nào dẫn tới mức “{level.id}”; thêm quy tắc hoặc bỏ mức này.",
                en=f"no rule leads to level “{level.id}”; add one or remove the level.",
            )


def lowest_never_given(policy: Policy, search: Search) -> Iterator[PolicyFault]:
    """Whether rules and tables together leave no ward at the lowest level; to be asked when each by itself is sound."""
    if not search.can_hold(at_most_rank(policy, policy, 1)):
        lowest = policy.levels[0].id
        yield PolicyFault(
            ("levels", 0),
            vi=f"quy tắc và bảng luôn cho mức cao hơn nên không nơi nào có thể ở mức “{lowest}”; sửa ngưỡng hoặc ô.",
            en=f"rules and tables always give a higher level, so no ward could ever be at “{lowest}”; correct a "
            "threshold or a cell.",
        )


def _look_alikes(policy: Policy) -> Iterator[PolicyFault]:
    for position, level in enumerate(policy.levels):
        for name, words_vi, words_en in (
            ("colour", "màu", "colour"),
            ("label_vi", "tên tiếng Việt", "Vietnamese name"),
            ("label_en", "tên tiếng Anh", "English name"),
        ):
            same = [each.id for each in policy.levels[:position] if getattr(each, name) == getattr(level, name)]
            if same:
                yield PolicyFault(
                    ("levels", position, name),
                    vi=f"trùng {words_vi} với mức “{same[0]}”, người xem không phân biệt được; đổi một trong hai.",
                    en=f"has the {words_en} of level “{same[0]}”, so they look the same; change one of the two.",
                )


def _neighbor_gaps(policy: Policy) -> Iterator[PolicyFault]:
    for position, rule in enumerate(policy.adjacency):
        if rule.neighbor_own_level == policy.levels[0].id:
            yield PolicyFault(
                ("adjacency", position, "neighbor_own_level"),
                vi=f"mức thấp nhất “{rule.neighbor_own_level}” không thể nâng mức của nơi giáp ranh; ghi một mức cao "
                "hơn.",
                en=f"the lowest level “{rule.neighbor_own_level}” cannot raise a bordering ward; name a higher one.",
            )
        else:
            yield from _milder_punished(policy, position, rule)


def _milder_punished(policy: Policy, position: int, rule: AdjacencyRule) -> Iterator[PolicyFault]:
    raised = policy.rank_of[rule.level]
    for stricter in policy.levels[policy.rank_of[rule.neighbor_own_level] :]:
        asked = [policy.rank_of[each.level] for each in policy.adjacency if each.neighbor_own_level == stricter.id]
        if max(asked, default=0) < raised:
            yield PolicyFault(
                ("adjacency", position, "neighbor_own_level"),
                vi=f"giáp nơi ở mức “{rule.neighbor_own_level}” thì nâng lên “{rule.level}”, giáp nơi ở mức nặng hơn "
                f"“{stricter.id}” lại không; thêm quy tắc giáp ranh cho “{stricter.id}”.",
                en=f"bordering “{rule.neighbor_own_level}” raises a ward to “{rule.level}”, bordering the stricter "
                f"“{stricter.id}” does not; add a border rule for “{stricter.id}”.",
            )


def _persistence_by_level(policy: Policy) -> Iterator[PolicyFault]:
    seen: set[str] = set()
    for position, own in enumerate(policy.persistence.by_level):
        place = ("persistence", "by_level", position)
        if own.level in seen:
            yield PolicyFault(
                (*place, "level"),
                vi=f"mức “{own.level}” đã có ở trên, mục này không có tác dụng; gộp lại.",
                en=f"level “{own.level}” stands above already and this entry has no effect; merge them.",
            )
        elif own.level == policy.levels[0].id:
            yield PolicyFault(
                (*place, "level"),
                vi=f"mức thấp nhất “{own.level}” không hạ được nữa; ghi mức cao hơn hoặc bỏ mục này.",
                en=f"the lowest level “{own.level}” cannot fall any further; name a higher one or remove the entry.",
            )
        elif own.hold_days is None and own.qualifying_days is None:
            yield PolicyFault(
                place,
                vi="không quy định gì; thêm hold_days hoặc qualifying_days, hoặc bỏ mục này.",
                en="orders nothing; add hold_days or qualifying_days, or remove the entry.",
            )
        seen.add(own.level)


def _half_adoptable(policy: Policy) -> Iterator[PolicyFault]:
    parts = {
        "testing": bool(policy.testing),
        "rings": bool(policy.rings),
        "round_complete_pct": policy.round_complete_pct is not None,
    }
    if any(parts.values()):
        for name in (name for name, stated in parts.items() if not stated):
            yield PolicyFault(
                (name,),
                vi="còn thiếu nên chưa thể đưa bộ quy tắc vào áp dụng; thêm vào, hoặc bỏ cả testing, rings và "
                "round_complete_pct nếu chỉ để so sánh.",
                en="is missing, so the policy cannot be adopted; add it, or remove testing, rings and "
                "round_complete_pct alike if it is only to be compared.",
                severity="warning",
            )
