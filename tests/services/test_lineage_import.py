"""A table of old and new units: read, told of before it counts, and the mapping of 2025 where it is at hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from app.domain.errors import InvalidValue
from app.domain.lineage import EventKind, Passage
from app.formats.lineage_table import read_lineage_table
from app.services.lineage_import import events_of_table, lineage_report
from tests.reference import reference_file
from tests.site import TODAY, open_site

REFORM = date(2025, 7, 1)
HEAD = "new_code,new_name,old_code,old_name,part\n"


def test_a_table_tells_merges_splits_and_new_codes() -> None:
    rows = read_lineage_table(
        (HEAD + "N,Nam,A,An,full\nN,Nam,B,Ba,partial\nM,Mai,B,Ba,0.25\nK,Kim,C,Cam,full\n").encode()
    )
    events = events_of_table(rows, on=REFORM, document_number="1656/NQ")
    assert [(each.kind, each.from_code, each.to_code, each.area_share) for each in events] == [
        (EventKind.MERGE, "A", "N", 1.0),
        (EventKind.SPLIT, "B", "N", None),
        (EventKind.SPLIT, "B", "M", 0.25),
        (EventKind.RECODE, "C", "K", 1.0),
    ]


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (b"new_code,part\n", "/1"),
        ((HEAD + "N,x,A,y,half\n").encode(), "/2"),
        ((HEAD + "N,x,A,y,0\n").encode(), "/2"),
        ((HEAD + "N,x,,y,full\n").encode(), "/2"),
        (HEAD.encode(), "/1"),
        ("mã".encode("utf-16"), ""),
    ],
)
def test_what_is_no_such_table_is_refused_by_its_line(content: bytes, pointer: str) -> None:
    with pytest.raises(InvalidValue) as raised:
        read_lineage_table(content)
    assert raised.value.errors[0].pointer == pointer


def test_the_report_names_codes_that_mean_other_ground_since(engine: Engine) -> None:
    site = open_site(engine)
    rows = read_lineage_table((HEAD + "A,An,A,An,full\nA,An,B,Ba,full\nZ,Zu,Q,Qu,partial\n").encode())
    with site.read_sessions() as session:
        report = lineage_report(session, events_of_table(rows, on=TODAY, document_number=None), on=TODAY)
    assert (report.events, report.old_units, report.new_units) == (3, 3, 2)
    assert (report.reused, report.unmeasured, report.unknown) == (("A",), ("Q",), ("Q",))
    assert any("A" in line for line in report.lines())


def test_the_mapping_of_2025_is_taken_whole() -> None:
    rows = read_lineage_table(reference_file("hanoi_mapping_2025.csv").read_bytes())
    events = events_of_table(rows, on=REFORM, document_number=None)
    before, after = {row.old_code for row in rows}, {row.new_code for row in rows}
    assert (len(rows), len(before), len(after)) == (796, 526, 126)
    passage = Passage.between(before, after, events, on=REFORM)
    assert all(passage.successors(code) for code in before)
    assert all(passage.predecessors(code) for code in after)
    # Nearly every new code was one of an old unit, and none of them is that unit: no name or code is identity.
    reused = before & after
    assert len(reused) > 100
    assert sum(passage.is_same(code) for code in reused) <= len(
        [each for each in events if each.kind is EventKind.RENAME]
    )
    for code in before:
        shares = [link.area_share for link in passage.successors(code)]
        assert None in shares or sum(share for share in shares if share is not None) == pytest.approx(1)
