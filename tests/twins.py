"""Sites that differ in nothing but counts, and everything a stranger may ask of them.

Whatever a stranger reads is the same on two sites whose published counts are the same, or it tells what is hidden.
That is stronger than any reckoning with the figures: it holds for sentences, pictures, orders of lines and heads of
answers too, and for whatever is added later.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from httpx2 import Response

from app.domain.records import CaseCounts
from app.services.backtest_desk import BacktestDesk
from tests.accounts import NOW, Clock
from tests.office import Office, office_on_sqlite
from tests.site import TODAY, WARDS, counts, day

HIDDEN_BELOW: Final = 4
"""k on these sites, so that a hidden count may be one of three."""
VOLATILE: Final = frozenset({"x-request-id", "date", "server-timing"})
"""Heads that differ from one answer to the next."""
POLICIES: Final = ("hanoi-ct06-2021", "moh-4800-2021")
"""One that only asks whether there is a case, one that compares rates."""
_EXPECTED: Final = frozenset({404})
"""What is not there: a style of another digest, sign-in by an office that is not set up."""
_LATER: Final = timedelta(minutes=7)


Told = tuple[int, Mapping[str, str], bytes]
"""Status, head and body of an answer."""


@dataclass(frozen=True)
class Twin:
    """One of the sites, the instants at which something had just been written, and what it has answered so far."""

    office: Office
    instants: Sequence[datetime]
    told: dict[str, Told] = field(default_factory=dict)


@contextmanager
def triplets(template: Path, folder: Path, policy_id: str) -> Iterator[tuple[Twin, Twin, Twin]]:
    """Two sites that differ in hidden counts alone, and a third whose open counts differ too; the levels are equal."""
    with ExitStack() as stack:

        def open_one(name: str, seed: int, more: int) -> Twin:
            path = folder / f"{name}.sqlite"
            shutil.copyfile(template, path)
            office = stack.enter_context(
                office_on_sqlite(f"sqlite:///{path}", clock=Clock(NOW), suppression_threshold=HIDDEN_BELOW)
            )
            return Twin(office, tuple(_lay(office, policy_id, Random(seed), more)))

        yield open_one("one", 1, 0), open_one("other", 2, 0), open_one("louder", 3, 1)


def _lay(office: Office, policy_id: str, random: Random, more: int) -> Iterator[datetime]:
    """Four weeks of reports with small and large counts side by side, corrections, rounds, orders, a publication."""
    site = office.site

    def few() -> int:
        return random.randint(1, HIDDEN_BELOW - 1)

    def many(count: int) -> int:
        return count + more

    def at(act: Callable[[], object]) -> datetime:
        site.clock.now += _LATER
        act()
        return site.clock.now

    site.post_zeros(day(-30), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    for ward, on, told in _told(few, many):
        site.correct(ward, on, told)
    for first_day in (day(-30), TODAY):  # A site begins under the order of its first day, which is today.
        site.adopt(policy_id, first_day)
    site.run(*(day(offset) for offset in range(-30, 0)))
    yield at(lambda: site.post("E", day(0), counts(few(), many(5))))
    yield at(lambda: site.post("B", day(0), counts(known=few())))
    # A small count becomes another small one, a large one, and small again; one is withdrawn.
    yield at(lambda: site.correct("E", day(0), counts(few(), many(6)), version=1))
    yield at(lambda: site.correct("B", day(0), counts(known=many(9)), version=1))
    yield at(lambda: site.correct("B", day(0), counts(known=few()), version=2))
    yield at(lambda: site.correct("D", day(-3), None, version=2))
    yield at(lambda: _order(office, few, many))
    site.close_day()
    yield at(lambda: _publish(office))


def _told(few: Callable[[], int], many: Callable[[int], int]) -> Iterator[tuple[str, Any, CaseCounts]]:
    """Counts above 0: wherever one is hidden, the ward has so many others that no rate is near a threshold."""
    for ward in "ADEH":
        yield ward, day(-12), counts(many(40), few(), quarantine=few())
    yield "A", day(-2), counts(few(), few(), lockdown=few(), quarantine=few(), imported=few())
    yield "A", day(-1), counts(few())
    yield "D", day(-3), counts(0, few())
    yield "D", day(-4), counts(0, few(), imported=many(7))
    yield "B", day(-10), counts(known=many(30))
    yield "E", day(-15), counts(many(40))
    yield "E", day(-14), counts(few())
    yield "E", day(-8), counts(few(), many(12), lockdown=few())
    yield "H", day(-1), counts(quarantine=few())
    yield "C", day(-25), counts(many(50), few())
    yield "F", day(-20), counts(few(), many(50), lockdown=few())
    yield "G", day(-6), counts(many(60))


def _order(office: Office, few: Callable[[], int], many: Callable[[int], int]) -> None:
    site = office.site
    outbreak = site.declare("A", name="Chợ Mới").outbreak.outbreak_id
    site.issue(outbreak)
    site.declare("G", source_known=True)
    site.decide("H", site.snapshot().policy.levels[-1].id)
    signed = {"document_number": "4/QĐ-UBND", "signer": "Chủ tịch"}
    _made(office.post("/api/v1/cordons", "thanhpho", {"name": "Ngõ 4", "ward_codes": ["D"], **signed}))
    area = {"kind": "green_cluster", "name": "Cụm xanh", "ward_codes": ["C"], **signed}
    _made(office.post("/api/v1/areas", "thanhpho", area))
    campaign = {"name": "Toàn quận", "district_codes": ["001"], "starts_on": str(TODAY), "target_on": str(day(9))}
    _made(office.post("/api/v1/campaigns", "thanhpho", campaign))
    for ward, started, positives in (("A", -12, few()), ("A", -9, many(5)), ("A", -1, few()), ("C", -2, many(8))):
        said = {"ward_code": ward, "started_on": str(day(started)), "samples": 300, "positives": positives}
        _made(office.post("/api/v1/test-rounds", "thanhpho", {**said, "method": "rt_pcr"}))
    coverage = {"unit_kind": "ward", "unit_code": "A", "indicator_id": "fully_vaccinated_50plus_pct", "value": 70}
    _made(office.post("/api/v1/indicators", "thanhpho", {**coverage, "reported_on": str(TODAY)}))


def _publish(office: Office) -> None:
    order = {"title": "Mức nguy cơ", "signer": "Chủ tịch", "document_number": "12/TB-UBND"}
    _made(office.post("/api/v1/publications", "thanhpho", order))


def _made(answer: Response) -> None:
    assert answer.status_code == 201, answer.text


_PLACES: Final = {
    "outbreak_id": "OB0001",
    "campaign_id": "CD0001",
    "number": "1",
    "policy_id": "moh-4800-2021",
    "slug": "conflict",
    "digest": "0123456789abcdef",
    "name:path": "pages.css",
    "theme": "light",
    "z": "10",
    "x": "813",
    "y": "450",
}


_WRITTEN: Final = frozenset("BE")
_EVERY: Final[Mapping[str, Sequence[str]]] = {
    "ward_code": WARDS,
    "code": WARDS,
    "feature_id": WARDS,
    "form": ("csv", "ndjson", "parquet"),
    "collection_id": ("wards", "districts", "rings", "cordons", "outbreaks", "testing"),
    "ending": ("json", "csv", "xml"),
}


def addresses(route: str, twin: Twin) -> Iterator[str]:
    """Every address at which a stranger may ask a reading route: of each ward, each day, each instant, each form."""
    path = route.partition(" ")[2]
    if "{feature_id}" in path:
        path = path.replace("{collection_id}", "wards")
    for name, text in (_PLACES | {"boundary_version": twin.office.site.snapshot().register.boundary_version}).items():
        path = path.replace(f"{{{name}}}", text)
    paths = [path]
    for name, texts in _EVERY.items():
        if f"{{{name}}}" in path:
            paths = [each.replace(f"{{{name}}}", text) for each in paths for text in texts]
    for each in paths:
        # The past differs from the present only where something was written meanwhile.
        is_told = each.rpartition("/")[2] in _WRITTEN or route != "GET /api/v1/zones/{ward_code}"
        yield from (f"{each}{query}" for query in _queries(route, twin) if is_told or "at=" not in query)


def _queries(route: str, twin: Twin) -> Sequence[str]:
    asked = {
        "GET /api/v1/zones/{ward_code}": ["", *_instants(twin)],
        "GET /api/v1/zones/{ward_code}/history": ["", "?of=assessment"],
        "GET /w/{ward_code}": ["", "?lang=en"],
        "GET /api/v1/zones": ["", "?format=csv", "?district=001", *_instants(twin)],
        "GET /api/v1/summary": [
            f"?by={by}&on={day(offset)}&format={form}"
            for by in ("city", "district", "ward_level")
            for offset in range(-1, 1)
            for form in ("json", "csv")
        ],
        "GET /summary": [f"?on={day(offset)}" for offset in range(-3, 1)],
        "GET /backtest": ["", *(f"?from={day(-20)}&to={day(-1)}&policy={each}" for each in _TRIED)],
        "GET /api/v1/testing/advice": ["", "?district=001", *(f"?ward={ward}" for ward in WARDS)],
        "GET /api/v1/testing/plan": ["?samples_per_day=900"],
        "GET /api/v1/lookup": ["?lon=105.8&lat=21.0", "?lon=105.85&lat=21.05&tolerance_m=2000"],
        "GET /": ["", "?q=phuong", "?level=red"],
        "GET /api/v1/search": ["?q=phuong", "?q=quan%20017"],
        "GET /api/v1/dhis2/publicDataValueSets.{ending}": [f"?from={day(-30)}&to={day(0)}"],
        "GET /map.png": ["?width=320"],
        "GET /api/v1/zones.geojson": ["?tolerance=0.0005"],
        "GET /api/v1/rings": ["", "?merged=true", "?outline=true"],
        "GET /api/v1/border": ["", "?format=csv"],
        "GET /api/v1/exports/status.{form}": ["", *_instants(twin)[-2:]],
        "GET /api/v1/exports/history.{form}": ["", "?of=assessment"],
        "GET /map.svg": ["", f"?on={day(-3)}"],
        "GET /ogc/collections/{collection_id}/items": ["", "?limit=3"],
    }
    return asked.get(route, [""])


_TRIED: Final = ("moh-218-2022", "moh-4800-2021", "cdc-community-levels-2022", "india-2020-05", "italy-dl105-2021")


def _instants(twin: Twin) -> list[str]:
    """What was in force at each instant, as known then and as known now."""
    told = [each.isoformat().replace("+00:00", "Z") for each in twin.instants]
    return [f"?at={each}" for each in told] + [f"?at={each}&as_known_at={each}" for each in told]


def answered(twin: Twin, address: str) -> Told:
    """All that a stranger is sent."""
    if address not in twin.told:
        twin.told[address] = _asked(twin, address)
    return twin.told[address]


def _asked(twin: Twin, address: str) -> Told:
    twin.office.app.state.backtests = BacktestDesk()  # so that strangers need not wait
    answer = twin.office.client.get(address, headers={"Accept": "*/*"}, follow_redirects=False)
    assert answer.status_code < 400 or answer.status_code in _EXPECTED, f"{address}: {answer.text[:300]}"
    head = {name: text for name, text in answer.headers.items() if name.lower() not in VOLATILE}
    return answer.status_code, head, answer.content
