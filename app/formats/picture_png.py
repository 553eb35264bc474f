"""A drawing as points: SVG set by Typst with the letters of the pages."""

from __future__ import annotations

from typing import Final

from app.formats.map_picture import MapPicture
from app.formats.typeset import typeset

_PPI: Final = 144.0


def picture_png(picture: MapPicture, *, title: str) -> bytes:
    """The picture in just as many points as its width and height say; the same drawing gives the same bytes."""
    points_per_pixel = 72 / _PPI
    values = {"width": picture.width * points_per_pixel, "height": picture.height * points_per_pixel, "title": title}
    return typeset("picture", values, images={"picture.svg": picture.svg}, output="png", ppi=_PPI, site_fonts=True)
