"""What every page needs: its language and links, the levels of the policy with their words, the row of a ward."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from app.api.language import Language
from app.api.pages.words import Words
from app.domain.names import sort_key
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.vocabulary import UNKNOWN, RingStatus
from app.formats.level_css import level_stylesheet
from app.services.site_rules import SiteRules
from app.services.zone_status import LayerStatus, ZoneSnapshot, ZoneStatus


@dataclass(frozen=True)
class Links:
    """Addresses of pages that keep a language asked for in the address."""

    asked_language: Language | None = None

    def city(self, *, level: str | None = None, district: str | None = None, fragment: str = "") -> str:
        """The map, filtered."""
        return self._with("/", fragment, level=level, district=district)

    def ward(self, code: str) -> str:
        """The page of one ward."""
        return self._with(f"/w/{code}", "")

    def where(self) -> str:
        """What holds where the reader is."""
        return self._with("/where", "")

    def summary(self, on: date | None = None) -> str:
        """The figures of a day; by default of the open one."""
        return self._with("/summary", "", on=on.isoformat() if on else None)

    def publications(self) -> str:
        """The list of publications."""
        return self._with("/publications", "")

    def verify(self) -> str:
        """Where a copy of a publication is checked."""
        return self._with("/verify", "")

    def rules(self, policy_id: str | None = None, *, fragment: str = "") -> str:
        """How wards are classified: by the policy in force, or by another one."""
        return self._with(f"/rules/{policy_id}" if policy_id else "/rules", fragment)

    def backtest(self) -> str:
        """Where a policy is tried on past days."""
        return self._with("/backtest", "")

    def docs(self) -> str:
        """The API documentation."""
        return self._with("/docs", "")

    def staff(self) -> str:
        """The first page of staff."""
        return self._with("/staff", "")

    def _with(self, path: str, fragment: str, **parameters: str | None) -> str:
        return address(path, **parameters, lang=self.asked_language) + (f"#{fragment}" if fragment else "")


def address(path: str, **parameters: str | None) -> str:
    """A path with those parameters that have a value."""
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


@dataclass(frozen=True)
class LevelView:
    """One level, or “no data”, as it is shown: its style class, its words, its bars."""

    id: str
    label: str
    meaning: str
    testing: str
    pattern: str
    rank: int

    @property
    def short(self) -> str:
        """The label without the word for zone, where room is scarce: `Đỏ`, `Da cam`, `Red`."""
        bare = self.label.removeprefix("Vùng ").removesuffix(" zone")
        return bare[:1].upper() + bare[1:]

    @property
    def css_class(self) -> str:
        """Sets the colours of the level."""
        return f"lv-{self.id}"

    @property
    def glyph(self) -> str:
        """The id of its symbol: as many bars filled as its rank."""
        return f"g{self.rank}"


@dataclass(frozen=True)
class Shell:
    """What the frame round every page says; `path` and `parameters` are the page's own address, without language.

    `shown`: a policy that the page tells of, where it is another one than the policy in force.
    """

    words: Words
    links: Links
    snapshot: ZoneSnapshot
    rules: SiteRules
    path: str
    base_url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    shown: Policy | None = None

    @property
    def policy(self) -> Policy:
        """The policy whose levels the page shows: the one it tells of, else the one in force."""
        return self.shown or self.snapshot.policy

    def at(self, **parameters: str | None) -> Shell:
        """The same page with these parameters in its address, as far as they have a value."""
        return replace(self, parameters={name: value for name, value in parameters.items() if value})

    @cached_property
    def levels(self) -> Mapping[str, LevelView]:
        """Levels by id, the highest first, “no data” last."""
        return level_views(self.policy, self.words)

    @property
    def bars(self) -> range:
        """The bars of a glyph, one a level."""
        return range(len(self.policy.levels))

    @property
    def other_language(self) -> Language:
        """The language one may switch to."""
        return "en" if self.words.language == "vi" else "vi"

    @property
    def here_in_other_language(self) -> str:
        """This page in the other language."""
        return address(self.path, **{**self.parameters, "lang": self.other_language})

    @property
    def today(self) -> date:
        """The calendar day here; midnight makes a new snapshot, so this is the same for all who share one."""
        return self.words.local_date(self.snapshot.valid_from)

    @cached_property
    def place(self) -> str:
        """What the register covers, in its own words."""
        return place_line(self.snapshot.register, self.words)

    @property
    def stamp(self) -> str:
        """What any copy of the page must say of itself: of which day, by which rules, from which record, where."""
        words, snapshot = self.words, self.snapshot
        parts = [
            self.as_of or words("not_judged"),
            words.pick((snapshot.policy.title_vi, snapshot.policy.title_en)),
            words("footer_revision", n=snapshot.revision),
            *([f"{self.base_url}{self.path}"] if self.base_url else []),
        ]
        return " · ".join(parts)

    @property
    def as_of(self) -> str:
        """The newest day judged and its cut-off; empty before the first run."""
        day = self.snapshot.as_of
        cutoff = self.words.clock(self.rules.clock.cutoff)
        return self.words("as_of", day=day, cutoff=cutoff) if day else ""

    @property
    def tightening(self) -> str:
        """How levels rise and fall under the policy in force."""
        return tightening_text(self.snapshot.policy, self.words)

    @cached_property
    def palette(self) -> Palette:
        """The stylesheet of the policy's levels."""
        return Palette.of(self.policy)


@dataclass(frozen=True)
class Palette:
    """A stylesheet named by its content."""

    text: str
    digest: str

    @classmethod
    def of(cls, policy: Policy) -> Palette:
        """The levels of a policy."""
        text = level_stylesheet(policy)
        return cls(text, hashlib.sha256(text.encode()).hexdigest()[:12])

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"/static/levels/{self.digest}.css"


