"""A small application behind the real edge: one route of every kind, and no epidemic in it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any, Literal

import shapely
from fastapi import APIRouter, FastAPI, Form, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import StreamingResponse

from app.api.guard import Guard, GuardConfig
from app.api.openapi_problems import document_problems
from app.api.problem_handlers import OnRefusal, install_problem_handlers
from app.api.routes import problem_pages
from app.api.strict_json import StrictJsonRoute
from app.api.validation_faults import BilingualValueError
from app.domain.errors import InvalidGeometry, InvalidValue, ReportConflict, TooManyAttempts, WardNotFound, ZoneError

TODAY = date(2021, 9, 14)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso_day(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not date(2020, 1, 1) <= day <= TODAY:
        raise BilingualValueError(
            vi="phải là ngày có thật trong đợt dịch, dạng YYYY-MM-DD",
            en="must be a real day of the epidemic as YYYY-MM-DD",
        )
    return day


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


Count = Annotated[int, Field(ge=0, le=100_000)]
Position = Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=2, max_length=2)]


class Counts(Strict):
    community: Count
    imported: Count


class Polygon(Strict):
    type: Literal["Polygon"]
    coordinates: Annotated[
        list[Annotated[list[Position], Field(min_length=4, max_length=10_000)]], Field(min_length=1, max_length=100)
    ]


class Report(Strict):
    ward_code: Annotated[str, Field(pattern=r"^[0-9]{5}$")]
    reporting_date: Annotated[date, BeforeValidator(_iso_day)]
    counts: Counts
    area: Polygon
    note: Annotated[str, Field(max_length=500)] = ""
    tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=20)]], Field(max_length=5)] = []


REPORT: dict[str, Any] = {
    "ward_code": "00487",
    "reporting_date": "2021-09-14",
    "counts": {"community": 2, "imported": 0},
    "area": {
        "type": "Polygon",
        "coordinates": [[[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.1], [105.8, 21.0]]],
    },
    "note": "Đống Đa",
    "tags": ["chợ"],
}


class UnlistedError(ZoneError):
    """A fault that nobody put into the table."""


router = APIRouter(route_class=StrictJsonRoute)


def _check(report: Report) -> Report:
    """What only the domain can see: where a shape lies and whether it is one."""
    rings = report.area.coordinates
    if not all(102 <= lon <= 118 and 7 <= lat <= 24 for ring in rings for lon, lat in ring):
        raise InvalidValue("/area", vi="area phải nằm ở Việt Nam.", en="area must lie in Viet Nam.")
    if any(ring[0] != ring[-1] for ring in rings) or not shapely.is_valid(shapely.Polygon(rings[0], rings[1:])):
        raise InvalidGeometry(vi="area tự cắt hoặc chưa khép kín.", en="area crosses itself or is not closed.")
    return report


@router.post("/reports", status_code=201)
def post_report(report: Report) -> Report:
    return _check(report)


@router.put("/reports/{ward_code}")
def put_report(ward_code: str, report: Report) -> Report:
    return _check(report)


@router.patch("/reports/{ward_code}")
def patch_report(ward_code: str, report: Report) -> Report:
    return _check(report)


@router.post("/anything")
def post_anything(document: dict[str, Any]) -> dict[str, Any]:
    return document


@router.post("/form")
def post_form(name: Annotated[str, Form()]) -> str:
    return name


@router.get("/items")
def list_items(limit: Annotated[int, Query(ge=1, le=100)] = 10, q: str = "") -> dict[str, object]:
    return {"limit": limit, "q": q}


@router.get("/wards/{code}")
def read_ward(code: str) -> str:
    raise WardNotFound(code)


@router.get("/conflict")
def conflict() -> None:
    raise ReportConflict(ward_code="00487", reporting_date=TODAY, source="district", current_version=3)


@router.get("/throttled")
def throttled() -> None:
    raise TooManyAttempts(retry_after_s=30)


@router.get("/unlisted")
def unlisted() -> None:
    raise UnlistedError(vi="không", en="no")


@router.get("/broken")
def broken() -> None:
    raise RuntimeError("password=hunter2 leaked from the core")


@router.get("/cached")
def cached() -> Response:
    return Response("ok", headers={"Cache-Control": "public, max-age=60", "ETag": '"1"'})


async def _many() -> AsyncIterator[bytes]:
    yield b"one\n"
    yield b"two\n"


@router.get("/stream")
def stream() -> StreamingResponse:
    return StreamingResponse(_many(), media_type="text/plain")


def make_api(*, on_refusal: OnRefusal | None = None) -> FastAPI:
    """The application without its guard."""
    app = FastAPI(lifespan=_lifespan)
    app.include_router(router)
    app.include_router(problem_pages.router)
    install_problem_handlers(app, on_refusal=on_refusal)
    document_problems(app)
    return app


def make_large(app: FastAPI, *, size: int) -> None:
    """Add routes whose answer takes its time: one of many bytes, one that comes a second late, one without end."""
    content = b"x" * size

    @app.get("/large")
    def large() -> Response:
        return Response(content)

    @app.get("/late")
    async def late() -> str:
        await asyncio.sleep(1)
        return "late"

    @app.get("/endless")
    async def endless(request: Request) -> StreamingResponse:
        return StreamingResponse(_until(request.state.draining), media_type="text/event-stream")


async def _until(draining: asyncio.Event) -> AsyncIterator[bytes]:
    yield b": hello\n\n"
    await draining.wait()
    yield b": bye\n\n"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, asyncio.Event]]:
    yield {"draining": asyncio.Event()}


def make_guarded(config: GuardConfig | None = None) -> Guard:
    """The application as it is served."""
    return Guard(make_api(), config)
