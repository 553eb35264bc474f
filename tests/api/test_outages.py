"""Which faults of a database are outages."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.api.outages import outages_as_unavailable
from app.domain.errors import Unavailable


@pytest.mark.parametrize(
    "outage",
    [
        OperationalError("SELECT 1", {}, Exception("database is locked")),
        PoolTimeoutError("all connections are taken"),
        DBAPIError("SELECT 1", {}, Exception("cut off"), connection_invalidated=True),
    ],
)
def test_an_outage_is_unavailable(outage: SQLAlchemyError) -> None:
    with pytest.raises(Unavailable), outages_as_unavailable():
        raise outage


@pytest.mark.parametrize(
    "fault",
    [
        IntegrityError("INSERT", {}, Exception("duplicate")),
        InterfaceError("SELECT 1", {}, Exception("misused")),
        ValueError("a fault of ours"),
    ],
)
def test_any_other_fault_stays_what_it_is(fault: Exception) -> None:
    with pytest.raises(type(fault)) as raised, outages_as_unavailable():
        raise fault
    assert raised.value is fault
