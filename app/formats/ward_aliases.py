"""Names that wards bore before mergers and renamings, shipped as a dated, cited list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from app.domain.register import Ward


@dataclass(frozen=True)
class WardAlias:
    """A name that land now in a ward bore until a day, and the document that ended it."""

    ward_code: str
    district_code: str
    old_name: str
    until: date
    source: str


def read_aliases(text: str) -> tuple[WardAlias, ...]:
    """The lines of a list of former names: CSV with the columns of `WardAlias`.

    Raises:
        ValueError, KeyError: the list is broken.
    """
    return tuple(
        WardAlias(
            ward_code=line["ward_code"],
            district_code=line["district_code"],
            old_name=line["old_name"],
            until=date.fromisoformat(line["until"]),
            source=line["source"],
        )
        for line in csv.DictReader(io.StringIO(text), strict=True)
    )


@lru_cache(maxsize=1)
def shipped_aliases() -> tuple[WardAlias, ...]:
    """The list that comes with the package."""
    text = resources.files(__package__).joinpath("ward_aliases.csv").read_text(encoding="utf-8")
    return read_aliases(text)


def old_names(wards: Iterable[Ward], aliases: Iterable[WardAlias] | None = None) -> Mapping[str, tuple[str, ...]]:
    """Former names by ward code, of wards in the register alone; code and district must both agree.

    Args:
        aliases: the list; the shipped one when None.
    """
    found: dict[str, tuple[str, ...]] = {}
    districts = {ward.code: ward.district_code for ward in wards}
    for each in shipped_aliases() if aliases is None else aliases:
        if districts.get(each.ward_code) == each.district_code:
            found[each.ward_code] = (*found.get(each.ward_code, ()), each.old_name)
    return found