def tightening_text(policy: Policy, words: Words) -> str:
    """How levels rise and fall: at once, or after the notice that the policy asks for; down one step at a time."""
    if policy.notice is None:
        return words("rules_tighten")
    return words("rules_tighten_notice", n=policy.notice.raise_hours.value)


def level_views(policy: Policy, words: Words) -> dict[str, LevelView]:
    """Levels by id, the highest first, “no data” last."""
    views = {
        level.id: LevelView(
            id=level.id,
            label=words.pick((level.label_vi, level.label_en)),
            meaning=words.pick((level.meaning_vi, level.meaning_en)),
            testing=_testing(policy, level.id, words),
            pattern=level.pattern,
            rank=level.rank,
        )
        for level in reversed(policy.levels)
    }
    views[UNKNOWN] = LevelView(
        id=UNKNOWN,
        label=words.pick(policy.label(UNKNOWN)),
        meaning=words("legend_no_data"),
        testing=_testing(policy, UNKNOWN, words),
        pattern="reverse_hatch",
        rank=0,
    )
    return views


def _testing(policy: Policy, level: str, words: Words) -> str:
    """The testing duty of a level; empty under a policy that states none."""
    duty = policy.duty_of.get(level)
    return words.pick((duty.label_vi, duty.label_en)) if duty else ""


def place_line(register: Register, words: Words) -> str:
    """The register in a line: its only district, or how many of each kind, or how many wards."""
    if len(register.districts) == 1:
        return register.districts[0].name
    if not register.districts:
        return words("wards_n", n=len(register.wards)) if register.wards else ""
    if words.language == "en":
        return f"{words('districts_n', n=len(register.districts))}, {words('wards_n', n=len(register.wards))}"
    kinds: dict[str, int] = {}
    for district in register.districts:
        kinds[district.kind.lower()] = kinds.get(district.kind.lower(), 0) + 1
    return ", ".join(f"{words.number(count)} {kind}" for kind, count in kinds.items())


@lru_cache(maxsize=4096)
def name_order(name: str) -> tuple[object, ...]:
    """The key that sorts names by the Vietnamese alphabet, kept because pages sort the same names again and again."""
    return sort_key(name)


@dataclass(frozen=True)
class WardRow:
    """One ward in a list."""

    code: str
    name: str
    district_name: str
    href: str
    level: LevelView
    since: str
    day_number: int | None
    testing: str
    overdue: str
    ring: str
    ring_proposed: bool
    decided: bool
    awaiting: bool
    coming: str
    missing: str
    was: str = ""
    """The old name by which a search found it, in words."""


def ward_row(zone: ZoneStatus, shell: Shell) -> WardRow:
    """The row of one ward; texts are ready to be shown."""
    words, since = shell.words, zone.effective_from
    missing = zone.assessment.missing_days if zone.assessment else 0
    return WardRow(
        code=zone.ward.code,
        name=zone.ward.name,
        district_name=zone.ward.district_name or "",
        href=shell.links.ward(zone.ward.code),
        level=shell.levels[zone.level],
        since=words.day(words.local_date(since)) if since else "",
        day_number=day_number(zone, shell),
        testing=testing_text(zone, shell),
        overdue=words("overdue", n=zone.testing.overdue_days) if zone.testing.overdue_days else "",
        ring=layer_text(zone.layer, shell) if zone.layer else "",
        ring_proposed=zone.layer is not None and zone.layer.ring_status is RingStatus.PROPOSED,
        decided=zone.decided,
        awaiting=zone.awaiting_approval is not None,
        coming=coming_text(zone, shell),
        missing=words("missing_days", n=missing) if missing else "",
    )


def coming_text(zone: ZoneStatus, shell: Shell) -> str:
    """“From … up to …”, down, or to a level without rank; empty when no other level is known to come."""
    coming = zone.next_status
    if coming is None:
        return ""
    before, after = shell.levels[zone.level], shell.levels[coming.level]
    key = "coming_up" if after.rank > before.rank else "coming_down"
    key = "coming_other" if UNKNOWN in {before.id, after.id} else key
    return shell.words(key, moment=shell.words.moment(coming.effective_from), level=after.label)


def day_number(zone: ZoneStatus, shell: Shell) -> int | None:
    """Which calendar day of its present level a ward is in, the first being 1."""
    if zone.effective_from is None:
        return None
    return (shell.today - shell.words.local_date(zone.effective_from)).days + 1


def testing_text(zone: ZoneStatus, shell: Shell) -> str:
    """Between which days the next round falls."""
    words, due = shell.words, zone.testing
    if due.due_by is not None and due.due_from is not None and due.due_from < due.due_by:
        return words("due_between", first=words.short_day(due.due_from), last=due.due_by)
    if due.due_by is not None:
        return words("due_by", day=due.due_by)
    return words("due_once") if due.due_from is not None else words("due_nothing")


def layer_text(layer: LayerStatus, shell: Shell) -> str:
    """A layer and its directive, with what is to be known of them."""
    words = shell.words
    ring = shell.snapshot.policy.ring_of[layer.layer]
    marks = [
        *([words("partly")] if layer.partial else []),
        *([words("proposed")] if layer.ring_status is RingStatus.PROPOSED else []),
    ]
    name = f"{words.pick((ring.label_vi, ring.label_en))} · {words('directive_short', n=layer.directive.value)}"
    return f"{name} ({', '.join(marks)})" if marks else name
