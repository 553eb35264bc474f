"""Reference systems that boundary files come in, and how each is brought to WGS 84 lon/lat.

VN-2000 lies some 200 m from WGS 84. Files name it in many ways: by EPSG code, by the parameters of a province's own
zone (meridian such as 105°45', scale 0.9999) with or without TOWGS84, or with the datum called something home-made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from app.domain.errors import InvalidValue
from app.domain.sentences import Phrase

VN_2000_ZONES: Final = (3405, 3406, 5896, 5897, 5898, 5899, *range(9205, 9219))
"""UTM and 3° zones of VN-2000 in the EPSG register."""
CANDIDATES: Final = (4326, 4756, *VN_2000_ZONES, 32648, 32649, 3857)
"""What a file that says nothing, or says it wrongly, is tried in."""
_VN_2000: Final = re.compile(r"VN[\s_-]?2000|VIETNAM[\s_-]?2000|VIET[\s_-]NAM[\s_-]?2000", re.IGNORECASE)
_OFFICIAL_SHIFT: Final = (
    "+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
)
"""Seven parameters from VN-2000 to WGS 84 of the Department of Survey and Mapping, 2007 (EPSG:6960).

They are published for turning the frame; PROJ's `towgs84` turns the position, so the three angles change sign. The
string that goes round with the signs left as published is out by 0.8 m.
"""
_PARAMETERS: Final = {
    "Latitude of natural origin": "lat_0",
    "Longitude of natural origin": "lon_0",
    "Scale factor at natural origin": "k",
    "False easting": "x_0",
    "False northing": "y_0",
}
Positions = NDArray[np.float64]


@dataclass(frozen=True)
class SourceSystem:
    """One reference system: its name, and what its shift to WGS 84 is good for.

    Args:
        definition: what pyproj makes it of.
        accuracy: in words.
        is_wgs_84: positions are taken as they are, to the last digit.
    """

    definition: str
    name: str
    accuracy: Phrase
    is_wgs_84: bool = False

    def to_lonlat(self, positions: Positions) -> Positions:
        """(N, 2) positions, easting or longitude first, in WGS 84 lon/lat; infinite where there is no answer."""
        if self.is_wgs_84:
            return positions
        return np.column_stack(_transformer(self.definition).transform(positions[:, 0], positions[:, 1]))


@lru_cache(maxsize=64)
def system_of(text: str) -> SourceSystem | None:
    """The system a file names, by code or WKT; None when the text says nothing that is understood."""
    try:
        system = CRS.from_user_input(text)
    except CRSError:
        return None
    horizontal = system.sub_crs_list[0] if system.is_compound else system
    if not (horizontal.is_projected or horizontal.is_geographic or horizontal.is_bound):
        return None
    return _described(horizontal)


def asked_system(text: str) -> SourceSystem:
    """The system a person names, as `EPSG:5897` or `5897`.

    Raises:
        InvalidValue: there is none of that name.
    """
    found = system_of(f"EPSG:{text}" if text.isdecimal() else text) if len(text) <= 4000 else None
    if found is None:
        raise InvalidValue(
            "/crs",
            vi=f"Không có hệ toạ độ “{text[:60]}”; ghi ví dụ EPSG:4326, EPSG:3405 hoặc EPSG:5897.",
            en=f"There is no reference system “{text[:60]}”; write for example EPSG:4326, EPSG:3405 or EPSG:5897.",
        )
    return found


def candidates() -> list[SourceSystem]:
    """The systems that boundary files of Vietnam come in."""
    found = [system_of(f"EPSG:{code}") for code in CANDIDATES]
    return [each for each in found if each is not None]


def _described(system: CRS) -> SourceSystem:
    base = system.source_crs if system.is_bound and system.source_crs is not None else system
    code = base.to_epsg(min_confidence=70)
    name = f"{base.name} (EPSG:{code})" if code else base.name
    datum = base.geodetic_crs.datum if base.geodetic_crs is not None else None
    is_vn_2000 = any(_VN_2000.search(text) for text in (base.name, datum.name if datum else ""))
    if system.is_bound:
        return SourceSystem(system.to_wkt(), name, _BY_FILE)
    if is_vn_2000:
        return SourceSystem(_on_official_shift(base), name, _OFFICIAL)
    accuracy = _accuracy(system)
    in_degrees = system.is_geographic and all(axis.unit_name == "degree" for axis in system.axis_info)
    return SourceSystem(system.to_wkt(), name, accuracy, is_wgs_84=in_degrees and accuracy is _EXACT)


def _on_official_shift(system: CRS) -> str:
    """VN-2000 whatever its datum is called, with the seven parameters of the country."""
    if system.is_geographic:
        return f"+proj=longlat +ellps=WGS84 {_OFFICIAL_SHIFT} +no_defs"
    operation = system.coordinate_operation
    known = {each.name: each.value for each in operation.params} if operation is not None else {}
    if not _PARAMETERS.keys() <= known.keys():
        return system.to_wkt()
    terms = " ".join(f"+{short}={known[name]!r}" for name, short in _PARAMETERS.items())
    return f"+proj=tmerc {terms} +ellps=WGS84 {_OFFICIAL_SHIFT} +units=m +no_defs"


def _accuracy(system: CRS) -> Phrase:
    datum = system.geodetic_crs.datum.name if system.geodetic_crs is not None and system.geodetic_crs.datum else ""
    if "World Geodetic System 1984" in datum or "WGS_1984" in datum or "WGS 84" in datum:
        return _EXACT
    metres = _transformer(system.to_wkt()).accuracy
    return _UNKNOWN if metres < 0 else Phrase(f"chính xác khoảng {metres:g} m", f"accurate to about {metres:g} m")


_EXACT: Final = Phrase("không cần dịch chuyển", "no shift is needed")
_OFFICIAL: Final = Phrase(
    "chuyển bằng bảy tham số chính thức (EPSG:6960), chính xác khoảng 1 m",
    "shifted by the official seven parameters (EPSG:6960), accurate to about 1 m",
)
_BY_FILE: Final = Phrase(
    "chuyển bằng tham số TOWGS84 ghi trong tệp", "shifted by the TOWGS84 parameters that the file gives"
)
_UNKNOWN: Final = Phrase(
    "chưa rõ phép dịch chuyển, có thể lệch hàng trăm mét", "the shift is not known and may be out by hundreds of metres"
)


@lru_cache(maxsize=64)
def _transformer(definition: str) -> Transformer:
    # Never a grid from the network: pyproj's wheel has it off, and stays so.
    return Transformer.from_crs(definition, 4326, always_xy=True)


def placed(system: SourceSystem, *, swapped: bool = False) -> Callable[[Positions], Positions]:
    """How positions come to WGS 84.

    Args:
        swapped: the file writes northing or latitude first.
    """

    def positions(coordinates: Positions) -> Positions:
        try:
            return system.to_lonlat(coordinates[:, ::-1] if swapped else coordinates)
        except ProjError:
            return np.full((len(coordinates), 2), np.inf)

    return positions
