"""The page of accounts as it is shown: the list, one person beside it, a new account, and the slip with a password."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.api.pages.shared import name_order
from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_nav import ROLE_NAMES
from app.domain.names import fold
from app.domain.vocabulary import Role
from app.services.access import DISTRICT_ROLES
from app.services.staff_administration import AccountSeen
from app.services.staff_rules import managed_roles
from app.storage.credentials import ApiKey
from app.storage.staff import StaffMember

PATH: Final = "/staff/people"
NEW: Final = f"{PATH}/-new"
"""No user name begins with a hyphen."""


class State(StrEnum):
    """What the list says of an account in one word."""

    OPEN = "open"
    TEMPORARY = "temporary"
    CLOSED = "closed"


STATE_NAMES: Final = {
    State.OPEN: "state_open",
    State.TEMPORARY: "state_temporary",
    State.CLOSED: "state_closed",
}


def state_of(member: StaffMember) -> State:
    """The state of an account; a closed one is closed, whatever its password."""
    if not member.active:
        return State.CLOSED
    return State.TEMPORARY if member.must_change_password else State.OPEN


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for; unknown roles and states ask for all."""

    text: str = ""
    role: str = ""
    state: str = ""

    def takes(self, member: StaffMember) -> bool:
        """Whether the list shows this account."""
        return (
            fold(self.text) in searched_text(member)
            and (self.role not in {each.value for each in Role} or self.role == member.role.value)
            and (self.state not in {each.value for each in State} or self.state == state_of(member).value)
        )


@dataclass(frozen=True)
class Person:
    """One account in the list."""

    username: str
    name: str
    initials: str
    role: str
    scope: str
    last_sign_in: str
    state: State
    state_name: str
    href: str
    searched: str
    role_id: str
    shown: bool


@dataclass(frozen=True)
class Key:
    """One standing key of the person shown."""

    key_id: str
    label: str
    told: str


@dataclass(frozen=True)
class Choice:
    """One role, state or district to choose."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Form:
    """Name, role and districts as they stand or were typed, with a sentence at each field that does not fit."""

    username: str
    display_name: str
    roles: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    version: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """The role that is chosen."""
        return next((each.value for each in self.roles if each.chosen), self.roles[0].value)


@dataclass(frozen=True)
class Typed:
    """What a form said."""

    username: str
    display_name: str
    role: str
    districts: Sequence[str]


def searched_text(member: StaffMember) -> str:
    """The text in which the search looks."""
    return fold(f"{member.display_name} {member.username}")


def people(page: StaffPage, seen: Iterable[AccountSeen], asked: Asked, shown: str) -> tuple[Person, ...]:
    """The rows of the list, by name as Vietnamese names are ordered: by their last word."""
    rows = [_person(page, each, asked, shown) for each in seen if asked.takes(each.member)]
    return tuple(sorted(rows, key=lambda row: (row.state is State.CLOSED, name_order(row.name.split()[-1]), row.name)))


def role_choices(page: StaffPage, chosen: str) -> tuple[Choice, ...]:
    """The roles the reader may give."""
    roles = [role for role in Role if role in managed_roles(page.caller)]
    return tuple(Choice(role.value, page.words(ROLE_NAMES[role]), role.value == chosen) for role in roles)


def state_choices(page: StaffPage, chosen: str) -> tuple[Choice, ...]:
    """The states the list can be narrowed to."""
    return tuple(Choice(each.value, page.words(STATE_NAMES[each]), each.value == chosen) for each in State)


def form_of(page: StaffPage, member: StaffMember, *, faults: dict[str, str] | None = None) -> Form:
    """The form of an account as it stands."""
    typed = Typed(member.username, member.display_name, member.role.value, sorted(member.district_codes))
    return form_typed(page, typed, version=member.version, faults=faults)


def form_typed(page: StaffPage, typed: Typed, *, version: int = 0, faults: dict[str, str] | None = None) -> Form:
    """The form as it was typed."""
    districts = page.districts
    return Form(
        username=typed.username,
        display_name=typed.display_name,
        roles=role_choices(page, typed.role),
        districts=tuple(Choice(each.code, each.name, each.code in typed.districts) for each in districts),
        version=version,
        faults=faults or {},
    )


def empty_form(page: StaffPage) -> Form:
    """The form of a new account: a reporter, of the only district when there is but one to choose."""
    only = [page.districts[0].code] if len(page.districts) == 1 else []
    return form_typed(page, Typed("", "", Role.REPORTER.value, only))


def keys(page: StaffPage, found: Iterable[ApiKey]) -> tuple[Key, ...]:
    """Keys with the sentence about each."""
    return tuple(Key(each.key_id, each.label, _key_told(page, each)) for each in found)


def initials(name: str) -> str:
    """One or two letters of a name: of its last two words, as Vietnamese names are called."""
    return "".join(word[0] for word in name.split()[-2:]).upper()


def _person(page: StaffPage, seen: AccountSeen, asked: Asked, shown: str) -> Person:
    member, words = seen.member, page.words
    state = state_of(member)
    return Person(
        username=member.username,
        name=member.display_name,
        initials=initials(member.display_name),
        role=words(ROLE_NAMES[member.role]),
        scope=_scope(page, member),
        last_sign_in=words.moment(seen.last_sign_in_at) if seen.last_sign_in_at else words("people_never"),
        state=state,
        state_name=words(STATE_NAMES[state]),
        href=page.to(f"{PATH}/{member.username}", q=asked.text, role=asked.role, state=asked.state),
        searched=searched_text(member),
        role_id=member.role.value,
        shown=member.username == shown,
    )


def _scope(page: StaffPage, member: StaffMember) -> str:
    if member.role not in DISTRICT_ROLES:
        return page.words("people_city_wide")
    names = {each.code: each.name for each in page.shell.snapshot.register.duty_areas}
    return ", ".join(sorted((names.get(code, code) for code in member.district_codes), key=name_order))


def _key_told(page: StaffPage, key: ApiKey) -> str:
    words = page.words
    used = words("person_key_used", day=key.last_used_on) if key.last_used_on else words("person_key_unused")
    parts = [words("person_key_made", day=words.local_date(key.created_at)), used]
    if key.expires_at is not None:
        parts.append(words("person_key_ends", moment=words.moment(key.expires_at)))
    return " · ".join(parts)
