"""The OpenAPI document tells the truth about errors: every 4xx and 5xx is `application/problem+json`."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from app.api.problem_answers import MEDIA_TYPE
from app.api.problem_kinds import generic_spec

_REFERENCE: Final = {"$ref": "#/components/schemas/Problem"}
_STOCK_SCHEMAS: Final = ("HTTPValidationError", "ValidationError")
_EVERYWHERE: Final = ("422", "4XX", "5XX")
_WITH_BODY: Final = ("400", "413", "415")
_RANGES: Final = {"4XX": "The request cannot be answered as it stands", "5XX": "The service failed or is not ready"}
_METHODS: Final = frozenset({"get", "put", "post", "patch", "delete"})

PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "RFC 9457 problem details. Further members depend on `type`, whose address explains it.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "What kind of problem; `about:blank` when generic."},
        "title": {"type": "string", "description": "The kind in words, constant for a type."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened here and how to mend it."},
        "instance": {"type": "string", "format": "uri-reference", "description": "The path that was asked for."},
        "request_id": {"type": "string", "description": "Finds this request in the log."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer to the value (RFC 6901)."},
                    "detail": {"type": "string"},
                    "in": {
                        "type": "string",
                        "enum": ["path", "query", "header", "cookie"],
                        "description": "Where the value was, when not in the body.",
                    },
                },
            },
        },
        "errors_omitted": {"type": "integer", "description": "How many further faults are not listed."},
    },
    "additionalProperties": True,
}


def document_problems(app: FastAPI) -> None:
    """Make `app.openapi()` describe the errors this application really answers with."""
    stock = app.openapi

    def openapi() -> dict[str, Any]:
        document = stock()
        if "Problem" not in document.setdefault("components", {}).setdefault("schemas", {}):
            _mend(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _mend(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    schemas["Problem"] = PROBLEM_SCHEMA
    for path_item in document.get("paths", {}).values():
        for method, operation in path_item.items():
            if method in _METHODS:
                _mend_operation(operation)
    for name in _STOCK_SCHEMAS:
        schemas.pop(name, None)


def _mend_operation(operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation.setdefault("responses", {})
    statuses = (*_EVERYWHERE, *(_WITH_BODY if "requestBody" in operation else ()))
    for status in statuses:
        responses.setdefault(status, {})
    for status, response in responses.items():
        if status[:1] in {"4", "5"}:
            response["content"] = {MEDIA_TYPE: {"schema": dict(_REFERENCE)}}
            response["description"] = _description(status, response)


def _description(status: str, response: dict[str, Any]) -> str:
    given = response.get("description", "")
    if given and given != "Validation Error":
        return str(given)
    return generic_spec(int(status)).title_en if status.isdigit() else _RANGES[status]
