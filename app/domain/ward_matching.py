"""From the name or code a sheet gives to the code of a ward: taken only when it can be no other, else suggested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

from app.domain.names import fold
from app.domain.register import Ward
from app.domain.sentences import Phrase, joined, one_line
from app.domain.ward_names import (
    DISTRICT_KINDS,
    SpelledName,
    is_one_edit_apart,
    kind_of_ward,
    loosely,
    spelled,
    split_tail,
)

MOST_CANDIDATES: Final = 5
LONGEST_NAME: Final = 200
"""Signs of a text that may still be a name."""
MOST_SEARCHED: Final = 200
"""Unknown names for which near ones are looked for; a sheet with more is not a list of wards."""
_LOST: Final = re.compile(r"(?<=\w)[?\ufffd]+|[?\ufffd]+(?=\w)")
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
OldNames: TypeAlias = Mapping[str, Sequence[str]]
"""Names that wards had before, by the code of the ward their land belongs to now."""


class MatchedBy(StrEnum):
    """What a ward was recognised by."""

    CODE = "code"
    NAME = "name"
    OLD_NAME = "old_name"


class NoMatch(StrEnum):
    """Why a text names no ward that can be taken."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    OTHER_DISTRICT = "other_district"
    CODE_AND_NAME_DIFFER = "code_and_name_differ"


@dataclass(frozen=True)
class WardMatch:
    """A ward, and what it was recognised by."""

    ward: Ward
    matched_by: MatchedBy


@dataclass(frozen=True)
class Unmatched:
    """A text that names no ward in scope: why, and which wards may be meant (never taken by themselves)."""

    text: str
    why: NoMatch
    candidates: tuple[Ward, ...] = ()

    @property
    def message(self) -> Phrase:
        """The reason and the cure."""
        shown, names = one_line(self.text)[:80], [_full_name(ward) for ward in self.candidates]
        vi, en = _WHY[self.why]
        if self.why is NoMatch.UNKNOWN and names:
            vi = f"{vi} Có phải {joined(names, last='hoặc')}?"
            en = f"{en} Did you mean {joined(names, last='or')}?"
        listed = "; ".join(names)
        filled = [text.replace("{wards}", listed).replace("{text}", shown) for text in (vi, en)]
        return Phrase(*filled)


def _full_name(ward: Ward) -> str:
    return f"{ward.name}, {ward.district_name}" if ward.district_name else ward.name


_WHY: Final = {
    NoMatch.UNKNOWN: Phrase(
        "Không có phường, xã nào tên “{text}”; sửa tên hoặc ghi mã.",
        "There is no ward called “{text}”; mend the name or write its code.",
    ),
    NoMatch.AMBIGUOUS: Phrase(
        "“{text}” là tên của nhiều phường, xã ({wards}); ghi thêm quận, huyện, loại đơn vị hoặc mã.",
        "“{text}” is the name of several wards ({wards}); add the district, the kind of unit or the code.",
    ),
    NoMatch.OTHER_DISTRICT: Phrase(
        "“{text}” ({wards}) không thuộc quận, huyện đang nhập; gửi ở quận, huyện của nó.",
        "“{text}” ({wards}) does not lie in the districts of this sheet; send it with its own district.",
    ),
    NoMatch.CODE_AND_NAME_DIFFER: Phrase(
        "Mã và tên ở dòng “{text}” không cùng một phường, xã (mã là của {wards}); sửa một trong hai.",
        "Code and name of row “{text}” are not of one ward (the code is that of {wards}); mend one of them.",
    ),
}


