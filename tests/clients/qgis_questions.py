"""What QGIS makes of a served site, without a screen, as JSON; run by the Python QGIS belongs to: `… ADDRESS`."""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any


def answers(address: str) -> dict[str, Any]:
    """What is read of the wards and asked about them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    core = importlib.import_module("qgis.core")
    application = core.QgsApplication([], False)
    application.initQgis()

    def layer(name: str, query: str = "") -> Any:
        place = f"pagingEnabled='true' pageSize='4' typename='{name}' url='{address}/ogc{query}'"
        return core.QgsVectorLayer(place, name, "OAPIF")

    wards = layer("wards")

    def found(request: Any = None) -> list[str]:
        read = wards.getFeatures() if request is None else wards.getFeatures(request)
        return sorted(each["ward_code"] for each in read)

    def where(expression: str) -> list[str]:
        return found(core.QgsFeatureRequest().setFilterExpression(expression))

    box = core.QgsRectangle(105.8005, 21.0905, 105.8095, 21.0995)
    point = core.QgsRectangle(105.805, 21.095, 105.805001, 21.095001)
    exact = core.QgsFeatureRequest().setFilterRect(point).setFlags(core.QgsFeatureRequest.ExactIntersect)
    told = {
        "version": core.Qgis.QGIS_VERSION,
        "valid": {
            name: layer(name).isValid() for name in ("wards", "districts", "rings", "cordons", "outbreaks", "testing")
        },
        "count": wards.featureCount(),
        "crs": wards.crs().authid(),
        "fields": [each.name() for each in wards.fields()],
        "all": found(),
        "in_a_box": found(core.QgsFeatureRequest().setFilterRect(box)),
        "identified": found(exact),
        "red": where("\"level\" = 'red'"),
        "since": where("\"effective_from\" > to_datetime('2021-08-14T03:30:00')"),
        "before": where("\"effective_from\" < to_datetime('2021-08-14T03:30:00')"),
        "by_district": where("\"district_code\" = '017' AND \"level\" <> 'red'"),
    }
    wards.setSubsetString("\"level\" = 'red'")
    told["subset"] = found()
    then = layer("wards", "?datetime=2021-08-14T02:00:00Z")
    told["then"] = sorted((each["ward_code"], each["level"]) for each in then.getFeatures())
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answers(sys.argv[1])) + "\n")
    sys.stdout.flush()
    # QGIS falls over its own threads while it is taken down; what was asked is answered.
    os._exit(0)
