"""The strips of tabs over pages that share an entry of the menu: zones beside the colours, and testing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from app.api.pages.staff_frame import StaffPage

ZONING_TABS: Final = (
    ("/staff/outbreaks", "tab_outbreaks"),
    ("/staff/cordons", "tab_cordons"),
    ("/staff/areas", "tab_areas"),
    ("/staff/border", "tab_border"),
)
TESTING_TABS: Final = (
    ("/staff/testing", "tab_due"),
    ("/staff/testing/plan", "tab_plan"),
    ("/staff/testing/rounds", "tab_rounds"),
    ("/staff/testing/campaigns", "tab_campaigns"),
)


@dataclass(frozen=True)
class Tab:
    """One tab: where it leads, its name, whether its page is shown, and how many things wait on it."""

    href: str
    name: str
    shown: bool
    count: int = 0


def tabs_of_zoning(
    page: StaffPage, served: Collection[str], waiting: Mapping[str, int] | None = None
) -> tuple[Tab, ...]:
    """Ổ dịch · Khu phong tỏa · Khu vực · Giáp ranh.

    Args:
        served: paths of all routes of the application (`served_paths`); tabs of others are left out.
        waiting: how many things wait on a page, by its path.
    """
    return _tabs(page, ZONING_TABS, served, {**page.waiting, **(waiting or {})})


def tabs_of_testing(
    page: StaffPage, served: Collection[str], waiting: Mapping[str, int] | None = None
) -> tuple[Tab, ...]:
    """Đến hạn · Kế hoạch · Đợt lấy mẫu · Chiến dịch; arguments as of `tabs_of_zoning`."""
    return _tabs(page, TESTING_TABS, served, waiting or {})


def _tabs(
    page: StaffPage, known: tuple[tuple[str, str], ...], served: Collection[str], waiting: Mapping[str, int]
) -> tuple[Tab, ...]:
    paths = [(path, key) for path, key in known if path in served]
    here = max((path for path, _ in paths if _is_at(page.shell.path, path)), key=len, default="")
    return tuple(Tab(page.to(path), page.words(key), path == here, waiting.get(path, 0)) for path, key in paths)


def _is_at(shown: str, path: str) -> bool:
    return shown == path or shown.startswith(f"{path}/")
