"""The replay of May 2021 plays to its end, and the page and pictures about it say what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.settings import ROOT
from scripts.replay.report import documented, pictures
from scripts.replay.site import ReplaySite, fresh_site
from scripts.replay.story import Story, play

PAGE = ROOT / "docs" / "replay-dong-anh-2021.md"
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 150_000


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Story, Path]:
    """The story, and the folder its pictures were drawn into."""
    folder = tmp_path_factory.mktemp("pictures")
    with fresh_site(date(2021, 4, 30)) as site:
        story = play(site)
        pictures(site.register, story, folder)
    return story, folder


def test_the_page_says_what_the_replay_found(told: tuple[Story, Path]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert documented(page, told[0]) == page, "renew it with scripts/replay-dong-anh --write"


def test_every_way_holds_the_known_cases_and_all_rings_are_lifted_at_last(told: tuple[Story, Path]) -> None:
    story, _ = told
    assert all(way["covers_known_cases"] for way in story.ways)
    assert story.moments[-1].people == {}
    assert [each["action"] for each in story.versions] == ["propose", "issue", "shrink", "lift"]


def test_a_refusal_ends_the_replay(tmp_path: Path) -> None:
    class Refused:
        is_error = True
        status_code = 409
        text = "refused"

    class Client:
        def post(self, *_: object, **__: object) -> Refused:
            return Refused()

    site = ReplaySite(Client(), None, {}, None)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="/outbreaks: 409 refused"):
        site.post("/outbreaks", {})


def test_the_pictures_of_the_page_say_what_the_replay_draws(told: tuple[Story, Path]) -> None:
    # Lines may differ in a last digit between processors; words may not.
    drawn = {path.name: words(path) for path in told[1].glob("*.svg")}
    kept = {path.name: words(path) for path in PICTURES.glob("replay-*.svg")}
    assert drawn == kept, "renew them with scripts/replay-dong-anh --write"


def words(picture: Path) -> list[str | None]:
    return [each.text for each in ElementTree.parse(picture).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_is_small_sound_and_says_that_boundaries_are_schematic(picture: Path) -> None:
    content = picture.read_text(encoding="utf-8")
    assert len(content.encode()) < LARGEST
    ElementTree.fromstring(content)
    assert "Ranh giới sơ đồ" in content
    assert "ví dụ" in content
