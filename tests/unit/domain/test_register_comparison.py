"""A new register beside the one that stands: the ground says what moved, was split, merged, renamed or recoded."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from shapely import MultiPolygon

from app.domain.register import Register
from app.domain.register_checks import check_register
from app.domain.register_comparison import RegisterComparison, compare_registers
from app.domain.register_findings import Finding, FindingGroup, change_words, findings_of
from app.domain.vocabulary import BoundaryStatus
from app.formats.fault_features import fault_features
from app.formats.geojson_reading import read_register
from tests.worlds import as_bytes, make_collection, make_register

OFFICIAL, SCHEMATIC = BoundaryStatus.OFFICIAL, BoundaryStatus.SCHEMATIC
BEFORE = make_register("A B C / D E F", districts="1 1 1 / 1 1 1", populations=1000)
CELL_M2 = 1038.9 * 1107.2


def compared(after: Register, *, before: Register = BEFORE, status: BoundaryStatus = OFFICIAL) -> RegisterComparison:
    checked = check_register(read_register(as_bytes(make_collection(after))), repair=False)
    assert checked.faults == ()
    found = compare_registers(before, checked.features, checked.borders, status=status, projector=checked.projector)
    assert found is not None
    return found


def changes(comparison: RegisterComparison) -> dict[str, set[str]]:
    return {unit.code: {change.value for change in unit.changes} for unit in comparison.changed}


def named(register: Register, **names: str) -> Register:
    return replace(
        register, wards=tuple(replace(ward, name=names.get(ward.code, ward.name)) for ward in register.wards)
    )


def test_the_same_register_has_not_changed() -> None:
    found = compared(BEFORE)
    assert found.changed == ()
    assert (found.gone, found.moved_m2, found.people_moved) == ((), 0.0, 0)
    assert found.counts["unchanged"] == 6


def test_there_is_nothing_to_compare_a_first_register_with() -> None:
    checked = check_register(read_register(as_bytes(make_collection(BEFORE))), repair=False)
    nothing = compare_registers(
        Register.empty(), checked.features, checked.borders, status=OFFICIAL, projector=checked.projector
    )
    assert nothing is None


def test_a_merger_is_told_with_its_origins() -> None:
    found = compared(make_register("A A C / D E F", districts="1 1 1 / 1 1 1"))
    assert changes(found)["A"] >= {"merged"}
    unit = next(unit for unit in found.units if unit.code == "A")
    assert {(ground.code, ground.of_old) for ground in unit.grounds} == {("A", 1.0), ("B", 1.0)}
    assert [gone.code for gone in found.gone] == ["B"]
    assert [(part.code, part.of_old) for part in found.gone[0].went_to] == [("A", 1.0)]
    assert found.people_moved == 1000


def test_a_split_is_told_on_both_sides() -> None:
    found = compared(BEFORE, before=make_register("A A C / D E F"))
    assert changes(found)["B"] == {"split"}
    assert "split" in changes(found)["A"]
    assert found.gone == ()


def test_a_code_used_again_for_other_ground_is_not_the_same_unit() -> None:
    after = make_register("B A C / D E F")
    found = compared(named(after, A="Phường A", B="Phường B"))
    by_code = {unit.code: unit for unit in found.units}
    assert (by_code["A"].was, by_code["B"].was) == ("B", "A")
    assert changes(found) == {"A": {"recoded", "renamed"}, "B": {"recoded", "renamed"}}


def test_a_new_name_for_the_same_ground_is_a_renaming() -> None:
    found = compared(named(BEFORE, C="Phường Mới"))
    assert changes(found) == {"C": {"renamed"}}
    assert "was C Phường C" in change_words(found.changed[0]).en


def test_a_moved_border_is_measured_placed_and_peopled() -> None:
    strip = shapely.box(105.805, 21.09, 105.81, 21.10)
    shapes = {ward.code: ward.shape for ward in BEFORE.wards}
    shapes["B"] = _multi(shapely.union_all([shapes["B"], strip]))
    shapes["A"] = _multi(shapely.difference(shapes["A"], strip))
    # The neighbors to the south must share the new corner.
    shapes["D"] = _multi(shapely.union_all([shapes["D"]]))
    found = compared(_redrawn(shapes))
    assert changes(found) == {"A": {"moved"}, "B": {"moved"}}
    unit = found.changed[1]
    assert unit.gained_m2 == pytest.approx(CELL_M2 / 2, rel=0.01)
    assert unit.lon == pytest.approx(105.8075, abs=0.001)
    assert unit.lat == pytest.approx(21.095, abs=0.001)
    assert found.moved_m2 == pytest.approx(CELL_M2 / 2, rel=0.01)
    assert found.people_moved == pytest.approx(500, abs=2)


def test_neighbors_won_and_lost_are_told() -> None:
    # B gives its south to D and F, and no longer touches E.
    found = compared(make_register("A B C / D . F"), before=make_register("A B C / D E F"))
    assert found.gone[0].code == "E"
    assert found.gone[0].went_to == ()
    wide = compared(make_register("A A B / C D D"), before=make_register("A B B / C C D"))
    by_code = {unit.code: unit for unit in wide.units}
    assert by_code["A"].neighbors_won == ("D",)
    assert by_code["B"].neighbors_lost == ("C",)


def test_new_ground_is_a_new_unit() -> None:
    found = compared(make_register("A B C G / D E F ."))
    assert changes(found) == {"G": {"new"}}


@pytest.mark.parametrize(("before", "status"), [(SCHEMATIC, OFFICIAL), (OFFICIAL, SCHEMATIC)])
def test_schematic_ground_is_not_compared(before: BoundaryStatus, status: BoundaryStatus) -> None:
    old = make_register("A B C / D E F", status=before)
    found = compared(make_register("A A C / D E G"), before=old, status=status)
    assert (found.by_ground, found.moved_m2, found.people_moved) == (False, 0.0, None)
    assert changes(found) == {"G": {"new"}}
    assert [gone.code for gone in found.gone] == ["B", "F"]


def test_findings_come_faults_first_then_what_is_odd_then_what_changes() -> None:
    found = _findings(make_register("A A C / D E .", districts="1 1 1 / 1 1 1"))
    assert [(each.group, each.kind, each.unit_codes) for each in found] == [
        (FindingGroup.ODDITY, "missing_unit", ("F",)),
        (FindingGroup.CHANGE, "merged", ("A",)),
        (FindingGroup.CHANGE, "gone", ("B",)),
    ]
    document = fault_features(found).decode()
    assert '"kind_vi": "Thiếu đơn vị"' in document
    assert '"geometry": null' in document


def test_a_speck_of_a_unit_far_off_is_odd() -> None:
    speck = shapely.box(106.0, 21.0, 106.0003, 21.0003)
    shapes = {ward.code: ward.shape for ward in BEFORE.wards}
    shapes["A"] = MultiPolygon([*shapes["A"].geoms, speck])
    (finding,) = [each for each in _findings(_redrawn(shapes)) if each.kind == "sliver"]
    assert finding.lon == pytest.approx(106.00015, abs=1e-4)
    assert finding.area_m2 == pytest.approx(1035, rel=0.02)


def _findings(after: Register) -> tuple[Finding, ...]:
    checked = check_register(read_register(as_bytes(make_collection(after))), repair=False)
    comparison = compare_registers(
        BEFORE, checked.features, checked.borders, status=OFFICIAL, projector=checked.projector
    )
    return findings_of(checked, comparison, faults=checked.faults)


def _redrawn(shapes: dict[str, MultiPolygon]) -> Register:
    return replace(BEFORE, wards=tuple(replace(ward, shape=shapes[ward.code]) for ward in BEFORE.wards))


def _multi(shape: shapely.Geometry) -> MultiPolygon:
    return MultiPolygon(shapely.get_parts(shape).tolist())
