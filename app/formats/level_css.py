"""The palette of a policy as a stylesheet: each level is a class that sets the colours others draw with.

`.lv-<id>` sets `--fill` (area), `--on` (text on the fill), `--words` (text on a white surface) and `--tint` (faint
area). Fills come from the policy; the other three are chosen so that text keeps a contrast of 4.5 or more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN


@dataclass(frozen=True)
class Tones:
    """The four colours of one level in one theme."""

    fill: str
    on: str
    ink: str
    tint: str


LIGHT_TONES: Final = {
    "#B3183C": ("#FFFFFF", "#A01234", "#FBE9EC"),
    "#E67509": ("#1A1206", "#9A4700", "#FDEEDF"),
    "#FBD76A": ("#1A1606", "#6E5200", "#FDF6DF"),
    "#86C0A6": ("#0B1F17", "#1F6B52", "#E6F2EC"),
    "#7FB8E6": ("#0A1A28", "#1D5C8F", "#E7F1FA"),
}
"""Text and tints that were chosen by eye and measured for the fills of the shipped policies, on white."""
DARK_TONES: Final = {
    "#C51F2D": ("#FFFFFF", "#FF8A9C", "#2E1A22"),
    "#E78139": ("#1A1206", "#F3B76B", "#2E2319"),
    "#FBD983": ("#1A1606", "#FBD983", "#2C281B"),
    "#033630": ("#BFE9DB", "#7CCBAE", "#12271F"),
    "#12305A": ("#D2E5F8", "#8DBBE8", "#142334"),
}
"""The same on the dark surface."""
NO_DATA_LIGHT: Final = Tones("#E7EAED", "#44525E", "#5F6D79", "#F5F7F8")
NO_DATA_DARK: Final = Tones("#56636F", "#EDF1F4", "#B4C0CA", "#1B252E")

_DARK_TEXT, _LIGHT_TEXT = "#000000", "#FFFFFF"
_INK, _INK_ON_DARK = "#131C24", "#EDF1F4"


def level_stylesheet(policy: Policy) -> str:
    """The stylesheet of a policy's levels and of “no data”, in both themes."""
    dark = dark_tones(policy)
    by_system = _rules(":root:not([data-theme=light]) ", dark.items())
    return "\n".join(
        [
            *_rules("", light_tones(policy).items()),
            "@media screen and (prefers-color-scheme: dark) {",
            *by_system,
            "}",
            "@media screen {",
            *_rules(":root[data-theme=dark] ", dark.items()),
            "}",
            "",
        ]
    )


def light_tones(policy: Policy) -> dict[str, Tones]:
    """The colours of each level on white, “no data” among them: for paper and office documents."""
    tones = {level.id: _tones(level.colour, LIGHT_TONES, _INK, "#F5F7F8") for level in policy.levels}
    return {**tones, UNKNOWN: NO_DATA_LIGHT}


def dark_tones(policy: Policy) -> dict[str, Tones]:
    """The same on the dark ground, for screens."""
    tones = {level.id: _tones(level.colour_dark, DARK_TONES, _INK_ON_DARK, "#1B252E") for level in policy.levels}
    return {**tones, UNKNOWN: NO_DATA_DARK}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2), from 1 to 21.

    >>> round(contrast("#FFFFFF", "#000000")), round(contrast("#B3183C", "#FFFFFF"), 1)
    (21, 6.7)
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _tones(fill: str, chosen: dict[str, tuple[str, str, str]], ink: str, tint: str) -> Tones:
    if fill in chosen:
        return Tones(fill, *chosen[fill])
    on = max((_LIGHT_TEXT, _DARK_TEXT), key=lambda text: contrast(text, fill))
    return Tones(fill, on, ink, tint)


def _rules(scope: str, tones: Iterable[tuple[str, Tones]]) -> list[str]:
    return [
        f"{scope}.lv-{level} {{ --fill: {each.fill}; --on: {each.on}; --words: {each.ink}; --tint: {each.tint}; }}"
        for level, each in tones
    ]


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
