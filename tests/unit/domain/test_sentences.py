"""Figures and words for people, and keeping a sentence short."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.sentences import CASE_CLASS_WORDS, case_words, first_fitting, joined, lower_first, period
from app.domain.vocabulary import CaseClass


@pytest.mark.parametrize("case_class", CaseClass)
def test_every_class_has_words_in_both_languages(case_class: CaseClass) -> None:
    assert all(CASE_CLASS_WORDS[case_class])
    assert case_words([case_class]) == CASE_CLASS_WORDS[case_class]


def test_any_other_set_of_classes_is_called_what_is_looked_at() -> None:
    assert case_words([CaseClass.QUARANTINE, CaseClass.IMPORTED]).vi == "ca bệnh được xét"


@pytest.mark.parametrize(
    ("first", "last", "vi", "en"),
    [
        (date(2021, 9, 1), date(2021, 9, 1), "01/09/2021", "1 Sep 2021"),
        (date(2021, 9, 1), date(2021, 9, 14), "01/09/2021–14/09/2021", "1–14 Sep 2021"),
        (date(2021, 8, 30), date(2021, 9, 12), "30/08/2021–12/09/2021", "30 Aug–12 Sep 2021"),
        (date(2021, 12, 25), date(2022, 1, 7), "25/12/2021–07/01/2022", "25 Dec 2021–7 Jan 2022"),
        (date(2021, 1, 5), date(2022, 1, 7), "05/01/2021–07/01/2022", "5 Jan 2021–7 Jan 2022"),
    ],
)
def test_a_period_repeats_month_and_year_only_where_they_differ(first: date, last: date, vi: str, en: str) -> None:
    assert period(first, last) == (vi, en)


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Vùng đỏ", "vùng đỏ"),
        ("Đang mở", "đang mở"),
        ("F0 mới", "F0 mới"),
        ("TT Đông Anh", "TT Đông Anh"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_begins_small_unless_it_is_an_abbreviation(label: str, inside: str) -> None:
    assert lower_first(label) == inside


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C"], "A, B và C")]
)
def test_names_are_joined_by_commas_and_a_last_word(names: list[str], text: str) -> None:
    assert joined(names, last="và") == text


class TestFirstFitting:
    def test_the_limit_itself_fits(self) -> None:
        assert first_fitting(["12345", "1"], limit=5) == "12345"
        assert first_fitting(["123456", "1"], limit=5) == "1"

    @pytest.mark.parametrize("limit", range(1, 30))
    def test_what_cannot_fit_ends_after_a_whole_word(self, limit: int) -> None:
        text = "Vùng đỏ (Lỗ Giao), theo quyết định số"
        cut = first_fitting([text], limit=limit)

        assert len(cut) <= limit
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert cut == "…" or text[len(cut) - 1] in " ,("

    def test_a_word_too_long_for_any_sentence_is_dropped_whole(self) -> None:
        assert first_fitting(["A" * 400 + " B"]) == "…"
