"""The table of rows whose ward a person must name: written, filled in and read back."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidValue
from app.domain.sentences import Phrase
from app.domain.unit_codes import NameQuestion
from app.formats.match_table import match_table, read_matches
from tests.worlds import make_register

WARDS = make_register("A B", districts="1 1").wards
QUESTION = NameQuestion("/features/3", "=Phường A", "Quận 1", Phrase("x", "y"), WARDS)


def test_the_table_shows_what_each_row_may_be() -> None:
    text = match_table([QUESTION]).decode("utf-8-sig")
    assert text.splitlines()[1] == '/features/3,\'=Phường A,Quận 1,"A Phường A, Quận 1; B Phường B, Quận 1",'


def test_what_was_filled_in_is_read_back() -> None:
    filled = match_table([QUESTION, QUESTION]).decode("utf-8-sig").replace(",\r\n", ",A\r\n", 1)
    assert read_matches(filled.encode()) == {"/features/3": "A"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"row,code\n1,2\n", b'row,ward_code\n"1,2\n'])
def test_what_is_no_such_table_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue, match="columns row and ward_code"):
        read_matches(content)
