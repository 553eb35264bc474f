"""Nothing a stranger may ask tells one small number from another, now, earlier, or by asking again.

Every public address is asked on sites that differ in counts alone; see `tests/twins.py` and `docs/small-numbers.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts import hash_quickly
from tests.api.test_every_route_has_a_role import PUBLIC
from tests.differencing import reckoned
from tests.figures_read import figures, nothing_before
from tests.public_numbers import ENDLESS, INVENTORY, Says
from tests.site import day
from tests.twins import HIDDEN_BELOW, POLICIES, Twin, addresses, answered, triplets

Triplets = tuple[Twin, Twin, Twin]
ASKED = sorted(
    route
    for route, says in INVENTORY.items()
    if route.startswith("GET ") and says is not Says.ANSWERED and route not in ENDLESS
)
TELLING = [route for route in ASKED if INVENTORY[route] is Says.COUNTS]


@pytest.fixture(scope="module", params=POLICIES)
def sites(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Triplets]:
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with triplets(sqlite_template, tmp_path_factory.mktemp("twins"), request.param) as found:
            yield found


def test_every_public_route_is_in_the_inventory() -> None:
    """A new one: enter what it says of counts in tests/public_numbers.py; counts pass through `Disclosure`."""
    assert set(INVENTORY) == PUBLIC


@pytest.mark.parametrize("route", ASKED)
def test_no_public_answer_tells_one_hidden_count_from_another(sites: Triplets, route: str) -> None:
    one, other, _ = sites
    for address in addresses(route, one):
        assert answered(one, address) == answered(other, address), address


@pytest.mark.parametrize("route", [route for route in ASKED if route not in TELLING])
def test_an_answer_without_counts_does_not_follow_open_ones_either(sites: Triplets, route: str) -> None:
    one, _, louder = sites
    for address in addresses(route, one):
        assert answered(one, address) == answered(louder, address), address


@pytest.mark.parametrize("route", TELLING)
def test_an_answer_with_counts_tells_the_open_ones(sites: Triplets, route: str) -> None:
    """So what is equal above is not equal because the sites are."""
    one, _, louder = sites
    told = [(answered(one, address), answered(louder, address)) for address in addresses(route, one)]
    assert any(quiet != loud for quiet, loud in told) or all(b'"items":[]' in quiet[2] for quiet, _ in told)


def test_no_reckoning_with_all_figures_narrows_a_hidden_count(sites: Triplets) -> None:
    one = sites[0]
    found = reckoned([*nothing_before(day(-26)), *figures(one.office)])
    assert len(found) > 15
    assert set(found.values()) == {(1, HIDDEN_BELOW - 1)}
