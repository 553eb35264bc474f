"""The pages on publications in a real Chromium: under the policy, accessible, on a phone, without scripts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.domain.publication import FileKind
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.browser.conftest import Window, serving
from tests.browser.test_pages import DARK, NO_SCRIPT, PHONE, violations
from tests.pages import Pages
from tests.press import Press, judged_site
from tests.site import Site

pytestmark = pytest.mark.browser

PAGES = ["/publications", "/publications?lang=en", "/p/3", "/p/2?lang=en", "/p/9", "/verify", "/verify?number=2"]


@pytest.fixture(scope="module")
def press(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Press]:
    """Three publications, of which the third corrects the second."""
    path = sqlite_folder / "published-browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    judged_site(engine)
    press = Press(Site(engine, Clock(NOW), SiteRules()))
    press.publish()
    press.publish()
    press.publish(supersedes=2)
    yield press
    engine.dispose()


@pytest.fixture(scope="module")
def address(press: Press) -> Iterator[str]:
    """Where its pages are served."""
    with serving(Pages.of(press.site, press.site.engine)) as address:
        yield address


@pytest.fixture
def altered(press: Press, tmp_path: Path) -> Path:
    """A copy of the newest table in which A is green."""
    path = tmp_path / "bang.csv"
    path.write_bytes(press.file(3, FileKind.CSV).replace(b",red,", b",green,", 1))
    return path


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/p/9"])
def test_a_page_stays_within_the_policy(window: Window, path: str) -> None:
    page = window.open(path)
    page.wait_for_load_state("networkidle")
    assert (window.refused(), window.faults) == ([], [])


@pytest.mark.parametrize(
    "window", [{}, DARK, PHONE, {**PHONE, **DARK}], indirect=True, ids=["", "dark", "phone", "both"]
)
def test_no_page_has_a_violation_and_none_is_too_wide(window: Window, altered: Path) -> None:
    found = {}
    for path in PAGES:
        page = window.open(path)
        found[path] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page = window.open("/verify")
    page.set_input_files("#file", altered)
    page.locator("form[method=post] button").click()
    expect(page.locator("#result")).to_contain_text("Đã bị sửa")
    found["altered"] = violations(page)
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("window", [NO_SCRIPT], indirect=True)
def test_a_copy_is_checked_without_scripts(window: Window, altered: Path) -> None:
    page = window.open("/publications")
    page.get_by_role("link", name="Kiểm tra một tệp hoặc một số").click()
    page.set_input_files("#file", altered)
    page.locator("form[method=post] button").click()
    row = page.get_by_role("row", name="Phường A")
    expect(row).to_contain_text("level")
    expect(row).to_contain_text("green")
    page.get_by_role("link", name="Mở công bố số 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Công bố số 3")


def test_the_published_map_is_seen(window: Window) -> None:
    page = window.open("/p/3")
    picture = page.locator(".sheet-picture img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.sheet-picture img').naturalWidth > 0")
