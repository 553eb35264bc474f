"""Whatever is changed in a published table is found; whatever is only written differently is not held against it."""

from __future__ import annotations

import csv
import io
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.publication import COLUMNS
from app.domain.publication_check import FindingKind, compare_tables
from app.domain.published_values import is_rewritten
from app.formats.publication_reading import read_publication
from app.formats.publication_table import publication_csv
from tests.examples import examples
from tests.unit.formats.test_publication_files import a_register, a_sheet

SHEET = a_sheet(a_register("A B C / D E F", None))
CONTENT = publication_csv(SHEET)
LINES = list(csv.reader(io.StringIO(CONTENT.decode("utf-8-sig"), newline="")))
PUBLISHED = read_publication(CONTENT).table
WARDS = len(LINES) - 1
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def saved(lines: list[list[str]], *, separator: str, line_end: str, quoted: bool, mark: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    if quoted:
        writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows(lines)
    return (b"\xef\xbb\xbf" if mark else b"") + out.getvalue().encode()


clothes = st.fixed_dictionaries(
    {
        "separator": st.sampled_from([",", ";", "\t"]),
        "line_end": st.sampled_from(["\r\n", "\n"]),
        "quoted": st.booleans(),
        "mark": st.booleans(),
    }
)


@settings(max_examples=examples(200))
@given(
    row=st.integers(1, WARDS),
    column=st.integers(1, len(COLUMNS) - 1),
    text=TEXTS,
    wearing=clothes,
)
def test_a_changed_cell_is_found_whatever_the_file_wears(
    row: int, column: int, text: str, wearing: dict[str, object]
) -> None:
    lines = [list(line) for line in LINES]
    before = lines[row][column]
    lines[row][column] = text
    found = read_publication(saved(lines, **wearing)).table  # type: ignore[arg-type]
    assert PUBLISHED is not None
    assert found is not None
    compared = compare_tables(PUBLISHED, found)
    is_same = text == before or is_rewritten(before, text)
    assert (compared.count == 0) is is_same
    if not is_same and COLUMNS[column] != "ward_code":
        (finding,) = compared.findings
        assert (finding.ward_code, finding.column) == (LINES[row][1], COLUMNS[column])


@settings(max_examples=examples(100))
@given(wearing=clothes, seed=st.integers(0, 10_000), empty=st.integers(0, 3))
def test_the_same_values_in_other_clothes_and_another_order_are_the_same(
    wearing: dict[str, object], seed: int, empty: int
) -> None:
    rows = LINES[1:]
    columns = list(range(len(COLUMNS)))
    shuffled = random.Random(seed)
    shuffled.shuffle(rows)
    shuffled.shuffle(columns)
    lines = [[line[index] for index in columns] for line in [LINES[0], *rows]]
    lines += [[""] * len(COLUMNS)] * empty
    found = read_publication(saved(lines, **wearing)).table  # type: ignore[arg-type]
    assert PUBLISHED is not None
    assert found is not None
    assert compare_tables(PUBLISHED, found).count == 0


@settings(max_examples=examples(100))
@given(taken=st.sets(st.integers(1, WARDS), max_size=3), doubled=st.sets(st.integers(1, WARDS), max_size=3))
def test_rows_taken_out_and_doubled_are_counted(taken: set[int], doubled: set[int]) -> None:
    kept = [line for index, line in enumerate(LINES) if index not in taken]
    twice = [LINES[index] for index in sorted(doubled - taken)]
    content = saved([*kept, *twice], separator=",", line_end="\r\n", quoted=False, mark=True)
    found = read_publication(content).table
    assert PUBLISHED is not None
    assert found is not None
    kinds = [finding.kind for finding in compare_tables(PUBLISHED, found).findings]
    assert kinds.count(FindingKind.ROW_MISSING) == len(taken)
    assert kinds.count(FindingKind.ROW_REPEATED) == len(twice)


@settings(max_examples=examples(300))
@given(content=st.binary(max_size=400))
def test_whatever_bytes_come_in_are_only_looked_at(content: bytes) -> None:
    read_publication(content)
    read_publication(CONTENT[:60] + content)
    read_publication(b'{"publication":7,"features":[' + content + b"]}")
