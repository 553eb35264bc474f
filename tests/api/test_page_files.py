"""The files pages are made of: served by content, complete, as vendored, with words in both languages."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from string import Formatter

import pytest

from app.api.pages.assets import STYLESHEET, WEB, AssetTree, assets
from app.web.messages import MESSAGES
from tests.pages import Pages

LEVELS = re.compile(r"/static/levels/\w+\.css")


def address(name: str) -> str:
    return assets().address(name)


def css_files() -> list[str]:
    return sorted(path.relative_to(WEB).as_posix() for path in (WEB / "css").glob("*.css"))


def source_text() -> str:
    """Templates and views, where messages are named."""
    files = [*(WEB / "templates").rglob("*.html"), *Path("app/api").rglob("*.py")]
    return "\n".join(path.read_text() for path in files)


class TestServing:
    """`/static`."""

    def test_a_file_is_immutable_under_its_digest(self, pages: Pages) -> None:
        answer = pages.get(address("js/site.js"))
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"

    def test_under_an_old_digest_the_present_file_is_revalidated(self, pages: Pages) -> None:
        answer = pages.get("/static/000000000000/js/site.js")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, no-cache"

    def test_a_file_one_has_is_not_sent_again(self, pages: Pages) -> None:
        etag = pages.get(address("js/site.js")).headers["etag"]
        again = pages.get(address("js/site.js"), **{"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")

    def test_text_is_compressed_for_those_who_take_it(self, pages: Pages) -> None:
        plain = pages.get(address(STYLESHEET), **{"accept-encoding": "identity"})
        packed = pages.get(address(STYLESHEET), **{"accept-encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content) / 3

    def test_fonts_are_compressed_already(self, pages: Pages) -> None:
        answer = pages.get(address("fonts/inter-latin.woff2"), **{"accept-encoding": "gzip"})
        assert answer.headers["content-type"] == "font/woff2"
        assert "content-encoding" not in answer.headers

    @pytest.mark.parametrize(
        "name",
        [
            "css/none.css",
            "templates/base.html",
            "messages.py",
            "..%2fmessages.py",
            "css/../messages.py",
            "",
            "css",
            "%2e%2e/x",
        ],
    )
    def test_nothing_else_can_be_asked_for(self, pages: Pages, name: str) -> None:
        assert pages.get(f"/static/{assets().digest}/{name}").status_code == 404

    def test_the_palette_is_immutable_under_its_own_digest_alone(self, pages: Pages) -> None:
        found = LEVELS.search(pages.text("/"))
        assert found is not None
        assert "immutable" in pages.get(found[0]).headers["cache-control"]
        other = pages.get("/static/levels/000000000000.css")
        assert (other.status_code, other.headers["cache-control"]) == (200, "public, no-cache")

    @pytest.mark.parametrize("path", ["/favicon.svg", "/robots.txt"])
    def test_the_small_files_are_there(self, pages: Pages, path: str) -> None:
        assert pages.get(path).status_code == 200


class TestTree:
    """What the folder holds."""

    def test_any_change_gives_all_files_another_address(self, tmp_path: Path) -> None:
        digests = []
        for text in ("a", "b"):
            root = tmp_path / text
            for name in css_files():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(f"/* {text} */")
            digests.append(AssetTree(root).digest)
        assert digests[0] != digests[1]

    def test_a_template_is_part_of_what_is_named(self, tmp_path: Path) -> None:
        for name in css_files():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        before = AssetTree(tmp_path).digest
        (tmp_path / "page.html").write_text("x")
        assert AssetTree(tmp_path).digest != before

    def test_each_stylesheet_is_sent_with_the_one_sheet_or_named_by_a_page(self) -> None:
        sheet = assets().find(STYLESHEET)
        assert sheet is not None
        left = [name for name in css_files() if (WEB / name).read_bytes() not in sheet.body]
        templates = "".join(path.read_text() for path in (WEB / "templates").rglob("*.html"))
        assert [name for name in left if f"asset('{name}')" not in templates] == []

    def test_every_address_in_a_stylesheet_leads_to_a_file(self) -> None:
        for name in css_files():
            for found in re.findall(r"url\(([^)]+)\)", (WEB / name).read_text()):
                assert (WEB / "css" / found).resolve().is_file(), f"{name}: {found}"

    def test_every_module_that_is_imported_is_there(self) -> None:
        for script in (WEB / "js").glob("*.js"):
            for found in re.findall(r'from "(\./[^"]+)"', script.read_text()):
                assert (script.parent / found).is_file(), f"{script.name}: {found}"

    def test_scripts_and_styles_name_no_other_host(self) -> None:
        own = [*(WEB / "js").rglob("*.js"), *(WEB / "css").glob("*.css"), *(WEB / "templates").rglob("*.html")]
        named = {each for path in own for each in re.findall(r"https?://[\w./-]+", path.read_text())}
        assert named == {"http://www.w3.org/2000/svg"}

    def test_vendored_files_are_as_they_were_published(self) -> None:
        listed = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (WEB / "vendor/VENDORED.md").read_text()))
        vendored = (WEB / "vendor").rglob("*.*js")
        found = [*vendored, *(WEB / "vendor").rglob("*.css"), *(WEB / "fonts").glob("*.woff2")]
        digests = {path.relative_to(WEB).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
        assert digests == listed

    def test_a_first_visit_stays_light(self, pages: Pages) -> None:
        named = re.findall(r'(?:src|href)="(/static/[^"]+)"', pages.text("/"))
        scripts = [address(path.relative_to(WEB).as_posix()) for path in (WEB / "js").glob("*.js")]
        weights = {each: len(gzip.compress(pages.get(each).content)) for each in {*named, *scripts}}
        assert sum(size for each, size in weights.items() if each.endswith((".css", ".js"))) < 42_000
        assert sum(size for each, size in weights.items() if each.endswith(".woff2")) < 62_000


class TestMessages:
    """The catalogue."""

    def test_both_languages_fill_the_same_places(self) -> None:
        def places(text: str) -> set[str | None]:
            return {name for _, name, _, _ in Formatter().parse(text) if name}

        apart = {key: phrase for key, phrase in MESSAGES.items() if places(phrase.vi) != places(phrase.en)}
        assert apart == {}

    def test_nothing_is_left_untranslated(self) -> None:
        same = {key for key, phrase in MESSAGES.items() if phrase.vi == phrase.en}
        assert same == {"directive_short"}

    def test_every_message_a_page_names_is_there(self) -> None:
        named = set(re.findall(r"""\b(?:w|each|words|shell\.words)\(\s*["'](\w+)["']""", source_text()))
        assert named - MESSAGES.keys() == set()

    def test_no_message_is_left_over(self) -> None:
        text = source_text()
        classes = {"community_unknown_source", "community_known_source", "lockdown_area", "quarantine", "imported"}
        marks = {"example", "reconstructed"}
        beginnings = tuple(re.findall(r"""f["'](\w+_)\{|["'](\w+_)["'] ~""", text))
        begun = tuple(filter(None, (part for pair in beginnings for part in pair)))
        unused = {key for key in MESSAGES if not re.search(rf"""["']{key}["']""", text) and not key.startswith(begun)}
        assert unused - classes - marks == set()
