"""Every error answer of the FastAPI application is a problem: five handlers, and none echoes what was sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from app.api.problem_answers import MAX_FAULTS, Problem, ProblemException, problem_response
from app.api.problem_kinds import INVALID_REQUEST, MALFORMED_JSON, generic_spec
from app.api.problems import spec_of
from app.api.validation_faults import validation_faults
from app.domain.errors import NotAuthenticated, ZoneError

OnRefusal = Callable[[Request, Exception, int], Awaitable[None]]
"""Told of every refused request with the fault and the status that answers it, before the answer goes out."""


AsPage = Callable[[Request, Problem], Response | None]
"""Answers a problem to a person instead of a program; None where the problem itself is the answer."""


def install_problem_handlers(
    app: FastAPI, *, on_refusal: OnRefusal | None = None, as_page: AsPage | None = None
) -> None:
    """Answer every fault, expected or not, with `application/problem+json`, or as a page where `as_page` makes one."""
    handlers = _Handlers(on_refusal, as_page)
    app.add_exception_handler(ZoneError, handlers.on_zone_error)
    app.add_exception_handler(RequestValidationError, handlers.on_invalid_request)
    app.add_exception_handler(ProblemException, handlers.on_ready_problem)
    app.add_exception_handler(HTTPException, handlers.on_http_exception)
    app.add_exception_handler(Exception, handlers.on_unexpected)


def problem_of(error: ZoneError) -> Problem:
    """The problem of a fault of the domain. Raises LookupError for one that the table does not know."""
    spec = spec_of(type(error))
    if spec is None:
        raise LookupError(f"{type(error).__name__} has no entry in PROBLEMS") from error
    headers: dict[str, str] = {}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return Problem(
        spec=spec,
        detail_vi=error.detail_vi,
        detail_en=error.detail_en,
        errors=error.errors,
        extensions=error.extensions,
        headers=headers,
    )


def unexpected_problem() -> Problem:
    """What anyone is told of a fault of ours; the story is in the log under the request id."""
    return Problem(
        spec=generic_spec(500),
        detail_vi="Lỗi nằm ở hệ thống, không phải ở yêu cầu. Báo quản trị viên kèm request_id; có thể gửi lại sau.",
        detail_en="The fault is ours, not the request's. Tell the administrator the request_id; try again later.",
    )


def invalid_request_problem(exc: RequestValidationError) -> Problem:
    """The problem of values that do not fit their schema, or of text that is no JSON."""
    errors = exc.errors()
    if any(error.get("type") == "json_invalid" for error in errors):
        return Problem(
            spec=MALFORMED_JSON,
            detail_vi="Nội dung gửi lên không đọc được như JSON. Kiểm tra dấu phẩy, ngoặc và mã hoá UTF-8.",
            detail_en="The body cannot be read as JSON. Check commas, brackets and the UTF-8 encoding.",
        )
    listed = validation_faults(errors[:MAX_FAULTS], body=exc.body)
    omitted = len(errors) - len(listed)
    return Problem(
        spec=INVALID_REQUEST,
        detail_vi=f"{len(errors)} chỗ cần sửa; xem errors. Chỗ đầu: {listed[0].vi}",
        detail_en=f"{len(errors)} to mend; see errors. The first: {listed[0].en}",
        errors=listed,
        extensions={"errors_omitted": omitted} if omitted else {},
    )


class _Handlers:
    """Starlette hands each of them the kind of exception it was registered for; `cast` says so to the type checker."""

    def __init__(self, on_refusal: OnRefusal | None, as_page: AsPage | None) -> None:
        self._on_refusal, self._as_page = on_refusal, as_page

    async def on_zone_error(self, request: Request, exc: Exception) -> Response:
        return await self._answer(request, exc, problem_of(cast(ZoneError, exc)))

    async def on_invalid_request(self, request: Request, exc: Exception) -> Response:
        return await self._answer(request, exc, invalid_request_problem(cast(RequestValidationError, exc)))

    async def on_ready_problem(self, request: Request, exc: Exception) -> Response:
        return await self._answer(request, exc, cast(ProblemException, exc).problem)

    async def on_http_exception(self, request: Request, exc: Exception) -> Response:
        error = cast(HTTPException, exc)
        if error.status_code < 400:
            return Response(status_code=error.status_code, headers=error.headers)
        return await self._answer(request, exc, _http_problem(error, request))

    async def on_unexpected(self, request: Request, exc: Exception) -> Response:
        return await self._answer(request, exc, unexpected_problem())

    async def _answer(self, request: Request, exc: Exception, problem: Problem) -> Response:
        if self._on_refusal is not None:
            await self._on_refusal(request, exc, problem.spec.status)
        page = None if self._as_page is None else await run_in_threadpool(self._as_page, request, problem)
        if page is not None:
            return page
        return problem_response(problem, request.scope)


def _http_problem(exc: HTTPException, request: Request) -> Problem:
    headers = dict(exc.headers or {})
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods_at(request)) or headers.get("Allow", "")
    vi, en = _http_details(exc, allowed=headers.get("Allow", ""))
    return Problem(spec=generic_spec(exc.status_code), detail_vi=vi, detail_en=en, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """Every method that any route takes at this address; HEAD is answered wherever GET is."""
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path is not None and compile_path(route.path)[0].match(request.url.path):
            found |= set(route.methods or ())
    return sorted(found | {"HEAD"} if "GET" in found else found)


def _http_details(exc: HTTPException, *, allowed: str) -> tuple[str, str]:
    if exc.status_code == HTTPStatus.NOT_FOUND:
        return "Không có gì ở địa chỉ này. Xem các địa chỉ ở /docs.", "There is nothing at this address. See /docs."
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"Địa chỉ này chỉ nhận: {allowed}.", f"This address takes: {allowed}."
    if exc.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        problem = unexpected_problem()
        return problem.detail_vi, problem.detail_en
    spec = generic_spec(exc.status_code)
    said = str(exc.detail).rstrip(".")
    return f"{spec.title_vi}{'' if said == spec.title_en else f' ({said})'}. Xem /docs.", f"{said}. See /docs."
