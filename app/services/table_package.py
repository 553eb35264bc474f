"""The data dictionary of a site at one state: what describes every table that can be taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.policy import Policy
from app.domain.sentences import Phrase
from app.formats.data_package import PackageHead, data_package
from app.formats.typed_table import TableShape
from app.services.status_tables import written_at
from app.services.zone_status import ZoneSnapshot


def package_of(
    snapshot: ZoneSnapshot, tables: Iterable[TableShape], *, rows: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The Data Package of some tables at a snapshot; `rows` counts those that are written already."""
    register, policy = snapshot.register, snapshot.policy
    notice = register.boundaries.notice_vi
    head = PackageHead(
        revision=snapshot.revision,
        as_of=snapshot.as_of.isoformat() if snapshot.as_of else None,
        created=written_at(snapshot),
        boundary_status=register.boundary_status.value,
        boundary_version=register.boundary_version,
        boundary_notice=None if notice is None else Phrase(notice, register.boundaries.notice_en or notice),
        is_drill=snapshot.drill,
        policy_id=policy.id,
        policy_version=snapshot.policy_version,
        sources=[*filter(None, [register.boundaries.source]), *_documents(policy)],
    )
    return data_package(head, tables, rows=rows)


def _documents(policy: Policy) -> list[str]:
    return [f"{each.document} ({each.issuer}, {each.issued_on.isoformat()})" for each in policy.sources.values()]
