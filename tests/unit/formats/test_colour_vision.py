"""The levels can be told apart by every eye: the fills the pages send, seen with each colour-vision deficiency.

Protan, deutan and tritan are simulated at full severity (Machado, Oliveira and Fernandes 2009), on linear light, for
which their matrices are made: on gamma-encoded values dark red and green would come out at 4.4 instead of 16.3. The
distance is CIEDE2000, and what counts is the pair of fills that are most alike.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from itertools import combinations
from typing import Final

import numpy as np
import pytest

from app.domain.vocabulary import UNKNOWN
from app.formats.level_css import NO_DATA_DARK, NO_DATA_LIGHT, Tones, contrast
from app.services.policy_library import shipped_policy
from tests.unit.formats.test_level_css import POLICIES, SURFACE, TEXT, tones

LEAST: Final = 15.0
DEFICIENCIES: Final = {"protan": "Protanomaly", "deutan": "Deuteranomaly", "tritan": "Tritanomaly"}
SIGHTS: Final = ["normal", *DEFICIENCIES]
THEMES: Final = sorted(SURFACE)
FOUR_LEVELS: Final = "moh-2686-2021"
MEASURED: Final = {
    ("light", "normal"): 23.9,
    ("light", "protan"): 15.9,
    ("light", "deutan"): 15.3,
    ("light", "tritan"): 19.9,
    ("dark", "normal"): 23.1,
    ("dark", "protan"): 16.3,
    ("dark", "deutan"): 15.6,
    ("dark", "tritan"): 18.2,
}
"""The worst pairs when the palette was chosen; whoever changes a fill measures anew."""
TRAFFIC_LIGHTS: Final = {
    "red": "#FF0000",
    "orange": "#FFA500",
    "yellow": "#FFFF00",
    "green": "#008000",
    "unknown": "#CCCCCC",
}


def tones_in(policy_id: str, theme: str) -> dict[str, dict[str, str]]:
    """The colours of each level and of “no data” in one theme, from the stylesheet that pages link to."""
    sent = tones(shipped_policy(policy_id))
    return {level: each for (where, level), each in sent.items() if where == theme}


def fills(policy_id: str, theme: str) -> dict[str, str]:
    """The fill of each."""
    return {level: each["fill"] for level, each in tones_in(policy_id, theme).items()}


def worst_pair(palette: Mapping[str, str], sight: str) -> float:
    """How far apart, as this kind of sight sees them, the two fills are that are most alike."""
    with warnings.catch_warnings():
        # It warns that it cannot plot here, and that a tritan eye is only approximated; both are known.
        warnings.simplefilter("ignore")
        import colour

        light = colour.models.eotf_sRGB(np.array([encoded(each) for each in palette.values()]))
        if sight != "normal":
            matrix = colour.blindness.matrix_cvd_Machado2009(DEFICIENCIES[sight], 1.0)
            light = np.clip(light @ matrix.T, 0, 1)
        seen = colour.XYZ_to_Lab(colour.RGB_to_XYZ(light, "sRGB"), colour.RGB_COLOURSPACES["sRGB"].whitepoint)
        return min(float(colour.delta_E(one, other, method="CIE 2000")) for one, other in combinations(seen, 2))


def encoded(fill: str) -> list[float]:
    """Red, green and blue as the stylesheet writes them, from 0 to 1."""
    return [int(fill[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def too_alike(palette: Mapping[str, str]) -> dict[str, float]:
    """The kinds of sight for which two fills of a palette can be taken for each other."""
    distances = {sight: worst_pair(palette, sight) for sight in SIGHTS}
    return {sight: distance for sight, distance in distances.items() if distance < LEAST}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("policy_id", POLICIES)
def test_no_two_fills_are_too_alike_for_any_eye(policy_id: str, theme: str) -> None:
    assert too_alike(fills(policy_id, theme)) == {}


@pytest.mark.parametrize(("theme", "sight"), MEASURED)
def test_the_fills_are_as_far_apart_as_they_were_chosen(theme: str, sight: str) -> None:
    assert worst_pair(fills(FOUR_LEVELS, theme), sight) == pytest.approx(MEASURED[theme, sight], abs=0.1)


def test_plain_traffic_lights_fail() -> None:
    found = too_alike(TRAFFIC_LIGHTS)
    assert set(found) == set(DEFICIENCIES)
    assert found["protan"] == pytest.approx(7.7, abs=0.1)


@pytest.mark.parametrize(("theme", "no_data"), [("light", NO_DATA_LIGHT), ("dark", NO_DATA_DARK)])
def test_four_levels_and_no_data_are_compared(theme: str, no_data: Tones) -> None:
    found = fills(FOUR_LEVELS, theme)
    assert set(found) == {"red", "orange", "yellow", "green", UNKNOWN}
    assert found[UNKNOWN] == no_data.fill


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("policy_id", POLICIES)
def test_text_can_be_read_on_each_fill_and_beside_it(policy_id: str, theme: str) -> None:
    sent = tones_in(policy_id, theme)
    on_fill = {level: contrast(each["on"], each["fill"]) for level, each in sent.items()}
    beside = {level: contrast(each["words"], SURFACE[theme]) for level, each in sent.items()}
    assert min(on_fill.values()) >= TEXT, on_fill
    assert min(beside.values()) >= TEXT, beside
