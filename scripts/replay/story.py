"""What happened, as far as it is known, and what is put in its place where it is not: the acts of the replay in order.

Known (dantri.com.vn of 16 May 2021; the city secretary on 10 May): on 30 April two contacts of patient 2911, workers at
the Thăng Long industrial park, test positive, and the district locks down one village of 499 households and more than
2,300 people; on 10 May the city asks for three layers, Directive 16, 15 and 19, round small places; by 16 May four
places are locked down. Everything else is an example: which villages, outlines, other days, modes, document numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from scripts.replay.site import ReplaySite

SIGNER: Final = "Chủ tịch UBND huyện (ví dụ)"
HOUSEHOLDS, PEOPLE = 499, 2300
WAYS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("administrative", {"mode": "administrative"}),
    ("whole_units", {"mode": "whole_units"}),
    ("contiguity, order 2", {"mode": "contiguity", "order": 2}),
    ("distance, 300 m and 1 km", {"mode": "distance", "next_m": 300.0, "outer_m": 1000.0}),
    ("distance, 1 km and 3 km", {"mode": "distance", "next_m": 1000.0, "outer_m": 3000.0}),
)


def day(month: int, number: int) -> date:
    """A day of 2021."""
    return date(2021, month, number)


def outline(*corners: tuple[float, float]) -> dict[str, Any]:
    """A polygon as GeoJSON."""
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*corners, corners[0])]]}


VILLAGE: Final = outline(
    (105.8735, 21.1425), (105.8795, 21.1455), (105.8825, 21.142), (105.879, 21.138), (105.8745, 21.139)
)
DORMITORIES: Final = outline((105.768, 21.132), (105.775, 21.1345), (105.7775, 21.1295), (105.771, 21.127))
RIVERSIDE: Final = outline((105.795, 21.107), (105.801, 21.109), (105.803, 21.104), (105.796, 21.103))
MARKET: Final = outline((105.848, 21.1405), (105.8525, 21.1415), (105.853, 21.138), (105.8485, 21.1375))


@dataclass(frozen=True)
class Moment:
    """One act, and how all rings together stand after it, by layer."""

    on: date
    act: str
    is_known: bool
    order: str
    people: dict[str, int | None]
    area_km2: dict[str, float]
    locked_share: float
    features: list[dict[str, Any]]


@dataclass
class Story:
    """Everything the replay found out."""

    ways: list[dict[str, Any]] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    refused: str = ""
    cordon: dict[str, Any] = field(default_factory=dict)


def play(site: ReplaySite) -> Story:
    """All acts, in the order of their days."""
    story = Story()
    village = _first_night(site, story)
    workers = _whole_commune(site, story)
    others = [_further(site, story, *each) for each in _FURTHER]
    _three_layers(site, story, workers)
    _refused_growth(site, story, workers)
    site.move_to(day(5, 16))
    _note(site, story, "Bốn điểm phong toả · four places locked down", is_known=True)
    _lift(site, story, village, on=day(5, 22), name="Việt Hùng", number="06/VD")
    for number, outbreak_id in enumerate(others, start=7):
        _lift(site, story, outbreak_id, on=day(5, 30), name=_FURTHER[number - 7][1], number=f"0{number}/VD")
    _lift(site, story, workers, on=day(6, 5), name="Kim Chung", number="09/VD")
    story.versions = site.get(f"/outbreaks/{workers}/rings/versions")["items"]
    return story


_FURTHER: Final = (
    (day(5, 8), "Hải Bối", RIVERSIDE, "residential", "03/VD"),
    (day(5, 9), "Đông Anh", MARKET, "market", "04/VD"),
)


def _first_night(site: ReplaySite, story: Story) -> str:
    site.move_to(day(4, 30), 20)
    declared = _outbreak("Một thôn ở Việt Hùng", day(4, 30), place=VILLAGE)
    compared = site.post("/outbreaks/compare", {**declared, "alternatives": [way for _, way in WAYS]})["alternatives"]
    story.ways = [
        {**found, "name": name, "features": site.post("/outbreaks/preview", {**declared, **way})["features"]}
        for (name, way), found in zip(WAYS, compared, strict=True)
    ]
    outbreak_id = _declared(site, {**declared, "mode": "administrative"}, number="01/VD", until=day(5, 21))
    story.cordon = site.post(
        "/cordons",
        {
            "name": "Một thôn ở Việt Hùng",
            "place": VILLAGE,
            "households": HOUSEHOLDS,
            "population": PEOPLE,
            "last_case_on": "2021-04-30",
            "planned_end": "2021-05-21",
            "reason": "hai F1 của ca 2911 dương tính",
            **_signed("01/VD"),
        },
    )
    _note(site, story, "Một thôn, 499 hộ · one village of 499 households", is_known=True, order="01/VD")
    return outbreak_id


def _whole_commune(site: ReplaySite, story: Story) -> str:
    site.move_to(day(5, 5))
    declared = _outbreak("Nhà trọ công nhân, Kim Chung", day(5, 5), ward_codes=["00493"], setting="industrial_park")
    outbreak_id = _declared(site, declared, number="02/VD", until=day(5, 26))
    _note(site, story, "Cả xã Kim Chung · the whole commune of Kim Chung", order="02/VD")
    return outbreak_id


def _further(site: ReplaySite, story: Story, on: date, name: str, place: dict[str, Any], kind: str, number: str) -> str:
    site.move_to(on)
    declared = {**_outbreak(f"Ổ dịch {name}", on, place=place, setting=kind), "mode": "administrative"}
    outbreak_id = _declared(site, declared, number=number, until=day(5, 30))
    _note(site, story, f"Một điểm ở {name} · a place in {name}", order=number)
    return outbreak_id


def _three_layers(site: ReplaySite, story: Story, outbreak_id: str) -> None:
    """The commune becomes the rows of lodgings alone, as the city asked that day."""
    site.move_to(day(5, 10))
    smaller = {"place": DORMITORIES, "mode": "administrative", "reason": "khoanh gọn, ba lớp theo chỉ đạo 10/5"}
    site.post(f"/outbreaks/{outbreak_id}/rings/shrink", {**smaller, **_signed("05/VD")})
    _note(
        site, story, "Ba lớp, khoanh gọn Kim Chung · three layers; Kim Chung drawn small", is_known=True, order="05/VD"
    )


def _refused_growth(site: ReplaySite, story: Story, outbreak_id: str) -> None:
    """Growing under the name of shrinking is refused, whoever signs."""
    body = {"ward_codes": ["00493"], "mode": "whole_units", "reason": "khoanh gọn", **_signed("05b/VD")}
    answer = site.client.post(f"/api/v1/outbreaks/{outbreak_id}/rings/shrink", json=body, headers=site.headers)
    story.refused = f"{answer.status_code} `{answer.json()['type'].rpartition('/')[2]}`"


def _lift(site: ReplaySite, story: Story, outbreak_id: str, *, on: date, name: str, number: str) -> None:
    site.move_to(on)
    site.post(f"/outbreaks/{outbreak_id}/rings/lift", {**_signed(number), "reason": "đủ ngày không có ca mới"})
    _note(site, story, f"Gỡ ở {name} · lifted in {name}", order=number)


def _declared(site: ReplaySite, declared: dict[str, Any], *, number: str, until: date) -> str:
    outbreak_id: str = site.post("/outbreaks", declared)["id"]
    site.post(f"/outbreaks/{outbreak_id}/rings/issue", {**_signed(number), "planned_end": str(until)})
    return outbreak_id


def _outbreak(name: str, opened_on: date, *, setting: str = "residential", **place: Any) -> dict[str, Any]:
    return {"name": name, "source_known": True, "setting": setting, "opened_on": str(opened_on), **place}


def _signed(number: str) -> dict[str, Any]:
    return {"document_number": number, "signer": SIGNER, "override_schematic": True}


def _note(site: ReplaySite, story: Story, act: str, *, is_known: bool = False, order: str = "") -> None:
    merged = site.get("/rings", merged="true")
    layers = {each["properties"]["layer"]: each["properties"] for each in merged["features"]}
    shares = [
        each["population_share"] or 0.0
        for each in merged["district_shares"]
        if each["district_code"] == "017" and each["layer"] != "outer"
    ]
    story.moments.append(
        Moment(
            on=site.clock.moment.date(),
            act=act,
            is_known=is_known,
            order=order,
            people={layer: found["population"] for layer, found in layers.items()},
            area_km2={layer: found["area_km2"] for layer, found in layers.items()},
            locked_share=sum(shares),
            features=merged["features"],
        )
    )
