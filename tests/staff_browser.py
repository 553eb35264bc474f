"""A browser without scripts on the pages of staff: signs in by the form, keeps the cookie, sends what browsers send."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi.testclient import TestClient
from httpx2 import Response

from app.api.session_cookie import SessionCookie
from tests.accounts import PASSWORD
from tests.office import Office
from tests.pages import BROWSER

HERE = "http://testserver"
SAME_ORIGIN = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
COOKIE = SessionCookie().name


@dataclass
class StaffBrowser:
    """One browser with cookies of its own before the site of an office."""

    office: Office
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.office.client.app, headers=BROWSER, follow_redirects=False)

    def get(self, path: str, **headers: str) -> Response:
        """A page."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, **fields: str) -> Response:
        """A form of the site's own pages."""
        return self.client.post(path, data=fields, headers=SAME_ORIGIN)

    def sign_in(self, username: str, password: str = PASSWORD, **fields: str) -> Response:
        """The sign-in form as somebody of the office."""
        self.office.as_(username)
        return self.post("/staff/sign-in", username=username, password=password, **fields)

    @property
    def token(self) -> str | None:
        """What the cookie holds."""
        return self.client.cookies.get(COOKIE)


def signed_in(office: Office, username: str) -> StaffBrowser:
    """A browser in which somebody of the office has signed in."""
    browser = StaffBrowser(office)
    answer = browser.sign_in(username)
    assert answer.status_code == 303, answer.text[:300]
    return browser
