"""The index answers as a plain look at every unit does, and whoever leaves the marks out finds the name first."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.names import MatchRank, NameQuery, fold, sort_key
from app.domain.register import Register
from app.domain.unit_search import FormerUnit, UnitSearch
from tests.examples import examples
from tests.worlds import make_register

DRAWN = make_register("A B C / D E F", districts="1 1 2 / 1 2 2")
SYLLABLES = ("Đông", "Đống", "Anh", "Ân", "Xuân", "Xã", "Đàn", "Hòa", "Hoà", "Bình", "An", "10", "2", "Phú", "Phường")
KINDS = ("Phường", "Xã", "Thị trấn")

words = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map(" ".join)
names = st.builds(" ".join, st.tuples(st.sampled_from(KINDS), words))
districts = st.builds(" ".join, st.tuples(st.sampled_from(("Quận", "Huyện")), words))
typed = st.one_of(
    names,
    words,
    words.map(fold),
    st.sampled_from(["p. ", "q.", "tt. ", "x"]).flatmap(lambda short: words.map(lambda rest: short + rest)),
    st.text("adxhp. 10Đđ", max_size=6),
)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """The drawn register under any names, in two districts of any names."""
    places = {"1": draw(districts), "2": draw(districts)}
    wards = []
    for ward in DRAWN.wards:
        name = draw(names)
        of = places[ward.district_code or ""]
        wards.append(replace(ward, name=name, name_fold=fold(name), district_name=of))
    return replace(
        DRAWN,
        wards=tuple(wards),
        districts=tuple(replace(each, name=places[each.code]) for each in DRAWN.districts),
    )


def plainly(register: Register, text: str) -> list[tuple[MatchRank, str]]:
    """Every unit asked one by one."""
    query = NameQuery.of(text)
    found = []
    for ward in register.wards:
        rank = query.rank(code=ward.code, name=ward.name, district_name=ward.district_name)
        found.append((rank, sort_key(ward.name), ward.code))
    for district in register.districts:
        rank = query.rank(code=district.code, name=district.name, district_name=None, is_district=True)
        found.append((rank, sort_key(district.name), district.code))
    hits = sorted((rank, key, code) for rank, key, code in found if rank is not None)
    return [(rank, code) for rank, _, code in hits]


@settings(max_examples=examples(50), deadline=None)
@given(registers(), typed)
def test_the_index_finds_what_a_look_at_every_unit_finds(register: Register, text: str) -> None:
    hits = UnitSearch(register).search(text)
    found = [(each.rank, each.unit.code) for each in hits.found if not each.approximate]
    assert found == plainly(register, text)


@settings(max_examples=examples(50), deadline=None)
@given(registers(), st.data())
def test_a_name_without_its_marks_finds_it_among_the_first(register: Register, drawn: st.DataObject) -> None:
    ward = drawn.draw(st.sampled_from(register.wards))
    text = drawn.draw(st.sampled_from([fold(ward.name), ward.name.upper(), f"  {ward.name.lower()} "]))
    hits = UnitSearch(register).search(text).found
    assert ward.code in {each.unit.code for each in hits if each.rank is MatchRank.EXACT_WARD and not each.approximate}
    assert {each.rank for each in hits[: sum(each.rank is MatchRank.EXACT_WARD for each in hits)]} == {
        MatchRank.EXACT_WARD
    }


@settings(max_examples=examples(50), deadline=None)
@given(registers(), words, st.data())
def test_an_old_name_leads_to_all_that_stands_on_its_ground(register: Register, old: str, drawn: st.DataObject) -> None:
    heirs = drawn.draw(st.lists(st.sampled_from(register.codes), min_size=1, max_size=3, unique=True))
    search = UnitSearch(register, [FormerUnit(f"Xã {old}", "99999", None, tuple(heirs))])
    for text in (fold(old), old, "99999"):
        assert {each.unit.code for each in search.search(text).found} >= set(heirs)


@settings(max_examples=examples(50), deadline=None)
@given(registers(), typed, st.integers(1, 4))
def test_a_limit_takes_the_first_of_all(register: Register, text: str, limit: int) -> None:
    search = UnitSearch(register)
    whole, first = search.search(text), search.search(text, limit=limit)
    assert list(first.found) == list(whole.found)[:limit]
    assert first.count == whole.count == len(whole.found)
