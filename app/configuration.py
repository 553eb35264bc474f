"""Settings in the form the services take them; for the faces only."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.domain.cordons import CordonRule
from app.domain.dhis2 import Dhis2Mapping
from app.domain.reporting_day import ReportingClock
from app.formats.dhis2_mapping import read_mapping
from app.services.site_rules import SiteRules
from app.services.webhook_addresses import AddressRules
from app.settings import Settings

KEY_FILE = "secret.key"


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


def address_rules(settings: Settings) -> AddressRules:
    """Where webhooks may go."""
    return AddressRules(ports=frozenset(settings.webhook_ports), loopback=settings.webhook_loopback)


def site_key(settings: Settings) -> bytes:
    """The site's secret: as it was told, else the one in the data folder, made when it is first needed."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Two processes may come at once: the one that is second reads what the first has made.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()
