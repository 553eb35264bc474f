"""Border wards as content: one place for the routes and for the editions that are made before anyone asks."""

from __future__ import annotations

from app.api.documents.border import border_csv, border_json
from app.api.documents.border_lines import border_geojson
from app.api.map_contents import TableFormat
from app.api.representations import CSV, GEOJSON, Content
from app.domain.errors import InvalidValue
from app.services.border_wards import border_of
from app.services.zone_status import ZoneSnapshot


def border_content(
    snapshot: ZoneSnapshot,
    *,
    district: str | None = None,
    level: str | None = None,
    include_same: bool = False,
    table: TableFormat = "json",
) -> Content:
    """The wards (of a district) that touch stricter ground, with their neighbors."""
    check_border_level(snapshot, level)

    def render() -> bytes:
        found = border_of(snapshot, level=level, district_code=district, include_same=include_same)
        return border_csv(snapshot, found) if table == "csv" else border_json(snapshot, found)

    if table == "json":
        return Content(render=render)
    name = f"giap-ranh_{snapshot.as_of or 'chua-co'}_{snapshot.policy.id}.csv"
    return Content(render=render, media_type=CSV, headers={"content-disposition": f'attachment; filename="{name}"'})


def border_geojson_content(
    snapshot: ZoneSnapshot,
    *,
    district: str | None = None,
    level: str | None = None,
    include_same: bool = False,
    tolerance: float = 0.0,
) -> Content:
    """The borders themselves as lines."""
    check_border_level(snapshot, level)

    def render() -> bytes:
        found = border_of(snapshot, level=level, district_code=district, include_same=include_same)
        return border_geojson(snapshot, found, tolerance=tolerance)

    return Content(render=render, media_type=GEOJSON)


def check_border_level(snapshot: ZoneSnapshot, level: str | None) -> None:
    """Refuse a level from which nothing is elevated: the lowest one, and unknown, which has no rank.

    Raises:
        InvalidValue: as said.
    """
    elevated = [each.id for each in snapshot.policy.levels[1:]]
    if level is not None and level not in elevated:
        raise InvalidValue(
            "/level",
            vi=f"Mức “{level}” không phải mức tăng cao của bộ quy tắc {snapshot.policy.id}; gửi một trong các mức: "
            f"{', '.join(elevated)}.",
            en=f"“{level}” is no elevated level of policy {snapshot.policy.id}; send one of: {', '.join(elevated)}.",
        )
