"""What the map that staff draw on needs of the server: addresses of shapes and levels, and a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.api.pages.shared import Shell
from app.domain.vocabulary import BoundaryStatus


@dataclass(frozen=True)
class DrawingStage:
    """The data of the element a map is opened in (see `js/staff/drawing_map.js`).

    Args:
        words: sentences and the levels, the highest first.
        district: the code of the district shown first; empty: everything.
        schematic: the sentence that says so while boundaries are schematic, else empty.
        watermark: over the map of a drill, else empty.
    """

    wards: str
    districts: str
    zones: str
    words: Mapping[str, object]
    district: str
    schematic: str
    watermark: str


def drawing_stage(shell: Shell, *, district: str = "") -> DrawingStage:
    """The stage over the register in force, first looking at one district or at everything."""
    register, words = shell.snapshot.register, shell.words
    shapes = f"/api/v1/geometry/{register.boundary_version}"
    levels = [{"id": each.id, "label": each.label, "pattern": each.pattern} for each in shell.levels.values()]
    is_schematic = register.boundary_status is BoundaryStatus.SCHEMATIC
    return DrawingStage(
        wards=f"{shapes}.geojson?tolerance=0.0001",
        districts=f"{shapes}/districts.geojson?tolerance=0.0001",
        zones="/api/v1/zones",
        words={"levels": levels, "map_keys": words("map_keys"), "finder": finder_words(shell)},
        district=district,
        schematic=words("schematic") if is_schematic else "",
        watermark=words("drill_watermark") if shell.snapshot.drill else "",
    )


def finder_words(shell: Shell) -> dict[str, str]:
    """What `js/staff/ward_finder.js` says; places in braces are filled in there."""
    words = shell.words
    return {
        "remove": words("find_remove", name="{name}"),
        "none": words("find_none", text="{text}"),
        "taken": words("find_taken"),
    }
