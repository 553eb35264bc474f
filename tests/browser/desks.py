"""Clerks before the daily sheet of Đông Anh, each in a browser of their own, and a network that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route
from sqlalchemy import func, select

from app.api.app import create_app
from app.configuration import site_rules
from app.domain.vocabulary import Role
from app.settings import Settings
from app.storage.engine import create_database_engine
from app.storage.tables.ledger import CaseReportRow
from tests.accounts import DONG_ANH, NOW, Clock, open_account, try_sign_in
from tests.browser.conftest import WATCH
from tests.dong_anh import open_dong_anh, report_two_weeks
from tests.site import TODAY, Site
from tests.threads import serve_in_thread

CLERKS: Final = {"lan": "Nguyễn Thị Lan", "ha": "Trần Thu Hà"}
SHEET: Final = f"/staff/report/{DONG_ANH}/{TODAY}"
BATCH: Final = "**/api/v1/case-reports/batch?partial*"
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
