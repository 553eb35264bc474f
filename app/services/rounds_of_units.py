"""The test rounds of the units in force: a round of the ward that bore a code before counts for no other."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.domain.records import TestRound
from app.services.register_chain import register_chain
from app.storage.testing_rounds import rounds_logged


def rounds_of_units(session: Session, *, on: date, known_revision: int | None = None) -> list[TestRound]:
    """Every round logged of a cordon, or of a ward since it is what it is on a day (as known at a revision).

    A ward that began with a change of the register has none: not all who live in it were sampled together yet.
    """
    found = rounds_logged(session, known_revision=known_revision)
    chain = register_chain(session, known_revision=known_revision)
    if not chain.passages:
        return list(found)
    begun = {code: chain.begun_on(code, on) for code in {each.ward_code for each in found} if code is not None}
    return [each for each in found if each.started_on >= (begun.get(each.ward_code or "") or date.min)]
