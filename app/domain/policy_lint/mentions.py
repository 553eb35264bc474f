"""What is named and not there, and what is there and never named: indicators, sources, the register of indicators."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.indicator_catalogue import CATALOGUE
from app.domain.policy import Policy
from app.domain.policy_citations import cited_items
from app.domain.policy_indicators import Reported
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of


def mention_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Unknown and unused names."""
    yield from _unused_indicators(policy)
    yield from _unregistered(policy)
    yield from _unlisted_sources(policy)
    yield from _unused_sources(policy)


def _unused_indicators(policy: Policy) -> Iterator[PolicyFault]:
    used = {name for name, _ in policy.readings}
    for _, criteria in criteria_of(policy):
        used |= {each.indicator.id for each in criteria.conditions() if each.indicator is not None}
        used |= {axis.indicator for table in criteria.tables for axis in table.axes}
    for position, each in enumerate(policy.indicators):
        if each.id not in used:
            yield PolicyFault(
                ("indicators", position),
                vi=f"không quy tắc, bảng hay điều khoản nào dùng chỉ số “{each.id}”; dùng nó hoặc bỏ đi.",
                en=f"no rule, table or clause uses indicator “{each.id}”; use it or remove it.",
                severity="warning",
            )


def _unregistered(policy: Policy) -> Iterator[PolicyFault]:
    """A policy that a site can adopt is told only registered values; one to be asked with a table may have others."""
    for position, each in enumerate(policy.indicators):
        if isinstance(each, Reported) and each.read_from not in CATALOGUE:
            yield PolicyFault(
                ("indicators", position, "catalogue_id" if each.catalogue_id else "id"),
                vi=f"danh mục chỉ số không có “{each.read_from}” nên không ai báo cáo được giá trị; chọn catalogue_id "
                f"trong: {', '.join(CATALOGUE)}.",
                en=f"“{each.read_from}” is not among the registered indicators, so nobody can report its values; "
                f"choose a catalogue_id of: {', '.join(CATALOGUE)}.",
                severity="fault" if policy.is_adoptable else "warning",
            )


def _unlisted_sources(policy: Policy) -> Iterator[PolicyFault]:
    """Of the places that are not rules or numbers of their own; `policy_faults` looks at those."""
    for place, sources in _further_sources(policy):
        for position, key in enumerate(sources):
            if key not in policy.sources:
                yield PolicyFault(
                    (*place, "sources", position),
                    vi=f"nguồn “{key}” chưa có trong sources ở đầu tệp; thêm văn bản đó hoặc sửa lại tên.",
                    en=f"source “{key}” is not listed under the file's sources; add the document or correct the name.",
                )


def _further_sources(policy: Policy) -> Iterator[tuple[Location, tuple[str, ...]]]:
    for position, conflict in enumerate(policy.known_conflicts):
        yield ("known_conflicts", position), conflict.sources
    for position, gap in enumerate(policy.gaps):
        yield ("gaps", position), gap.sources
    for position, own in enumerate(policy.persistence.by_level):
        for name, number in (("hold_days", own.hold_days), ("qualifying_days", own.qualifying_days)):
            if number is not None:
                yield ("persistence", "by_level", position, name), number.sources
    for prefix, criteria in criteria_of(policy):
        for index, table in enumerate(criteria.tables):
            for name, axis in (("columns", table.columns), ("rows", table.rows)):
                for position, band in enumerate(axis.bands if axis is not None else ()):
                    yield (*prefix, "tables", index, name, "bands", position), band.sources


def _unused_sources(policy: Policy) -> Iterator[PolicyFault]:
    used = {key for _, item in cited_items(policy) for key in item.sources}
    used |= {key for _, sources in _further_sources(policy) for key in sources}
    for key in policy.sources:
        if key not in used:
            yield PolicyFault(
                ("sources", key),
                vi=f"không mục nào trích văn bản “{key}”; trích dẫn nó hoặc bỏ đi.",
                en=f"nothing cites the document “{key}”; cite it or remove it.",
                severity="warning",
            )
