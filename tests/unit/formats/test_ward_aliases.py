from __future__ import annotations

import pytest

from app.formats.ward_aliases import WardAlias, old_names, read_aliases, shipped_aliases
from tests.sheets import hanoi, named_ward


def test_every_shipped_name_belongs_to_a_ward_of_2021_and_says_its_source() -> None:
    found = old_names(hanoi().wards)

    assert sum(map(len, found.values())) == len(shipped_aliases())
    assert all(alias.source for alias in shipped_aliases())


def test_a_list_of_ones_own_is_read() -> None:
    text = "ward_code,district_code,old_name,until,source\n1,9,Xưa,2020-03-01,thử\n"
    (alias,) = read_aliases(text)

    assert (alias.ward_code, alias.old_name) == ("1", "Xưa")
    assert old_names([named_ward("1", "Xã Nay", "Xã", "9", "X")], [alias]) == {"1": ("Xưa",)}


def test_a_ward_of_that_code_in_another_district_does_not_get_the_name() -> None:
    alias = WardAlias("1", "9", "Xưa", shipped_aliases()[0].until, "thử")

    assert old_names([named_ward("1", "Xã Nay", "Xã", "8", "X")], [alias]) == {}


@pytest.mark.parametrize("text", ["ward_code\n1\n", "ward_code,district_code,old_name,until,source\n1,9,X,hôm qua,y\n"])
def test_a_broken_list_is_not_read(text: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        read_aliases(text)
