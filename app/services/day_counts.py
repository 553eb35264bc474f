"""The counts day by day behind judged days, as they are published one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.assessment import Assessment
from app.domain.day_counts import DayCounts
from app.services.evidence import EvidenceSource
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot
from app.storage.case_reports import load_counts


def day_counts_behind(
    session: Session, snapshot: ZoneSnapshot, *, rules: SiteRules, assessments: Sequence[Assessment]
) -> Mapping[str, DayCounts]:
    """New cases on all days that some judged days looked at, by ward, as known at the snapshot's revision."""
    if not assessments:
        return {}
    codes = sorted({each.ward_code for each in assessments})
    back = timedelta(days=snapshot.policy.history_days)
    last_day = max(each.as_of for each in assessments)
    # The policy that judged may have had a longer window than the one in force.
    first_day = min(min(each.window_start, each.as_of - back) for each in assessments)
    if first_day < snapshot.begun_on(None) and all(code in snapshot.by_code for code in codes):
        # Of days before the register changed, the counts of what the wards are made of.
        known = EvidenceSource.read(session, rules=rules, register=snapshot.register, known_revision=snapshot.revision)
        wards = snapshot.register.positions_of(codes)
        counts, _ = known.counts_of(session, wards, first_day, last_day)
    else:
        counts, _ = load_counts(
            session,
            ward_codes=codes,
            first_day=first_day,
            last_day=last_day,
            source=rules.source,
            known_revision=snapshot.revision,
        )
    return {code: DayCounts(last_day, rows) for code, rows in zip(codes, counts, strict=True)}
