"""Whatever is asked of any operation of the API, the answer is one that its document describes, and never a 5xx.

Requests are made from the OpenAPI document itself by schemathesis, as a stranger and as staff of each role. In the
short form they go to the application in process; the long form makes more of them and asks a running server too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.failures import FailureGroup

from app.storage.engine import create_database_engine
from tests.examples import IS_SHORT
from tests.loopback import serving
from tests.office import Office, open_office
from tests.site import WARDS, day

STRANGER: Final = "a stranger"
ASKERS: Final = (
    STRANGER,
    "thanhpho",
    *(pytest.param(each, marks=pytest.mark.long) for each in ("an", "binh", "may", "quantri")),
)
"""Somebody of each role."""
IN_PROCESS: Final = 3 if IS_SHORT else 15
FROM_OUTSIDE: Final = 15
ENDS_THE_SESSION: Final = frozenset({"/api/v1/auth/logout"})
CHECKS: Final = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
KNOWN: Final[Mapping[str, tuple[Any, ...]]] = {
    "ward_code": ("A", "E", "I"),
    "ward": ("A", "E"),
    "district": ("001", "017"),
    "level": ("red", "unknown"),
    "policy_id": ("hanoi-ct06-2021",),
    "outbreak_id": ("OD0001",),
    "at": ("2021-09-10T08:00:00+07:00",),
    "as_known_at": ("2021-09-11T08:00:00+07:00",),
    "on": ("2021-09-13",),
    "from": ("2021-09-01",),
    "to": ("2021-09-14",),
    "reporting_date": ("2021-09-13",),
}
"""Values of this site: a word made up for a code would only ever be answered with 404."""


@pytest.fixture(scope="module")
def office(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Office]:
    """Nine judged wards and an outbreak."""
    path = sqlite_folder / "documented.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    engine = create_database_engine(f"sqlite:///{path}")
    office = open_office(engine)
    office.site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    office.site.run(*(day(offset) for offset in range(-15, 0)))
    office.site.declare("A", name="Chợ Mới")
    yield office
    engine.dispose()


@pytest.mark.parametrize("asker", ASKERS)
def test_every_answer_is_documented(office: Office, asker: str) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", office.client.app)
    assert faults(schema, office, asker, number=IN_PROCESS) == []


@pytest.mark.long
@pytest.mark.parametrize("asker", [STRANGER, "thanhpho"])
def test_every_answer_of_a_server_is_documented(office: Office, asker: str) -> None:
    with serving(office.client.app) as address:
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        assert faults(schema, office, asker, number=FROM_OUTSIDE) == []


def faults(schema: Any, office: Office, asker: str, *, number: int) -> list[str]:
    """What was wrong with answers to so many requests of each operation, each kind once."""
    headers = {} if asker == STRANGER else office.as_(asker)
    found: dict[tuple[str, str], str] = {}
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path in ENDS_THE_SESSION:
            continue
        asked += 1
        for kind, said in _ask(operation, headers, number):
            found.setdefault((operation.label, kind), said)
    assert asked > 150
    return [f"{operation}: {kind}: {said}" for (operation, kind), said in found.items()]


def _ask(operation: Any, headers: dict[str, str], number: int) -> list[tuple[str, str]]:
    """What was wrong with answers of one operation: the kind, and the words."""
    told: list[tuple[str, str]] = []

    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), picked=st.randoms(use_true_random=False))
    def ask(case: Any, picked: Any) -> None:
        for place in (case.path_parameters, case.query):
            for name in list(place or {}):
                if name in KNOWN and picked.random() < 0.6:
                    place[name] = picked.choice(KNOWN[name])
        response = case.call(headers=headers)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            asked = case.as_curl_command()
            told.extend((type(each).__name__, f"{response.status_code} {each} {asked}") for each in group.exceptions)

    ask()
    return told
