"""Settings in the form the services take them; for the faces only."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.domain.cordons import CordonRule
from app.domain.dhis2 import Dhis2Mapping
from app.domain.reporting_day import ReportingClock
from app.formats.dhis2_mapping import read_mapping
from app.services.site_rules import SiteRules
from app.settings import Settings


def dhis2_mapping(settings: Settings) -> Dhis2Mapping:
    """How the site's DHIS2 names things; ours where no file says otherwise.

    Raises:
        InvalidImport: the file has faults.
    """
    path = settings.dhis2_mapping
    return Dhis2Mapping() if path is None else read_mapping(path.read_bytes())


def site_rules(settings: Settings) -> SiteRules:
    """The site's clock, sources, policy and thresholds."""
    return SiteRules(
        clock=ReportingClock(
            cutoff=settings.cutoff,
            timezone=ZoneInfo(settings.timezone),
            publish_at=settings.publish_at,
            lock_grace=None if settings.lock_grace_hours is None else timedelta(hours=settings.lock_grace_hours),
        ),
        source=settings.sources[0],
        known_sources=settings.sources,
        default_policy=settings.policy,
        suppression_threshold=settings.suppression_threshold,
        jump_factor=settings.jump_factor,
        ring_warn_share=settings.ring_warn_share,
        cordon=CordonRule(minimum_days=settings.cordon_min_days, quiet_days=settings.cordon_quiet_days),
    )
