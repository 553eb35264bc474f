"""Where problem types lead: one page per problem, Vietnamese first, saying what it means and how to mend it."""

from __future__ import annotations

from html import escape
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.api.problem_kinds import ProblemSpec
from app.api.problems import specs_with_pages

router: Final = APIRouter(include_in_schema=False)
_CACHE: Final = {"Cache-Control": "public, max-age=3600"}


@router.get("/problems", response_class=HTMLResponse)
def list_problems() -> HTMLResponse:
    """All problems by status, each linked to its page."""
    rows = "".join(
        f'<li>{spec.status} <a href="/problems/{spec.slug}">{escape(spec.title_vi)}</a> '
        f'<span lang="en">({escape(spec.title_en)})</span></li>'
        for spec in specs_with_pages()
    )
    return _page("Các lỗi và cách sửa", f"<h1>Các lỗi và cách sửa</h1><ul>{rows}</ul>")


@router.get("/problems/{slug}", response_class=HTMLResponse)
def show_problem(slug: str) -> HTMLResponse:
    """The page of one problem."""
    for spec in specs_with_pages():
        if spec.slug == slug:
            return _page(spec.title_vi, _article(spec))
    raise HTTPException(status_code=404)


def _article(spec: ProblemSpec) -> str:
    return (
        f"<article><h1>{escape(spec.title_vi)}</h1><p>{escape(spec.cure_vi)}</p></article>"
        f'<article lang="en"><h2>{escape(spec.title_en)}</h2><p>{escape(spec.cure_en)}</p></article>'
        f"<p>HTTP {spec.status} · <code>{spec.slug}</code></p>"
        '<p><a href="/problems">Các lỗi khác</a> · <a href="/docs" lang="en">API</a></p>'
    )


def _page(title: str, content: str) -> HTMLResponse:
    return HTMLResponse(
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} · Khoanh Vùng</title></head><body><main>{content}</main></body></html>",
        headers=_CACHE,
    )
