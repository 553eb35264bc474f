"""Column types that mean the same on SQLite and on PostgreSQL/PostGIS: shapes, instants, codes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import shapely
from geoalchemy2 import Geometry
from shapely.geometry.base import BaseGeometry
from sqlalchemy import DateTime, Dialect, LargeBinary, String, TypeDecorator
from sqlalchemy.types import TypeEngine

WGS84: Final = 4326
CODE: Final = String(16)
"""Official codes are text: leading zeros count."""


class Shape(TypeDecorator[BaseGeometry]):
    """A lon/lat shape: PostGIS `geometry(<kind>, 4326)`, or WKB on SQLite; Shapely on both sides.

    Raises `ValueError` when a value is not of the declared kind or not valid, so that SQLite refuses what PostGIS does.
    """

    impl = LargeBinary
    cache_ok = True
    # GeoAlchemy2's table listeners read these from every column type they meet.
    spatial_index = False
    use_N_D_index = False  # noqa: N815
    use_typmod: bool | None = None

    def __init__(self, kind: str = "MULTIPOLYGON") -> None:
        super().__init__()
        self.kind = kind
        self.geometry_type = kind
        self.srid = WGS84

    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        """PostGIS geometry where there is one, plain bytes elsewhere."""
        if dialect is not None and dialect.name == "postgresql":
            return dialect.type_descriptor(Geometry(self.kind, srid=WGS84, spatial_index=False))
        return LargeBinary()

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> Any:
        """Shapely to what the driver stores."""
        if value is None:
            return None
        if self.kind != "GEOMETRY" and value.geom_type.upper() != self.kind:
            raise ValueError(f"a {self.kind} column cannot hold a {value.geom_type}")
        if value.is_empty or not value.is_valid:
            raise ValueError("an empty or invalid shape cannot be stored")
        if dialect.name == "postgresql":
            return shapely.to_wkb(value, hex=True, include_srid=False)
        return shapely.to_wkb(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        """What the driver gives back, as a Shapely shape."""
        if value is None:
            return None
        raw = value.data if hasattr(value, "data") and not isinstance(value, bytes | memoryview) else value
        return shapely.from_wkb(raw if isinstance(raw, str) else bytes(raw))


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment to the microsecond; SQLite keeps it as UTC without zone, so that text order is time order."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware only: a naive moment has no place in the ledger."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
