"""What the replay found, as the tables of the document; and its pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import shapely

from app.domain.register import Register
from app.domain.vocabulary import LockdownLayer
from scripts.pictures.drawing import Layers, Panel, Sheet
from scripts.pictures.rings import WINDOW
from scripts.replay.site import DONG_ANH
from scripts.replay.story import PEOPLE, Moment, Story

BEGIN: Final = "<!-- what `scripts/replay-dong-anh --write` puts here -->"
END: Final = "<!-- until here -->"
NEAR: Final = (105.835, 21.1, 105.923, 21.182)
SOURCE: Final = (
    "Ngày 30/4, 10/5, 16/5: theo báo. Nơi chốn, đường bao, ngày khác: ví dụ · places and other days: examples."
)
_DRAWN: Final = ("01/VD", "02/VD", "05/VD", "08/VD")
"""The orders after which the map is drawn."""
_LAYERS: Final = tuple(layer.value for layer in LockdownLayer)
_SHOWN: Final = {
    "administrative": "Thôn, phần còn lại của xã, của huyện",
    "whole_units": "Thôn, các xã giáp ranh, phần còn lại của huyện",
    "distance, 300 m and 1 km": "Thôn, 300 m, 1 km",
}
"""The ways that are drawn, by their names in the table."""
_VERSION_WORDS: Final = {"propose": "proposed", "issue": "issued", "shrink": "shrunk", "lift": "lifted"}


def tables(story: Story) -> str:
    """Everything measured, as Markdown."""
    return "\n".join(
        [
            "### The first night: one village, five ways to draw it",
            "",
            *_table(("way", "core", "next", "outer", "core and next", "of the district"), map(_way, story.ways)),
            "",
            *_village(story),
            "",
            "### Day by day, all rings merged",
            "",
            *_table(
                ("day", "what was done", "order", "core", "next", "outer", "core and next, of the district"),
                map(_moment, story.moments),
            ),
            "",
            "Days in bold are known; the others are examples.",
            "",
            "### The versions of one ring (Kim Chung)",
            "",
            *_table(("version", "act", "mode", "order", "core", "next"), map(_version, story.versions)),
            "",
            f"The whole commune ordered again as “khoanh gọn” is refused ({story.refused}), naming each commune",
            "that would be tightened, from which layer to which, and by how many square metres.",
        ]
    )


def _village(story: Story) -> list[str]:
    by_area = _number(story.ways[0]["layers"][0]["population"])
    cordon = story.cordon
    return [
        f"By area the village holds {by_area} people; the district counted more than {_number(PEOPLE)}.",
        f"The cordon carries the counted figure: {cordon['households']} households, {_number(cordon['population'])}",
        f"people, to be lifted on {cordon['lifting']['earliest_lift_on']} at the earliest.",
    ]


def _way(way: dict[str, Any]) -> tuple[str, ...]:
    layers = {each["layer"]: each["population"] for each in way["layers"]}
    share = sum(each["share_of_district_population"] for each in way["layers"] if each["layer"] != "outer")
    counts = (_number(layers.get(layer)) for layer in _LAYERS)
    return (way["name"], *counts, _number(way["locked_population"]), f"{100 * share:.1f} %")


def _moment(moment: Moment) -> tuple[str, ...]:
    day = f"**{moment.on:%d/%m}**" if moment.is_known else f"{moment.on:%d/%m}"
    counts = (_number(moment.people.get(layer, 0)) for layer in _LAYERS)
    return (day, moment.act, moment.order or "–", *counts, f"{100 * moment.locked_share:.1f} %")


def _version(version: dict[str, Any]) -> tuple[str, ...]:
    people = {each["layer"]: each["population"] for each in version["layers"]}
    return (
        str(version["version"]),
        _VERSION_WORDS[version["action"]],
        version["mode"],
        version["document_number"] or "–",
        _number(people.get("core")),
        _number(people.get("next")),
    )


def _table(heads: Sequence[str], rows: Any) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *lines]


def _number(count: int | None) -> str:
    return "unknown" if count is None else f"{count:,}"


def documented(document: str, story: Story) -> str:
    """The document with the tables in their place."""
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{tables(story)}\n\n{END}{tail}"


def pictures(register: Register, story: Story, folder: Path) -> None:
    """Write the two sheets: the ways to draw the first core, and the days."""
    named = [ward.code for ward in register.wards if ward.district_code == DONG_ANH]
    ways = [
        Panel(_SHOWN[way["name"]], way["name"], _layers(way["features"]), note=_locked(way))
        for way in story.ways
        if way["name"] in _SHOWN
    ]
    near = Sheet(register, NEAR, ways, columns=3, named=named, source=SOURCE)
    (folder / "replay-first-night.svg").write_text(near.svg(), encoding="utf-8")
    days = [_day_panel(moment) for moment in story.moments if moment.order in _DRAWN]
    far = Sheet(register, WINDOW, days, columns=2, named=named, source=SOURCE)
    (folder / "replay-days.svg").write_text(far.svg(), encoding="utf-8")


def _locked(way: dict[str, Any]) -> str:
    people = _number(way["locked_population"])
    return f"Hai lớp trong: {people.replace(',', '.')} người · core and next: {people}"


def _day_panel(moment: Moment) -> Panel:
    vi, _, en = moment.act.partition(" · ")
    share = f"{100 * moment.locked_share:.1f}".replace(".", ",")
    note = f"Hai lớp trong: {share} % dân huyện · core and next: {100 * moment.locked_share:.1f} %"
    return Panel(f"{moment.on:%d/%m/%Y}: {vi}", en, _layers(moment.features), note=note)


def _layers(features: Sequence[dict[str, Any]]) -> Layers:
    return [
        (LockdownLayer(each["properties"]["layer"]), shapely.from_geojson(json.dumps(each["geometry"])))
        for each in features
        if each["geometry"] is not None
    ]