@dataclass(frozen=True)
class WardFinder:
    """Finds wards of a register by what sheets write.

    Args:
        wards: of the whole register, so that a ward of another district is told from one that does not exist.
        scope: codes of the districts a sheet may speak of; None for all.
        old_names: names from before a merger or renaming.
    """

    wards: tuple[Ward, ...]
    scope: frozenset[str] | None = None
    old_names: OldNames = field(default_factory=dict)
    _kept: dict[tuple[str, str, str, str], WardMatch | Unmatched | None] = field(default_factory=dict, compare=False)
    _known: dict[str, bool] = field(default_factory=dict, compare=False)
    _searched: set[str] = field(default_factory=set, compare=False)

    def find(
        self, name: str, *, code: str = "", district: str = "", likely_district: str = ""
    ) -> WardMatch | Unmatched | None:
        """The ward of a row; None when it gives neither name nor code.

        Args:
            district: what the row says of the district, a name or code; only wards of it count.
            likely_district: what the title says, to choose between wards of one name.
        """
        asked = (one_line(name), one_line(code), one_line(district), likely_district)
        if asked not in self._kept:
            self._kept[asked] = self._find(*asked)
        return self._kept[asked]

    def knows(self, name: str) -> bool:
        """Whether a text is the name or code of some ward, in scope or not."""
        if name not in self._known:
            self._known[name] = self._is_known(one_line(name))
        return self._known[name]

    def knows_code(self, code: str) -> bool:
        """Whether a text is the code of some ward, its leading zeros lost or not."""
        return self._of_code(one_line(code)) is not None

    def district_code(self, text: str) -> str | None:
        """The district a text names by code or name, as in "Huyện Đông Anh"; None when it names none.

        A bare name that is also a ward's is taken for the district: ask for wards first.
        """
        name = spelled(text)
        if name.kind is not None and name.kind not in DISTRICT_KINDS:
            return None
        return self._districts.get(name.key) or self._districts.get(fold(text))

    def districts_in(self, text: str) -> set[str]:
        """The districts whose full names stand in a text, as "HUYỆN ĐÔNG ANH" in the head of a sheet."""
        padded = f" {fold(text)} "
        return {code for name, code in self._full_names if f" {name} " in padded}

    @property
    def in_scope(self) -> tuple[Ward, ...]:
        """The wards a sheet may speak of."""
        return tuple(ward for ward in self.wards if self._is_in_scope(ward))

    def _find(self, name: str, code: str, district: str, likely_district: str) -> WardMatch | Unmatched | None:
        by_code = self._of_code(code) if code else None
        if not name:
            return self._only_code(code, by_code)
        by_name = self._of_name(name, self.district_code(district) if district else None, likely_district or None)
        if by_code is None:
            return (
                by_name if not _WHOLE.fullmatch(name) or isinstance(by_name, WardMatch) else self._number(name, by_name)
            )
        if isinstance(by_name, WardMatch) and by_name.ward.code != by_code.code:
            return Unmatched(f"{code} {name}", NoMatch.CODE_AND_NAME_DIFFER, (by_code,))
        if isinstance(by_name, Unmatched) and by_name.why is NoMatch.UNKNOWN and not self._may_be(by_name, by_code):
            return Unmatched(f"{code} {name}", NoMatch.CODE_AND_NAME_DIFFER, (by_code,))
        return self._scoped(by_code, MatchedBy.CODE, code)

    def _is_known(self, text: str) -> bool:
        if not text or len(text) > LONGEST_NAME:
            return False
        apart = split_tail(text)
        named = self._named(spelled(text))[0] or (apart and self._named(spelled(apart[0]))[0])
        return bool(named) or self._of_code(text) is not None

    def _may_be(self, by_name: Unmatched, by_code: Ward) -> bool:
        """Whether a name that is nobody's is a misspelling of the ward of the code."""
        return by_code in by_name.candidates or not by_name.candidates

    def _only_code(self, code: str, found: Ward | None) -> WardMatch | Unmatched | None:
        if not code:
            return None
        return Unmatched(code, NoMatch.UNKNOWN) if found is None else self._scoped(found, MatchedBy.CODE, code)

    def _number(self, name: str, otherwise: WardMatch | Unmatched) -> WardMatch | Unmatched:
        found = self._of_code(name)
        return otherwise if found is None else self._scoped(found, MatchedBy.CODE, name)

    def _of_code(self, code: str) -> Ward | None:
        exact = self._by_code.get(code.casefold())
        return exact or (self._by_code.get(_bare_number(code)) if _WHOLE.fullmatch(code) else None)

    def _of_name(self, text: str, district: str | None, likely: str | None) -> WardMatch | Unmatched:
        found = self._named(spelled(text))
        if not found[0] and (apart := split_tail(text)) is not None and (inside := self.district_code(apart[1])):
            district, found = district or inside, self._named(spelled(apart[0]))
        wards, matched_by = found
        if district is not None:
            wards = tuple(ward for ward in wards if ward.district_code == district)
        if not wards:
            return Unmatched(text, NoMatch.UNKNOWN, self._near(text, district))
        scoped = tuple(ward for ward in wards if self._is_in_scope(ward))
        if len(scoped) > 1:
            scoped = tuple(ward for ward in scoped if ward.district_code == likely) or scoped
        if len(scoped) == 1:
            return WardMatch(scoped[0], matched_by)
        why = NoMatch.AMBIGUOUS if scoped else NoMatch.OTHER_DISTRICT
        return Unmatched(text, why, (scoped or wards)[:MOST_CANDIDATES])

    def _named(self, name: SpelledName) -> tuple[tuple[Ward, ...], MatchedBy]:
        """Wards of a name that is in use; else those whose land bore it before. A district is no ward."""
        if name.kind in DISTRICT_KINDS and name.key in self._districts:
            return (), MatchedBy.NAME
        for names, matched_by in ((self._names, MatchedBy.NAME), (self._former_names, MatchedBy.OLD_NAME)):
            for key in (name.key, loosely(name.key)):
                wards = names.get(key, ())
                if wards:
                    of_kind = tuple(ward for ward in wards if kind_of_ward(ward.kind) == name.kind)
                    return of_kind or wards, matched_by
        return (), MatchedBy.NAME

    def _near(self, text: str, district: str | None) -> tuple[Ward, ...]:
        """Wards whose name is a letter away from a text, those in scope alone where there are any."""
        key = spelled(text).key
        if len(key) < 3 or len(self._searched) >= MOST_SEARCHED:
            return ()
        self._searched.add(key)
        lost = _with_lost_letters(text)
        near = [
            ward
            for ward in self.wards
            if district in (None, ward.district_code)
            and (is_one_edit_apart(key, self._key_of[ward.code]) or (lost and lost.fullmatch(self._key_of[ward.code])))
        ]
        scoped = [ward for ward in near if self._is_in_scope(ward)]
        return tuple(scoped or near)[:MOST_CANDIDATES]

    def _scoped(self, ward: Ward, matched_by: MatchedBy, text: str) -> WardMatch | Unmatched:
        if self._is_in_scope(ward):
            return WardMatch(ward, matched_by)
        return Unmatched(text, NoMatch.OTHER_DISTRICT, (ward,))

    def _is_in_scope(self, ward: Ward) -> bool:
        return self.scope is None or ward.scope_code in self.scope

    @cached_property
    def _by_code(self) -> Mapping[str, Ward]:
        by_number = {_bare_number(ward.code): ward for ward in self.wards if _WHOLE.fullmatch(ward.code)}
        return {**by_number, **{ward.code.casefold(): ward for ward in self.wards}}

    @cached_property
    def _key_of(self) -> Mapping[str, str]:
        return {ward.code: spelled(ward.name).key for ward in self.wards}

    @cached_property
    def _names(self) -> Mapping[str, tuple[Ward, ...]]:
        return _by_key((self._key_of[ward.code], ward) for ward in self.wards)

    @cached_property
    def _former_names(self) -> Mapping[str, tuple[Ward, ...]]:
        return _by_key((spelled(name).key, ward) for ward in self.wards for name in self.old_names.get(ward.code, ()))

    @cached_property
    def _full_names(self) -> tuple[tuple[str, str], ...]:
        named = {(fold(ward.district_name), ward.district_code) for ward in self.wards if ward.district_name}
        return tuple((name, code) for name, code in named if name and code)

    @cached_property
    def _districts(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for ward in self.wards:
            if ward.district_code and ward.district_name:
                found[ward.district_code.casefold()] = ward.district_code
                found[_bare_number(ward.district_code)] = ward.district_code
                found[spelled(ward.district_name).key] = ward.district_code
        return found


def _with_lost_letters(text: str) -> re.Pattern[str] | None:
    """The key of a text whose marked letters were lost on saving ("H?i B?i"), any letter in their place."""
    if not _LOST.search(text) or len(text) > LONGEST_NAME:
        return None
    # No Vietnamese word has a w.
    return re.compile(spelled(_LOST.sub("w", text)).key.replace("w", "."))


def _by_key(named: Iterable[tuple[str, Ward]]) -> Mapping[str, tuple[Ward, ...]]:
    """Wards by their key; under the key in which y and i are one letter only where no key is just that."""
    exact: dict[str, tuple[Ward, ...]] = {}
    loose: dict[str, tuple[Ward, ...]] = {}
    for key, ward in named:
        exact[key] = (*exact.get(key, ()), ward)
        loose[loosely(key)] = (*loose.get(loosely(key), ()), ward)
    return {**loose, **exact}


def _bare_number(code: str) -> str:
    return code.lstrip("0") or "0"
