"""Every error answer of the FastAPI application is a problem: five handlers, and none echoes what was sent."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.api.problem_answers import Problem, ProblemException, problem_response
from app.api.problems import INVALID_REQUEST, MALFORMED_JSON, generic_spec, spec_of
from app.api.validation_faults import validation_faults
from app.domain.errors import NotAuthenticated, ZoneError


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every fault, expected or not, with `application/problem+json`."""
    app.add_exception_handler(ZoneError, _on_zone_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(ProblemException, _on_ready_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_unexpected)


def problem_of(error: ZoneError) -> Problem:
    """The problem of a fault of the domain; one that the table does not know is an internal error."""
    spec = spec_of(type(error))
    if spec is None:
        return unexpected_problem()
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
    found = validation_faults(errors, body=exc.body)
    return Problem(
        spec=INVALID_REQUEST,
        detail_vi=f"{len(found)} chỗ cần sửa; xem errors. Chỗ đầu: {found[0].vi}",
        detail_en=f"{len(found)} to mend; see errors. The first: {found[0].en}",
        errors=found,
    )


async def _on_zone_error(request: Request, exc: Exception) -> Response:
    if not isinstance(exc, ZoneError):
        raise exc
    if spec_of(type(exc)) is None:
        raise LookupError(f"{type(exc).__name__} has no entry in PROBLEMS") from exc
    return problem_response(problem_of(exc), request.scope)


async def _on_invalid_request(request: Request, exc: Exception) -> Response:
    if not isinstance(exc, RequestValidationError):
        raise exc
    return problem_response(invalid_request_problem(exc), request.scope)


async def _on_ready_problem(request: Request, exc: Exception) -> Response:
    if not isinstance(exc, ProblemException):
        raise exc
    return problem_response(exc.problem, request.scope)


async def _on_unexpected(request: Request, exc: Exception) -> Response:
    return problem_response(unexpected_problem(), request.scope)


async def _on_http_exception(request: Request, exc: Exception) -> Response:
    if not isinstance(exc, HTTPException):
        raise exc
    if exc.status_code in {204, 304} or exc.status_code < 200:
        return Response(status_code=exc.status_code, headers=exc.headers)
    return problem_response(_http_problem(exc), request.scope)


def _http_problem(exc: HTTPException) -> Problem:
    headers = _with_head(dict(exc.headers or {}))
    vi, en = _http_details(exc, allowed=headers.get("Allow", ""))
    return Problem(spec=generic_spec(exc.status_code), detail_vi=vi, detail_en=en, headers=headers)


def _with_head(headers: dict[str, str]) -> dict[str, str]:
    """HEAD is answered wherever GET is, so `Allow` says so."""
    allowed = [method.strip() for method in headers.get("Allow", "").split(",") if method.strip()]
    if "GET" in allowed and "HEAD" not in allowed:
        headers["Allow"] = ", ".join(sorted([*allowed, "HEAD"]))
    return headers


def _http_details(exc: HTTPException, *, allowed: str) -> tuple[str, str]:
    if exc.status_code == HTTPStatus.NOT_FOUND:
        return "Không có gì ở địa chỉ này. Xem các địa chỉ ở /docs.", "There is nothing at this address. See /docs."
    if exc.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"Địa chỉ này chỉ nhận: {allowed}.", f"This address takes: {allowed}."
    if exc.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(exc.detail, str):
        problem = unexpected_problem()
        return problem.detail_vi, problem.detail_en
    return f"{generic_spec(exc.status_code).title_vi}. ({exc.detail})", f"{exc.detail.rstrip('.')}. See /docs."
