"""The frame of a staff page: the public shell, who looks, the menu, and the district it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from app.api.pages.shared import Shell, address, name_order
from app.api.pages.staff_nav import ACCOUNT, REPORT_ROUTE, ROLE_NAMES, NavEntry
from app.api.pages.words import Words
from app.domain.register import District
from app.services.access import Caller
from app.services.sign_in import Identity


@dataclass(frozen=True)
class DistrictLink:
    """One district of the switcher: where it leads, and whether it is the one shown."""

    code: str
    name: str
    href: str
    shown: bool


@dataclass(frozen=True)
class StaffPage:
    """A staff page before its content: the public shell (words, links, snapshot, rules) and who looks.

    `district`: the one the page is about; `district_links`: the others the reader may go to; `waiting`: how many things
    wait for the reader on other pages, by path.
    """

    shell: Shell
    identity: Identity
    entries: tuple[NavEntry, ...]
    district: District | None = None
    district_links: tuple[DistrictLink, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The catalogue in the reader's language."""
        return self.shell.words

    @property
    def caller(self) -> Caller:
        """Who looks, as the rules of access see them."""
        return self.identity.caller

    @property
    def name(self) -> str:
        """What the reader is called."""
        return self.identity.member.display_name

    @property
    def initials(self) -> str:
        """One or two letters of the name: of its last two words, as Vietnamese names are called."""
        return "".join(word[0] for word in self.name.split()[-2:]).upper()

    @property
    def role_name(self) -> str:
        """The role in words."""
        return self.words(ROLE_NAMES[self.identity.member.role])

    @property
    def account(self) -> NavEntry:
        """The entry of one's own account."""
        return ACCOUNT

    @cached_property
    def districts(self) -> tuple[District, ...]:
        """The districts the reader answers for, by name; all of them for the roles that answer for all."""
        codes = self.caller.district_codes
        known = self.shell.snapshot.register.duty_areas
        return tuple(
            sorted((each for each in known if codes is None or each.code in codes), key=lambda it: name_order(it.name))
        )

    def to(self, path: str, **parameters: str | None) -> str:
        """An address on this site that keeps the language asked for."""
        return address(path, **parameters, lang=self.shell.links.asked_language)

    def waiting_at(self, entry: NavEntry) -> int:
        """How many things wait for the reader on the pages under an entry of the menu."""
        return sum(count for path, count in self.waiting.items() if entry.is_at(path))

    def way_to(self, entry: NavEntry) -> str:
        """Where an entry of the menu leads from here: to figures of the district that the page is about."""
        is_report = entry.served_by == REPORT_ROUTE and self.district is not None
        return self.to(entry.path, district=self.district.code if is_report and self.district else None)

    def at(self, **parameters: str | None) -> StaffPage:
        """The same page with these parameters in its own address."""
        return replace(self, shell=self.shell.at(**parameters))

    def in_district(self, district_code: str, href: Callable[[str], str]) -> StaffPage:
        """The same page about one district; with several of them the header lets the reader switch.

        Args:
            district_code: a code of the register; an unknown one leaves the page as it is.
            href: the path of the same page about the district of a code.
        """
        known = {each.code: each for each in self.shell.snapshot.register.duty_areas}
        if district_code not in known:
            return self
        links = tuple(
            DistrictLink(each.code, each.name, self.to(href(each.code)), each.code == district_code)
            for each in self.districts
        )
        return replace(self, district=known[district_code], district_links=links if len(links) > 1 else ())
