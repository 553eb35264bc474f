"""Accounts and personal keys on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.api.instants import read_instant
from app.api.schemas.common import Given, Taken
from app.api.schemas.decisions import DistrictCode
from app.api.validation_faults import BilingualValueError
from app.domain.vocabulary import Role
from app.services.access import DISTRICT_ROLES
from app.services.staff_accounts import IssuedKey
from app.services.staff_administration import AccountSeen, AccountWanted
from app.services.staff_changes import AccountChange
from app.services.temporary_passwords import ChosenPassword, choose_password, no_password
from app.storage.credentials import ApiKey

MOST_DISTRICTS = 400
Username = Annotated[str, StringConstraints(min_length=1, max_length=200), Field(examples=["lan.nguyen"])]
DisplayName = Annotated[
    str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), Field(examples=["Nguyễn Thị Lan"])
]
RoleIn = Annotated[Role, Field(strict=False, examples=["reporter"])]
Districts = Annotated[
    list[DistrictCode],
    Field(max_length=MOST_DISTRICTS, description="What a reporter or supervisor answers for; empty for other roles."),
]
Secret = Annotated[
    str, StringConstraints(min_length=1, max_length=1024), Field(json_schema_extra={"format": "password"})
]
Label = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


class AccountIn(Taken):
    """An account to be opened. Its owner chooses a password of their own at the first sign-in."""

    username: Username
    display_name: DisplayName | None = None
    role: RoleIn
    districts: Districts = Field(default_factory=list)
    password: Secret | None = Field(None, description="The first password; one is made up and answered if left out.")
    without_password: bool = Field(
        default=False, description="True: no password opens it, only the sign-in of the organisation does."
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.password is not None and self.without_password:
            raise BilingualValueError(
                vi="chỉ một trong hai: password hoặc without_password", en="takes one of password and without_password"
            )
        return self

    def choose_password(self) -> ChosenPassword:
        """The password as the service takes it. Takes as long as a hash takes."""
        return no_password() if self.without_password else choose_password(self.password, username=self.username)

    def as_wanted(self) -> AccountWanted:
        """The account as the service takes it."""
        return AccountWanted(self.username, self.display_name, self.role, frozenset(self.districts))


class AccountChangeIn(Taken):
    """What is to be different; what is left out stays as it is."""

    display_name: DisplayName | None = None
    role: RoleIn | None = None
    districts: Districts | None = None
    active: bool | None = Field(None, description="False closes the account: its sessions and keys end at once.")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise BilingualValueError(
                vi="cần ít nhất một trong display_name, role, districts, active",
                en="needs at least one of display_name, role, districts, active",
            )
        return self

    def as_change(self) -> AccountChange:
        """The change as the service takes it."""
        districts = None if self.districts is None else frozenset(self.districts)
        return AccountChange(self.display_name, self.role, districts, self.active)


class PasswordIn(Taken):
    """A password for somebody else, who has to change it at the next sign-in."""

    password: Secret | None = Field(None, description="One is made up and answered if left out.")


class AccountOut(Given):
    """An account as its manager sees it."""

    username: str
    display_name: str
    role: Role
    districts: list[str] | None = Field(description="Codes of the districts it answers for; null: every district.")
    active: bool
    must_change_password: bool = Field(description="Somebody else chose the password and it was not changed yet.")
    created_at: datetime
    created_by: str
    last_sign_in_at: datetime | None
    standing_keys: int = Field(description="How many personal keys stand.")
    version: int

    @classmethod
    def of(cls, seen: AccountSeen) -> AccountOut:
        """An account as it is shown."""
        return cls(**_account(seen))


class AccountsOut(Given):
    """Accounts by user name."""

    items: list[AccountOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class AccountWrittenOut(AccountOut):
    """An account after a write."""

    revision: int

    @classmethod
    def written(cls, seen: AccountSeen, *, revision: int) -> AccountWrittenOut:
        """An account as it stands after the write of this revision."""
        return cls(**_account(seen), revision=revision)


class AccountOpenedOut(AccountWrittenOut):
    """An account just opened."""

    temporary_password: str | None = Field(description="Shown this once and stored nowhere; null when one was given.")

    @classmethod
    def opened(cls, seen: AccountSeen, *, temporary_password: str | None, revision: int) -> AccountOpenedOut:
        """A new account and the password made up for it."""
        return cls(**_account(seen), temporary_password=temporary_password, revision=revision)


class PasswordGivenOut(Given):
    """A password given to somebody."""

    username: str
    temporary_password: str | None = Field(description="Shown this once and stored nowhere; null when one was given.")
    revision: int


class SignedOutOut(Given):
    """Sessions ended."""

    username: str
    sessions_ended: int
    revision: int


class KeyIn(Taken):
    """A personal key for a machine of one's own."""

    label: Label = Field(examples=["Máy chủ quận"])
    expires_at: str | None = Field(
        None,
        max_length=40,
        description="An instant; the key stands until revoked if left out.",
        examples=["2021-12-31T17:00:00+07:00"],
    )

    @property
    def end(self) -> datetime | None:
        """When the key ends by itself."""
        return None if self.expires_at is None else read_instant(self.expires_at, "/expires_at")


class KeyOut(Given):
    """What may be shown of a key."""

    key_id: str
    username: str
    label: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None = Field(description="The day it was last used, by the local calendar; null: never.")
    stands: bool = Field(description="Whether it opens anything now.")

    @classmethod
    def of(cls, key: ApiKey, *, now: datetime) -> KeyOut:
        """A key as it is shown."""
        return cls(**_key(key, now))


class KeysOut(Given):
    """Keys, oldest first, revoked and ended ones too."""

    items: list[KeyOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]

    @classmethod
    def of(cls, keys: list[ApiKey], *, now: datetime) -> KeysOut:
        """Keys as they are shown."""
        items = [KeyOut.of(each, now=now) for each in keys]
        return cls(items=items, number_matched=len(items), number_returned=len(items), links=[])


class KeyIssuedOut(KeyOut):
    """A key just made."""

    key: str = Field(description="Send it as Authorization: Bearer; shown this once and stored nowhere.")
    revision: int

    @classmethod
    def issued(cls, issued: IssuedKey, *, now: datetime, revision: int) -> KeyIssuedOut:
        """A new key with its secret."""
        return cls(**_key(issued.key, now), key=issued.secret, revision=revision)


class KeyRevokedOut(Given):
    """A key ended."""

    key_id: str
    username: str
    label: str
    revision: int


def _account(seen: AccountSeen) -> dict[str, object]:
    member = seen.member
    return {
        "username": member.username,
        "display_name": member.display_name,
        "role": member.role,
        "districts": sorted(member.district_codes) if member.role in DISTRICT_ROLES else None,
        "active": member.active,
        "must_change_password": member.must_change_password,
        "created_at": member.created_at,
        "created_by": member.created_by,
        "last_sign_in_at": seen.last_sign_in_at,
        "standing_keys": seen.standing_keys,
        "version": member.version,
    }


def _key(key: ApiKey, now: datetime) -> dict[str, object]:
    return {
        "key_id": key.key_id,
        "username": key.username,
        "label": key.label,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "last_used_on": key.last_used_on,
        "stands": key.stands(now),
    }
