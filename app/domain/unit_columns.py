"""What the columns of a boundary file hold, told by its headings: of districts, GSO, GADM, OSM, OCHA, and ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.errors import InvalidValue
from app.domain.names import fold

_NOT_LETTERS: Final = re.compile(r"[^0-9a-z]+")
COLUMN_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "ward_code": (
        "ward_code",
        "ward_cod",
        "maxa",
        "maphuong",
        "maphuongxa",
        "maxaphuong",
        "mapx",
        "madvhc",
        "madvhcxa",
        "madonvi",
        "madonvihanhchinh",
        "madonvihanhchinhcapxa",
        "maphuongxathitran",
        "maxathitran",
        "madiaban",
        "idxa",
        "xaid",
        "communecode",
        "commune_id",
        "communeid",
        "wardid",
        "wardcode",
        "mahanhchinh",
        "mahc",
        "magso",
        "magsoxa",
        "gsocode",
        "gsoref",
        "refgso",
        "adm3pcode",
        "code",
        "ma",
        "ref",
    ),
    "ward_name": (
        "ward_name",
        "wardname",
        "tenxa",
        "tenphuong",
        "tenphuongxa",
        "tenxaphuong",
        "tenpx",
        "tendvhc",
        "tendonvi",
        "tendonvihanhchinh",
        "tendonvihanhchinhcapxa",
        "tenphuongxathitran",
        "tenxathitran",
        "tendiaban",
        "phuongxa",
        "xaphuong",
        "communename",
        "commune",
        "adm3vi",
        "adm3en",
        "adm3name",
        "name3",
        "varname3",
        "namevi",
        "ten",
        "xa",
        "ward",
        "name",
        "title",
    ),
    "ward_kind": (
        "ward_kind",
        "wardkind",
        "loaixa",
        "loaiphuong",
        "loaidvhc",
        "loaidonvi",
        "loaihinh",
        "type3",
        "loai",
        "capxa",
        "kind",
    ),
    "district_code": (
        "district_code",
        "district_c",
        "districtcode",
        "mahuyen",
        "maquan",
        "maquanhuyen",
        "mahuyenquan",
        "maqh",
        "madvhchuyen",
        "districtid",
        "adm2pcode",
        "idhuyen",
    ),
    "district_name": (
        "district_name",
        "district_n",
        "districtname",
        "tenhuyen",
        "tenquan",
        "tenquanhuyen",
        "tenhuyenquan",
        "tenqh",
        "quanhuyen",
        "huyenquan",
        "adm2vi",
        "adm2en",
        "adm2name",
        "name2",
        "huyen",
        "quan",
        "district",
    ),
    "district_kind": ("district_kind", "district_k", "districtkind", "loaihuyen", "loaiquan", "type2"),
    "population_2019": ("population_2019", "pop_2019", "pop2019", "danso2019"),
    "population": ("population", "danso", "pop", "soldan", "sodan", "tongdanso"),
    "population_on": ("population_on", "ngaydanso"),
    "area_km2": ("area_km2", "areakm2", "dientichkm2", "dtkm2"),
    "valid_from": ("valid_from", "hieuluctu", "ngayhieuluc"),
}
"""Folded headings without signs by our own name of what they hold, the surest first; ours count as they are written."""


def columns_by_role(
    columns: Sequence[str], filled: Sequence[str], *, asked: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The heading in the file of each thing a register wants; what it does not hold is left out.

    Args:
        columns: all headings.
        filled: those that have any value; an empty column is passed over.
        asked: headings a person names, by our name.

    Raises:
        InvalidValue: a heading that was named is not in the file.
    """
    keys = {name: _key(name) for name in filled}
    found: dict[str, str] = {}
    for role, synonyms in COLUMN_ROLES.items():
        named = (asked or {}).get(role)
        if named is not None:
            found[role] = _named(named, columns)
            continue
        taken = set(found.values())
        fitting = (name for each in synonyms for name, key in keys.items() if name not in taken and key == _key(each))
        heading = next(fitting, None)
        if heading is not None:
            found[role] = heading
    return found


def _named(heading: str, columns: Sequence[str]) -> str:
    exact = [name for name in columns if name == heading] or [name for name in columns if _key(name) == _key(heading)]
    if exact:
        return exact[0]
    listed = ", ".join(columns[:30])
    raise InvalidValue(
        "/columns",
        vi=f"Tệp không có cột “{heading[:60]}”; các cột: {listed}.",
        en=f"The file has no column “{heading[:60]}”; its columns are {listed}.",
    )


def _key(heading: str) -> str:
    return _NOT_LETTERS.sub("", fold(heading))
