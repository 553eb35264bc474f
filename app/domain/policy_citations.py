"""Everything in a policy that carries a citation of its own, and how much of it was read in a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.domain.policy_base import Cited
from app.domain.policy_shape import Criteria, PolicyShape
from app.domain.policy_tables import Band
from app.domain.vocabulary import Provenance


def provenance_counts(policy: PolicyShape) -> dict[Provenance, int]:
    """How many of a policy's numbers and criteria were read in a text, rebuilt, or are examples; each kind is there."""
    items = [*(item for _, item in cited_items(policy)), *_further_items(policy)]
    # Criteria that districts share with wards are the same criteria, so they count once.
    found = Counter(each.provenance for each in dict.fromkeys(items) if each.provenance is not None)
    return {each: found[each] for each in Provenance}


def all_criteria(policy: PolicyShape) -> Iterator[Criteria]:
    """Those of wards, of districts and of the city, as far as there are any."""
    yield policy
    yield from (each for each in (policy.districts, policy.city) if each is not None)


def cited_items(policy: PolicyShape) -> Iterator[tuple[str, Cited]]:
    """Numbers, indicators, criteria, cells, duties and layers, each with the name it goes by in a message."""
    persistence = policy.persistence
    yield "window_days", policy.window_days
    yield "max_missing_days", policy.max_missing_days
    yield "persistence.hold_days", persistence.hold_days
    yield "persistence.qualifying_days", persistence.qualifying_days
    yield from ((f"rule {clause.id}", clause) for clause in persistence.never_lower_while)
    if policy.round_complete_pct is not None:
        yield "round_complete_pct", policy.round_complete_pct
    if policy.notice is not None:
        yield "notice.raise_hours", policy.notice.raise_hours
    if policy.decisions is not None:
        yield "decisions", policy.decisions
    yield from ((f"indicator {each.id}", each) for each in policy.indicators)
    for criteria in all_criteria(policy):
        yield from ((f"rule {rule.id}", rule) for rule in criteria.ordered)
        yield from ((f"rule {table.id}", cell) for table in criteria.tables for cell in table.cells)
    yield from ((f"rule {rule.id}", rule) for rule in policy.adjacency)
    yield from ((f"testing {duty.level}", duty) for duty in policy.testing)
    yield from ((f"ring {ring.layer}", ring) for ring in policy.rings)


def _further_items(policy: PolicyShape) -> Iterator[Cited | Band]:
    """Numbers of single levels, and bands that are more or less sure than their table."""
    for own in policy.persistence.by_level:
        yield from (each for each in (own.hold_days, own.qualifying_days) if each is not None)
    for criteria in all_criteria(policy):
        yield from (band for table in criteria.tables for axis in table.axes for band in axis.bands)
