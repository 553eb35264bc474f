"""Two small files made here: the sign in the browser's tab, and what search engines may read."""

from __future__ import annotations


def favicon() -> str:
    """Three rings round a point: the sign of the service, readable at 16 pixels on light and dark."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" '
        'fill="#1B4F8A"/><g fill="none" stroke="#FFF"><circle cx="16" cy="16" r="8" stroke-width="2.5" '
        'stroke-dasharray="4.2 2.1"/><circle cx="16" cy="16" r="12.4" stroke-width="2" stroke-linecap="round" '
        'stroke-dasharray=".1 4.2"/></g><circle cx="16" cy="16" r="4.2" fill="#FFF"/></svg>\n'
    )


def robots(*, drill: bool) -> str:
    """The text for robots; invented figures must not be found by a search engine."""
    return "User-agent: *\nDisallow: /\n" if drill else "User-agent: *\nDisallow: /api/\nDisallow: /staff\n"
