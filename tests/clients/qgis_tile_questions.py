"""What QGIS draws of our tiles with our style, without a screen, as JSON: `… ADDRESS WEST SOUTH EAST NORTH`.

Run by the Python QGIS belongs to. The box is three by three squares, which are named by letters row by row.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any, Final

SIDE: Final = 600
"""Pixels along the side of the picture."""


def answers(address: str, west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """What the style became, and the colours in each square, a little beside its middle, where no name stands."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    core = importlib.import_module("qgis.core")
    application = core.QgsApplication([], False)
    application.initQgis()
    tiles = f"{address}/tiles/zones/%7Bz%7D/%7Bx%7D/%7By%7D.mvt"
    layer = core.QgsVectorTileLayer(
        f"type=xyz&url={tiles}&zmin=0&zmax=14&styleUrl={address}/styles/zones.json", "zones"
    )
    fault, styled = layer.loadDefaultStyle()
    image = _drawn(core, layer, (west, south, east, north))
    colours = {
        "ABCDEFGHI"[3 * row + column]: _colours(
            image, SIDE * (2 * column + 1) // 6 - 50, SIDE * (2 * row + 1) // 6 - 50
        )
        for row in range(3)
        for column in range(3)
    }
    return {
        "valid": layer.isValid(),
        "styled": styled,
        "fault": fault,
        "layers": sorted({each.layerName() for each in layer.renderer().styles()}),
        "names": len(layer.labeling().styles()),
        "colours": colours,
    }


def _drawn(core: Any, layer: Any, box: tuple[float, float, float, float]) -> Any:
    mercator = core.QgsCoordinateReferenceSystem("EPSG:3857")
    lonlat = core.QgsCoordinateReferenceSystem("EPSG:4326")
    over = core.QgsCoordinateTransform(lonlat, mercator, core.QgsProject.instance())
    settings = core.QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(mercator)
    settings.setOutputSize(importlib.import_module("qgis.PyQt.QtCore").QSize(SIDE, SIDE))
    settings.setExtent(over.transformBoundingBox(core.QgsRectangle(*box)))
    job = core.QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def _colours(image: Any, x: int, y: int) -> list[str]:
    """The colours of a square of twelve pixels: a pattern shows as several."""
    return sorted({image.pixelColor(x + right, y + down).name() for right in range(12) for down in range(12)})


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answers(sys.argv[1], *(float(each) for each in sys.argv[2:6]))) + "\n")
    sys.stdout.flush()
    # QGIS may fault while it takes itself apart.
    os._exit(0)
