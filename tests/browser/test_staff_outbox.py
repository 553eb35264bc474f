"""The outbox by itself, in a real browser, with a network that answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.storage.engine import create_database_engine
from tests.accounts import hash_quickly
from tests.browser.desks import open_office

SETTING = """
    const script = document.querySelector("script[src*='/staff/report.js']").src;
    const { Outbox } = await import(script.replace("report.js", "outbox.js"));
    let stored = null;
    const kept = {
        read: () => structuredClone(stored),
        write: (items) => { stored = structuredClone(items); return true; },
        watch() {},
    };
    const asked = [];
    let answers = [];
    const answer = { items: [], created: 1 };
    const request = async (path, { headers }) => {
        asked.push(headers["Idempotency-Key"]);
        const next = answers.shift() ?? answer;
        if (next instanceof Error) throw next;
        return next;
    };
    const problem = (status) => Object.assign(new Error("problem"), { status, document: { title: String(status) } });
    const open = (username = "lan") => new Outbox({ username, kept, request });
    const rows = [{ ward_code: "A" }];
    const put = (outbox) => outbox.add({ district_code: "017", reporting_date: "2021-08-14", rows, title: "x" });
"""


@pytest.fixture(scope="module")
def page(prepared_file: Path, chromium: Browser) -> Iterator[Page]:
    """Any page of the site: only its scripts are wanted."""
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        engine = create_database_engine(f"sqlite:///{prepared_file}")
        with open_office(engine, chromium) as office:
            yield office.desk().open()
        engine.dispose()


def run(page: Page, script: str) -> Any:
    """What a script answers in the setting above."""
    return page.evaluate(f"async () => {{ {SETTING} {script} }}")


def test_what_was_sent_is_forgotten_when_the_server_has_it(page: Page) -> None:
    assert run(page, "const box = open(); put(box); await box.flush(); return [asked.length, stored.length];") == [1, 0]


@pytest.mark.parametrize("status", [0, 401, 408, 429, 500, 502, 503, 504])
def test_what_may_succeed_later_waits_under_the_same_key(page: Page, status: int) -> None:
    asked, waiting = run(
        page,
        f"""answers = [problem({status})];
        const box = open(); put(box); await box.flush();
        const waiting = box.waiting.length; await box.flush();
        return [asked, waiting];""",
    )
    assert waiting == 1
    assert len(asked) == 2
    assert len(set(asked)) == 1


@pytest.mark.parametrize("status", [400, 403, 409, 412, 413, 422, 423])
def test_what_was_refused_is_kept_until_it_is_settled_and_not_sent_again(page: Page, status: int) -> None:
    found = run(
        page,
        f"""answers = [problem({status})];
        const box = open(); const item = put(box); await box.flush(); await box.flush();
        const refused = box.refused.map((each) => each.problem.title);
        box.settle(item.key);
        return [asked.length, refused, stored.length];""",
    )
    assert found == [1, [str(status)], 0]


def test_only_the_rejected_rows_of_a_batch_stay(page: Page) -> None:
    found = run(
        page,
        """answers = [{ items: [{ index: 0, result: "created" }, { index: 1, result: "rejected", ward_code: "B" }] }];
        const box = open();
        box.add({ district_code: "017", reporting_date: "2021-08-14", rows: [{ ward_code: "A" }, { ward_code: "B" }] });
        await box.flush();
        return box.refused.map((each) => each.rows.map((row) => row.ward_code));""",
    )
    assert found == [["B"]]


def test_what_is_added_while_another_is_on_its_way_goes_out_after_it(page: Page) -> None:
    found = run(
        page,
        """let arrive;
        answers = [new Promise((resolve) => { arrive = () => resolve(answer); })];
        const box = open(); put(box); const first = box.flush();
        while (!asked.length) await new Promise((resolve) => setTimeout(resolve));
        put(box); box.flush(); arrive(); await first;
        while (box.waiting.length) await new Promise((resolve) => setTimeout(resolve));
        return new Set(asked).size;""",
    )
    assert found == 2


def test_a_fault_is_told_for_everything_that_waits(page: Page) -> None:
    found = run(
        page,
        """answers = [problem(503)];
        const box = open(); const told = [];
        box.addEventListener("postponed", ({ detail }) => told.push(detail.item.key));
        put(box); put(box); await box.flush();
        return [asked.length, told.length];""",
    )
    assert found == [1, 2]


def test_two_tabs_send_nothing_twice(page: Page) -> None:
    found = run(
        page,
        """const [one, other] = [open(), open()];
        put(one); put(other);
        await Promise.all([one.flush(), other.flush()]);
        return [asked.length, new Set(asked).size, stored.length];""",
    )
    assert found == [2, 2, 0]


def test_another_persons_items_are_neither_seen_nor_sent(page: Page) -> None:
    found = run(
        page,
        """put(open("lan"));
        const box = open("ha"); await box.flush();
        return [box.items.length, asked.length];""",
    )
    assert found == [0, 0]


def test_without_storage_everything_is_still_sent_but_leaving_is_a_risk(page: Page) -> None:
    found = run(
        page,
        """kept.write = () => false;
        answers = [problem(503)];
        const box = open(); put(box); await box.flush();
        const risk = box.isAtRisk; await box.flush();
        return [risk, asked.length, box.isAtRisk];""",
    )
    assert found == [True, 2, False]
