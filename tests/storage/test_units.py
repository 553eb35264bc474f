"""Reading the register back: how many statements it takes, and that bulk does not depend on size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.register_change import UnitSpan, plan_change
from app.services.ward_import import import_wards
from app.storage import units
from app.storage.revisions import create_site
from app.storage.units import load_register, replace_units, stored_spans
from tests.worlds import as_bytes, make_collection, make_register

NOW = datetime(2021, 9, 14, 3, 0, tzinfo=UTC)
WORLD = make_register("A B C / D E F", districts="1 1 2 / 1 2 2")


@pytest.fixture
def site(session: Session) -> Session:
    create_site(session, now=NOW, first_day=date(2021, 9, 1))
    content = as_bytes(make_collection(WORLD))
    import_wards(session, content=content, source_name="wards.geojson", now=NOW, actor="an")
    session.commit()
    return session


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_a_register_is_read_in_four_statements(site: Session, engine: Engine) -> None:
    site.expunge_all()
    with counted(engine) as sent:
        register = load_register(site, on=date(2021, 9, 14))
    assert len(register.wards) == 6
    assert len([statement for statement in sent if statement.startswith("SELECT")]) <= 4


def test_arrays_are_in_the_order_of_the_codes(site: Session) -> None:
    register = load_register(site, on=None)
    assert register.codes == tuple("ABCDEF")
    np.testing.assert_array_equal(register.borders.pairs, WORLD.borders.pairs)
    assert [round(area) for area in register.areas_m2] == [round(area) for area in WORLD.areas_m2]


def test_shapes_come_back_without_a_reference_system_of_their_own(site: Session) -> None:
    assert {shapely.get_srid(ward.shape) for ward in load_register(site, on=None).wards} == {0}


def test_many_rows_are_superseded_in_parts(site: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "_ROWS_A_STATEMENT", 2)
    collection = make_collection(WORLD, boundary_status="schematic")
    report = import_wards(site, content=as_bytes(collection), source_name="other", now=NOW, actor="an")
    assert report.updated == tuple("ABCDEF")
    assert {span.content.boundary_status for span in stored_spans(site)} == {report.boundary_status}


def test_a_unit_is_believed_once_from_a_day(site: Session) -> None:
    (span,) = [span for span in stored_spans(site) if span.content.code == "A"]
    change = plan_change([], [(span.content, span.valid_from)])
    boundaries = units.BoundaryVersion(
        WORLD.boundary_version, WORLD.boundaries, WORLD.codes, WORLD.borders, tolerance_m=None
    )
    with pytest.raises(IntegrityError):
        replace_units(site, change, boundaries, revision=2)


def test_spans_know_their_row_and_their_boundaries(site: Session) -> None:
    spans: list[UnitSpan] = stored_spans(site)
    assert len({span.row_id for span in spans}) == len(spans) == 8
    assert {span.boundary_version for span in spans} == {WORLD.boundary_version}
