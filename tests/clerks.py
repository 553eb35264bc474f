"""Đông Anh on a database, with two weeks of reports and the clerks who fill in its sheet."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine

from app.domain.vocabulary import Role
from app.services.site_rules import SiteRules
from tests.accounts import NOW, Clock, open_account
from tests.dong_anh import open_dong_anh, report_until_yesterday

CLERKS: Final = {"lan": "Nguyễn Thị Lan", "ha": "Trần Thu Hà"}


def prepare(engine: Engine) -> None:
    """Lay the district on a migrated database."""
    site = open_dong_anh(engine, clock=Clock(NOW), rules=SiteRules())
    report_until_yesterday(site)
    with site.sessions.begin() as session:
        for username, name in CLERKS.items():
            open_account(session, username, Role.REPORTER, display_name=name)
