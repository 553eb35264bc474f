"""Which tests belong to the long form: they run in `./scripts/test`, and are left out by `-m "not long"`.

The short form keeps one way through each page in a real browser, each promise once on each database, and both
databases below the HTTP face; the long form adds every key, theme and size, and asks each answer of the HTTP face of
PostgreSQL too. With KHOANHVUNG_SHORT=1 properties are tried on fewer examples (see tests/examples.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pytest

LONG_BUT_FOR: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "test_acts": ("panel",),
        "test_changed_map": (),
        "test_changed_registers": ("two tiers",),
        "test_border_layer": ("fetched",),
        "test_examples": ("draws_the_wards", "names_no_host"),
        "test_map": (
            "takes_the_place",
            "no_data_is_hatched",
            "says_why",
            "shows_the_day",
            "are_renewed",
            "other_boundaries",
        ),
        "test_embed": ("on_another_origin",),
        "test_publications": ("without_scripts", "map_is_seen"),
        "test_staff_audit": (),
        "test_staff_border": ("one_by_one",),
        "test_staff_deadline": (),
        "test_staff_declare": ("declared_by_search",),
        "test_staff_drawing": ("a_tool_draws_instead",),
        "test_staff_entry": (),
        "test_staff_grid": ("24_wards",),
        "test_staff_grid_pages": (),
        "test_staff_grid_sending": ("what_was_typed", "what_was_expected", "asks_for_a_reason"),
        "test_staff_import": ("24_wards", "messy_sheet"),
        "test_staff_outbox": (),
        "test_staff_people": (),
        "test_staff_phone": ("fields_are_large", "kept_as_a_draft"),
        "test_staff_places": ("from_proposal", "light-desk"),
        "test_staff_progress": (),
        "test_staff_sending": ("answer_lost", "is_told_and_keeps", "sheet_is_there_without_a_network"),
        "test_staff_sent": (),
        "test_staff_testing": ("work_of_a_day",),
        "test_where": ("one_button", "tap_on_the_map"),
    }
)
"""Files of tests/browser, and the words in the names of those of their tests that stay in the short form."""
VARIANTS_IN_THE_BROWSER: Final = frozenset({"dark", "both", "phone", "window1", "window2"})
"""Of a page tried in several themes and sizes the short form keeps the others: light, on a desk."""
BAD_BODIES: Final = ("correction", "outbreak", "cordon", "round", "campaign", "plan")
"""Of the bodies bent in every way the short form keeps these, and the report on both databases."""
LONG_PROMISES: Final = (
    "days_judged[sqlite-2]",
    "days_judged[postgis-1]",
    "cannot_start_is_a_failure[2]",
    "no_parameter_of_any_read_can_hurt[postgis]",
)
READ_ON_ONE: Final = frozenset(
    {"test_backtest", "test_briefing", "test_drill", "test_history_check", "test_publication", "test_zone_timeline"}
)
"""Files of tests/services that mostly read what others wrote: PostgreSQL meets them in the long form."""
LONG_CLIENTS: Final = frozenset({"test_qgis"})
"""Files of tests/clients that start a whole program for people."""
ON_BOTH_OVER_HTTP: Final = frozenset(
    {"test_case_report_batches", "test_case_reports", "test_case_transfers", "test_register_import"}
)
"""Files of tests/api that write: they meet both databases in the short form too."""
REAL_FILES_SHORT: Final = ("GPKG-5897", "reform_of_2025")
"""Of the real boundaries sent through every format the short form keeps one, and the reform."""
RATES_OF_TWINS: Final = "moh-4800-2021"
TELL_RATES: Final = tuple(
    f"test_no_public_answer_tells_one_hidden_count_from_another[{RATES_OF_TWINS}-GET {path}]"
    for path in ("/api/v1/zones/{ward_code}", "/api/v1/unit-levels", "/api/v1/summary", "/backtest", "/w/{ward_code}")
)
"""Of the twin sites under a policy of rates the short form asks what says rates; of the others everything."""


def is_long(item: pytest.Item) -> bool:
    """Whether a test belongs to the long form only."""
    folder, file = item.path.parent.name, item.path.stem
    if folder == "browser":
        kept = LONG_BUT_FOR.get(file)
        variant = item.name.partition("[")[2].rstrip("]")
        return variant in VARIANTS_IN_THE_BROWSER or (kept is not None and not any(word in item.name for word in kept))
    if folder == "promises":
        bent = item.name.partition("test_no_bad_body_is_taken_or_hurts[")[2].rstrip("]")
        return item.name.endswith(LONG_PROMISES) or (bool(bent) and bent not in BAD_BODIES)
    if folder == "clients":
        return file in LONG_CLIENTS
    if file == "test_real_boundary_files":
        return not any(word in item.name for word in REAL_FILES_SHORT)
    if folder == "services":
        return "postgis" in item.name and file in READ_ON_ONE
    if file == "test_small_numbers":
        return RATES_OF_TWINS in item.name and not item.name.startswith(TELL_RATES)
    if file == "test_geometry_files" and "[dirty" in item.name:
        # Repairing the dirty layer takes longer than all the rest of the file.
        return True
    return folder == "api" and "postgis" in item.name and file not in ON_BOTH_OVER_HTTP


def mark_long_forms(items: list[pytest.Item]) -> None:
    """Give each of them the marker `long`."""
    for item in items:
        if is_long(item):
            item.add_marker(pytest.mark.long)
