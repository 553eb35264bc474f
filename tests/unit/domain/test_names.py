"""Search and sorting of Vietnamese names."""

from __future__ import annotations

import unicodedata

import pytest

from app.domain.names import MatchRank, NameQuery, fold, sort_key, split_kind


@pytest.mark.parametrize(
    "spelling",
    [
        "Đông Anh",
        "đông anh",
        "ĐÔNG ANH",
        "dong anh",
        " Dông  Anh ",
        "Ðông Anh",
        unicodedata.normalize("NFD", "Đông Anh"),
    ],
)
def test_every_spelling_of_dong_anh_folds_alike(spelling: str) -> None:
    assert fold(spelling) == "dong anh"


def test_old_and_new_tone_placement_fold_alike() -> None:
    assert fold("Hoà Bình") == fold("Hòa Bình") == "hoa binh"


@pytest.mark.parametrize(
    ("name", "kind", "bare"),
    [
        ("Phường Phúc Xá", "phuong", "phuc xa"),
        ("Xã Xuân Nộn", "xa", "xuan non"),
        ("Thị xã Sơn Tây", "thi xa", "son tay"),
        ("Quận Ba Đình", "quan", "ba dinh"),
        ("tt. Đông Anh", "thi tran", "dong anh"),
        ("P.1", "phuong", "1"),
        ("Xá", None, "xa"),
        ("Xanh", None, "xanh"),
    ],
)
def test_the_kind_is_split_from_the_name(name: str, kind: str | None, bare: str) -> None:
    assert split_kind(name) == (kind, bare)


def rank(query: str, name: str, district: str | None = None, *, is_district: bool = False) -> MatchRank | None:
    return NameQuery.of(query).rank(code="00454", name=name, district_name=district, is_district=is_district)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("00454", MatchRank.CODE),
        ("đông anh", MatchRank.EXACT_WARD),
        ("thị trấn đông anh", MatchRank.EXACT_WARD),
        ("TT. Dong Anh", MatchRank.EXACT_WARD),
        ("dong a", MatchRank.WARD_PREFIX),
        ("anh dong", MatchRank.WORD_PREFIXES),
        ("huyện đông anh", MatchRank.WARD_PREFIX),
        ("ong anh", None),
        ("", None),
    ],
)
def test_a_ward_is_ranked_by_how_well_it_answers(query: str, expected: MatchRank | None) -> None:
    assert rank(query, "Thị trấn Đông Anh", "Huyện Đông Anh") == expected


def test_a_district_is_found_by_its_own_name() -> None:
    assert rank("huyện đông anh", "Huyện Đông Anh", is_district=True) == MatchRank.EXACT_DISTRICT


def test_wards_are_found_by_the_name_of_their_district() -> None:
    assert rank("q. ba đình", "Phường Phúc Xá", "Quận Ba Đình") == MatchRank.IN_DISTRICT
    assert rank("xá ba đình", "Phường Phúc Xá", "Quận Ba Đình") == MatchRank.WORD_PREFIXES


def test_letters_inside_a_word_are_no_hit() -> None:
    assert rank("dong anh", "Xã Văn Đồng", "Huyện Thanh Oai") is None


def test_a_name_that_begins_like_a_kind_is_found_whole() -> None:
    assert rank("xã đàn", "Phường Xã Đàn") == MatchRank.EXACT_WARD


def in_order(names: list[str]) -> list[str]:
    return sorted(names, key=sort_key)


def test_sorting_follows_the_vietnamese_alphabet() -> None:
    ordered = ["Xã An", "Xã Ăn", "Xã Ân", "Xã Cam", "Xã Dân", "Xã Đan", "Xã Ô", "Xã Ơ", "Xã Ử"]
    assert in_order(ordered[::-1]) == ordered


def test_tones_sort_after_letters() -> None:
    ordered = ["Xã Ba", "Xã Bà", "Xã Bả", "Xã Bã", "Xã Bá", "Xã Bạ", "Xã Bac"]
    assert in_order(ordered[::-1]) == ordered


def test_numbered_wards_sort_by_number_and_kinds_do_not_matter() -> None:
    ordered = ["Phường 2", "Phường 10", "Thị trấn Ba Vì", "Phường Bồ Đề", "Xã Cổ Bi"]
    assert in_order(ordered[::-1]) == ordered


def test_a_name_of_signs_alone_can_be_sorted() -> None:
    assert sorted(["Xã -", "", "Xã A"], key=sort_key) == ["", "Xã A", "Xã -"]
