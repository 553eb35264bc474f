"""Which tests belong to the long form: they run in `./scripts/test`, and are left out by `-m "not long"`.

The short form keeps one way through each page in a real browser and both databases below the HTTP face; the long form
adds every key, theme and size, and asks each answer of the HTTP face of PostgreSQL too.
"""

from __future__ import annotations

from typing import Final

import pytest

LONG_IN_THE_BROWSER: Final = frozenset(
    {
        "test_staff_audit",
        "test_staff_deadline",
        "test_staff_entry",
        "test_staff_grid",
        "test_staff_grid_pages",
        "test_staff_outbox",
        "test_staff_people",
        "test_staff_progress",
        "test_staff_sent",
    }
)
SHORT_IN_THE_BROWSER: Final = ("24_wards",)
"""Words in the names of tests of those files that stay in the short form."""
ON_BOTH_OVER_HTTP: Final = frozenset(
    {
        "test_auth",
        "test_border_notices",
        "test_barriers",
        "test_case_report_batches",
        "test_case_report_corrections_in_batches",
        "test_case_reports",
        "test_case_transfers",
        "test_drafts",
        "test_imports",
        "test_reporting_days",
        "test_staff",
        "test_submissions",
        "test_testing_routes",
    }
)
"""Files of tests/api that write: they meet both databases in the short form too."""


def is_long(item: pytest.Item) -> bool:
    """Whether a test belongs to the long form only."""
    file = item.path.stem
    if file in LONG_IN_THE_BROWSER:
        return not any(word in item.name for word in SHORT_IN_THE_BROWSER)
    return item.path.parent.name == "api" and "postgis" in item.name and file not in ON_BOTH_OVER_HTTP


def mark_long_forms(items: list[pytest.Item]) -> None:
    """Give each of them the marker `long`."""
    for item in items:
        if is_long(item):
            item.add_marker(pytest.mark.long)
