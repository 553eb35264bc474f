"""Finding an outbreak, and the districts its wards lie in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.errors import OutbreakNotFound
from app.domain.records import Outbreak
from app.domain.register import Register
from app.services.placed_outbreaks import placed_outbreaks


def existing_outbreak(session: Session, outbreak_id: str) -> Outbreak:
    """The current version of an outbreak, with its wards by the newest register.

    Raises:
        OutbreakNotFound: there never was one of this id.
    """
    for each in placed_outbreaks(session):
        if each.outbreak_id == outbreak_id:
            return each
    raise OutbreakNotFound(outbreak_id)


def districts_of(register: Register, codes: Sequence[str]) -> list[str | None]:
    """The districts of some wards, each once; None for wards without one. Wards that are gone are passed over."""
    return sorted(
        {register.wards[register.positions[code]].scope_code for code in codes if code in register.positions},
        key=lambda code: code or "",
    )
