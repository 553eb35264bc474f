"""Which wards a revision of the register begins and ends, told from what was known before it and from it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.domain.register import Register
from app.domain.register_chain import RegisterChain
from app.services.register import newest_register
from app.services.register_chain import register_chain
from app.storage.revisions import Revision
from app.storage.units import register_state


@dataclass(frozen=True)
class RegisterTurn:
    """Wards that begin at a revision (also those that bear the code of one that ended), and codes that no ward bears
    from it on."""

    begun: frozenset[str]
    ended: frozenset[str]


NO_TURN: Final = RegisterTurn(frozenset(), frozenset())
"""The register stays as it is."""


def register_turn(session: Session, revision: Revision) -> RegisterTurn:
    """The wards a revision begins and ends; none when it did not change the register, or brought the first one."""
    known = revision.number
    if known not in register_state(session, known_at_revision=known):
        return NO_TURN
    before = newest_register(session, known_revision=known - 1)
    after = newest_register(session, known_revision=known)
    if not before.codes or before.boundary_version == after.boundary_version:
        return NO_TURN
    goes_on = going_on(register_chain(session, known_revision=known), before, after)
    return RegisterTurn(
        begun=frozenset(after.codes) - goes_on,
        ended=frozenset(before.codes) - frozenset(after.codes),
    )


def going_on(chain: RegisterChain, before: Register, after: Register) -> frozenset[str]:
    """The wards of the register of before that are the same units in that of after, the newest of the chain.

    A register that was corrected, and so is in the chain no more, has the same units under the same codes.
    """
    both = frozenset(before.codes) & frozenset(after.codes)
    position = _position(chain, before)
    if position is None:
        return both
    passage = chain.passage(position, len(chain.spans) - 1)
    return frozenset(code for code in both if passage.is_same(code))


def _position(chain: RegisterChain, register: Register) -> int | None:
    older = enumerate(chain.spans[:-1])
    found = [index for index, span in older if span.register.boundary_version == register.boundary_version]
    return found[-1] if found else None
