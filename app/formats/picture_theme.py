"""How a picture that stands alone is painted: inks, lines and patterns, on white for paper and on a dark ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN
from app.formats.level_css import Tones, dark_tones, light_tones

NO_DATA_PATTERN: Final = "reverse_hatch"


@dataclass(frozen=True)
class Look:
    """How a level is painted."""

    fill: str
    pattern: str


@dataclass(frozen=True)
class PictureTheme:
    """Colours of everything on a picture but the levels.

    `tiles`: side and content of a pattern's tile, by the pattern names a policy may use.
    """

    name: str
    ground: str
    raised: str
    ink: str
    ink_2: str
    line: str
    ward_line: str
    district_line: str
    district_opacity: str
    tiles: Mapping[str, tuple[int, str]]

    def looks(self, policy: Policy) -> dict[str, Look]:
        """The look of each level of a policy, “no data” among them."""
        tones = self.tones(policy)
        looks = {level.id: Look(tones[level.id].fill, level.pattern) for level in policy.levels}
        return {**looks, UNKNOWN: Look(tones[UNKNOWN].fill, NO_DATA_PATTERN)}

    def tones(self, policy: Policy) -> dict[str, Tones]:
        """The four colours of each level, “no data” among them."""
        return dark_tones(policy) if self.name == "dark" else light_tones(policy)


def _tiles(*, light: str, dark: str, dots: str, none: str) -> dict[str, tuple[int, str]]:
    """Patterns in the strokes of a theme; sizes are in paper units of a picture 2000 units wide."""
    return {
        "cross_hatch": (15, f'<path d="M0 15 15 0M0 0 15 15" {light} stroke-width="2.4"/>'),
        "diagonal": (13, f'<path d="M-2 2 2-2M0 13 13 0M11 15 15 11" {dark} stroke-width="2"/>'),
        "dots": (13, f'<circle cx="6.5" cy="6.5" r="2.3" {dots}/>'),
        "reverse_hatch": (13, f'<path d="M-2 11 2 15M0 0 13 13M11-2 15 2" {none} stroke-width="2"/>'),
    }


LIGHT: Final = PictureTheme(
    name="light",
    ground="#FFFFFF",
    raised="#F5F7F8",
    ink="#131C24",
    ink_2="#44525E",
    line="#C3CCD4",
    ward_line="#FFFFFF",
    district_line="#2B3A46",
    district_opacity=".8",
    tiles=_tiles(
        light='stroke="#FFFFFF" stroke-opacity=".55"',
        dark='stroke="#4A2400" stroke-opacity=".7"',
        dots='fill="#5A4200" fill-opacity=".75"',
        none='stroke="#84919D"',
    ),
)
DARK: Final = PictureTheme(
    name="dark",
    ground="#0C1218",
    raised="#151D25",
    ink="#EDF1F4",
    ink_2="#B4C0CA",
    line="#3B4955",
    ward_line="#081512",
    district_line="#9FB4B0",
    district_opacity=".6",
    tiles=_tiles(
        light='stroke="#FFFFFF" stroke-opacity=".5"',
        dark='stroke="#2B1500" stroke-opacity=".75"',
        dots='fill="#3E2D00" fill-opacity=".8"',
        none='stroke="#93A1AD"',
    ),
)
THEMES: Final[Mapping[str, PictureTheme]] = {"light": LIGHT, "dark": DARK}
