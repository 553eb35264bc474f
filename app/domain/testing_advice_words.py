"""The advice on pools and cadence in sentences, with where it comes from."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase
from app.domain.testing_advice import LARGEST_POOL, NO_POOLING_FROM, CadenceAdvice, PoolAdvice

SOURCES: Final = (
    "R. Dorfman, The Detection of Defective Members of Large Populations, Annals of Mathematical Statistics 14(4), "
    "1943, 436–440.",
    "D. B. Larremore et al., Test sensitivity is secondary to frequency and turnaround time for COVID-19 screening, "
    "Science Advances 7(1), 2021, eabd5393.",
)
ASSUMED: Final = (
    Phrase(
        "Gộp theo Dorfman: người trong ống độc lập với nhau, ống dương tính xét nghiệm lại từng người, gộp không làm "
        "giảm độ nhạy. Người nhà cùng ống thì càng lợi; gộp nhiều thì độ nhạy giảm: hỏi phòng xét nghiệm.",
        "Pools by Dorfman: people of a tube are independent, positive pools are examined again person by person, and "
        "pooling costs no sensitivity. Families in one tube save more; large pools lose sensitivity: ask the "
        "laboratory.",
    ),
    Phrase(
        "Nhịp: ca nhiễm rải đều giữa hai lượt, mỗi lượt phát hiện với cùng xác suất, không tính những ngày đầu chưa "
        "phát hiện được.",
        "Cadence: infections fall evenly between rounds, each round finds one with the same chance, and first days on "
        "which nothing can be found are not counted.",
    ),
)


def pool_advice_sentence(positivity: float, best: PoolAdvice) -> Phrase:
    """Which pool is best at a positivity, or that none is."""
    share = percent(positivity)
    if best.pool_size == 1:
        return Phrase(
            f"Tỷ lệ dương tính {share.vi}: không nên gộp mẫu (từ {percent(NO_POOLING_FROM).vi} trở lên gộp cỡ nào cũng "
            "tốn thêm).",
            f"At a positivity of {share.en} do not pool (from {percent(NO_POOLING_FROM).en} on any pool costs more).",
        )
    tests, saved = decimal(best.tests_per_person * 1000, 0), percent(1 - best.tests_per_person)
    least = " (cỡ lớn nhất được xét)" if best.pool_size == LARGEST_POOL else ""
    least_en = " (the largest looked at)" if best.pool_size == LARGEST_POOL else ""
    return Phrase(
        f"Tỷ lệ dương tính {share.vi}: gộp {best.pool_size} là ít xét nghiệm nhất{least}, khoảng {tests.vi} xét nghiệm "
        f"cho 1.000 người, bớt {saved.vi} so với mẫu đơn.",
        f"At a positivity of {share.en} pools of {best.pool_size} take the fewest tests{least_en}: about {tests.en} "
        f"for 1,000 people, {saved.en} less than single samples.",
    )


def cadence_advice_sentence(advice: CadenceAdvice) -> Phrase:
    """How soon a cadence finds an infection."""
    every, mean = decimal(advice.cadence_days, 1), decimal(advice.mean_delay_days, 1)
    return Phrase(
        f"Lấy mẫu {every.vi} ngày một lần: trung bình {mean.vi} ngày từ lúc nhiễm đến lúc có kết quả dương tính.",
        f"Sampling every {every.en} days: {mean.en} days on average from infection to the positive result.",
    )


def unknown_sentence() -> Phrase:
    """Without a positivity there is no advice on pools."""
    return Phrase(
        "Chưa có đợt lấy mẫu nào trong 14 ngày qua nên chưa biết tỷ lệ dương tính: gửi positivity để xem lời khuyên "
        "gộp mẫu.",
        "No round was logged within the last 14 days, so positivity is unknown: send positivity for advice on pools.",
    )


def decimal(value: float, digits: int) -> Phrase:
    """A number with at most so many decimals, with the marks of each language.

    >>> decimal(2.50, 1), decimal(3.0, 1).vi, decimal(1234.5, 1).vi
    (Phrase(vi='2,5', en='2.5'), '3', '1.234,5')
    """
    english = f"{value:,.{digits}f}"
    if "." in english:
        english = english.rstrip("0").rstrip(".")
    return Phrase(english.translate(str.maketrans(",.", ".,")), english)


def percent(share: float) -> Phrase:
    """A share as a percentage with at most two decimals.

    >>> percent(0.01556)
    Phrase(vi='1,56%', en='1.56%')
    """
    told = decimal(100 * share, 2)
    return Phrase(f"{told.vi}%", f"{told.en}%")
