"""`/backtest`: a form, a replay in words, charts and tables for everybody, and what it does not do."""

from __future__ import annotations

import re

import pytest

from app.domain.errors import BacktestInProgress
from app.services import backtest_desk
from app.services.policy_library import shipped_policies
from tests.pages import Pages, make_drill, words_of
from tests.site import day

MOH = "moh-2686-2021"
DAYS = f"from={day(-12)}&to={day(-1)}"
ASKED = f"/backtest?{DAYS}&policy={MOH}"


@pytest.fixture(autouse=True)
def no_pause(pages: Pages) -> None:
    """What one test asked is no reason for the next to wait."""
    pages.api.state.backtests = backtest_desk.BacktestDesk()


@pytest.fixture
def tried(live: Pages) -> Pages:
    """The judged site with an outbreak of known source in E, which the Ministry's order puts lower than Hanoi's."""
    live.site.declare("E", opened_on=day(-3), source_known=True)
    return live


def test_the_form_offers_every_policy_and_computes_nothing(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtest_desk, "run_backtest", None)
    text = pages.text("/backtest")
    assert re.findall(r'<option value="([^"]+)"', text) == list(shipped_policies())
    assert f'max="{day(-1)}" value="{day(-1)}"' in text
    assert "<table" not in text


def test_it_is_labelled_a_replay_before_and_after(pages: Pages) -> None:
    for path in ("/backtest", ASKED):
        assert "Tính lại trên số liệu đã biết, không phải dự báo" in words_of(pages.text(path))


def test_what_differs_is_told_in_figures(tried: Pages) -> None:
    told = words_of(tried.text(ASKED))
    assert "Nơi có ngày khác mức 1 trên 9 phường, xã" in told
    assert "Người × ngày khác mức 3.000 nhẹ hơn 100%" in told
    assert "Đang áp dụng: Chỉ thị 06-CT/TU" in told
    assert "Phường E Quận 001 3 0 3 1 / 1" in told


def test_levels_of_both_palettes_stand_in_one_table(tried: Pages) -> None:
    told = words_of(tried.text(ASKED))
    assert re.search(r"Vùng da cam [\d.]+ [\d.]+ −3\.000 Vùng vàng – 3\.000 ", told)


def test_the_table_by_day_says_what_the_chart_draws(tried: Pages) -> None:
    text = tried.text(ASKED)
    assert 'class="below"' in text
    assert re.search(r"13/08/2021</td><td[^>]*>1</td><td[^>]*>0</td><td[^>]*>1</td>", text)


def test_equal_policies_differ_nowhere(pages: Pages) -> None:
    told = words_of(pages.text(f"/backtest?{DAYS}&policy=hanoi-ct06-2021"))
    assert "không khác ngày nào" in told
    assert "Không nơi nào khác mức trong khoảng này." in told


def test_english_is_spoken_too(pages: Pages) -> None:
    text = pages.text(f"{ASKED}&lang=en")
    assert "A replay of known data, not a prediction" in words_of(text)
    assert '<input type="hidden" name="lang" value="en">' in text


def test_the_colours_of_the_policy_on_trial_are_served(pages: Pages) -> None:
    assert f'href="/backtest/{MOH}.css"' in pages.text(ASKED)
    answer = pages.client.get(f"/backtest/{MOH}.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert ".lv-yellow {" in answer.text
    assert pages.client.get("/backtest/nobody.css").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (f"{DAYS}&policy=nobody", 404, "Không có bộ quy tắc"),
        (f"from=2021-02-30&policy={MOH}&to={day(-1)}", 422, "không phải ngày có thật"),
        (f"from={day(-3)}&policy={MOH}&to={day(0)}", 422, "chưa khép"),
        (f"from=2001-01-01&policy={MOH}&to={day(-1)}", 422, "tối đa 366 ngày"),
        (f"from=%3Cscript%3E&policy={MOH}&to={day(-1)}", 422, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_answered_is_said_beside_the_form(pages: Pages, query: str, status: int, said: str) -> None:
    answer = pages.client.get(f"/backtest?{query}", headers={"accept": "text/html"})
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert said in answer.text
    assert "<form" in answer.text


def test_whoever_comes_while_one_is_computed_is_asked_to_wait(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object, **_said: object) -> None:
        raise BacktestInProgress

    monkeypatch.setattr(backtest_desk, "run_backtest", busy)
    answer = pages.client.get(f"/backtest?from={day(-9)}&policy={MOH}&to={day(-1)}")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "Gửi lại sau 5 giây" in answer.text


def test_strangers_leave_pauses_between_two(live: Pages) -> None:
    seconds = iter([0.0, 2.0, 3.0, 7.5, 8.0, 8.1])
    live.api.state.backtests = backtest_desk.BacktestDesk(timer=lambda: next(seconds))
    assert live.get(ASKED).status_code == 200  # from 0 to 2: strangers rest until 8
    for retry_after in ("5", "1"):
        answer = live.get(f"/backtest?from={day(-9)}&policy={MOH}&to={day(-1)}")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, retry_after)
    assert live.get(ASKED).status_code == 200  # kept, so no turn is taken
    assert live.get(f"/backtest?from={day(-9)}&policy={MOH}&to={day(-1)}").status_code == 200


def test_robots_leave_it_alone(pages: Pages) -> None:
    assert pages.client.get("/backtest").headers["x-robots-tag"] == "noindex"


def test_what_the_page_does_not_understand_leaves_the_address(pages: Pages) -> None:
    answer = pages.client.get("/backtest?utm=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/backtest")


def test_no_count_of_cases_is_shown(tried: Pages) -> None:
    assert "ca" not in words_of(tried.text(ASKED)).split()


def test_a_drill_says_so(live: Pages) -> None:
    make_drill(live.site)
    assert "DIỄN TẬP" in live.text(ASKED)
