"""The code of each row of a boundary file: as it stands, with its leading zeros put back, or found by its name.

A code is found by name only where it can be no other; else the row is asked about, with those it may be. What a person
answers (`matches`) goes before everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.names import fold, split_kind
from app.domain.register import Register, Ward
from app.domain.register_file import FaultKind, RegisterFault
from app.domain.sentences import Phrase
from app.domain.unit_table import UnitRow, UnitTable
from app.domain.ward_matching import NoMatch, OldNames, Unmatched, WardFinder, WardMatch
from app.domain.ward_names import DISTRICT_KINDS, WARD_KINDS, spelled

WARD_DIGITS: Final = 5
DISTRICT_DIGITS: Final = 3
"""How many digits the codes of the General Statistics Office have."""
_CODE: Final = re.compile(r"[0-9A-Za-z._-]{1,16}")
_NUMBERS: Final = ("population_2019", "population")


@dataclass(frozen=True)
class NameQuestion:
    """A row whose ward cannot be told: what it says, why, and which wards it may be, the likeliest first."""

    pointer: str
    name: str
    district: str
    why: Phrase
    candidates: tuple[Ward, ...]


@dataclass(frozen=True)
class CodedRows:
    """The rows under our own headings, each with a code; those asked about are left out."""

    rows: tuple[UnitRow, ...]
    questions: tuple[NameQuestion, ...] = ()
    remarks: tuple[Phrase, ...] = ()
    by_name: int = 0


@dataclass
class _Coding:
    """What is known while rows are looked at one after the other."""

    register: Register
    finder: WardFinder
    matches: Mapping[str, str]
    by_name: dict[str, str] = field(default_factory=dict)
    questions: list[NameQuestion] = field(default_factory=list)
    padded: int = 0
    unread: int = 0


def coded_rows(
    table: UnitTable,
    columns: Mapping[str, str],
    *,
    register: Register,
    old_names: OldNames,
    matches: Mapping[str, str] | None = None,
) -> CodedRows:
    """The rows of a file with their codes.

    Args:
        columns: heading in the file by our name.
        register: the wards by whose names codes are found.
        matches: code by pointer of the row, as a person said.
    """
    coding = _Coding(register, WardFinder(register.wards, old_names=old_names), matches or {})
    columns = _without_useless_codes(table, columns)
    rows = [_named(row, columns, table, coding) for row in table.rows]
    kept = _asked_about_twins([row for row in (_coded(row, coding) for row in rows) if row is not None], coding)
    if not table.is_ours and not {"district_code", "district_name"} & columns.keys():
        kept = _with_districts(kept, register)
    return CodedRows(tuple(kept), tuple(coding.questions), tuple(_remarks(coding)), len(coding.by_name))


def question_faults(questions: Sequence[NameQuestion]) -> list[RegisterFault]:
    """The questions as faults of the file."""
    return [
        RegisterFault(FaultKind.UNMATCHED, f"{each.pointer}/properties", vi=each.why.vi, en=each.why.en)
        for each in questions
    ]


def _without_useless_codes(table: UnitTable, columns: Mapping[str, str]) -> Mapping[str, str]:
    """A column taken for codes by its heading alone must hold codes, each for one place."""
    heading = columns.get("ward_code")
    if heading is None or table.is_ours:
        return columns
    values = [_code_text(row.values.get(heading)) for row in table.rows]
    good = sum(value is not None and _CODE.fullmatch(value) is not None for value in values)
    if 2 * good >= len(values) and 2 * len(set(values)) >= len(values):
        return columns
    return {role: name for role, name in columns.items() if role != "ward_code"}


def _named(row: UnitRow, columns: Mapping[str, str], table: UnitTable, coding: _Coding) -> UnitRow:
    """The row under our own headings; a file of ours says exactly what it says."""
    if table.is_ours:
        return replace(row, values={**row.values, **_restored(row.values, coding)})
    values = {role: _cleaned(row.values.get(heading)) for role, heading in columns.items()}
    for role in _NUMBERS:
        values[role] = _count(values.get(role), coding)
    day = values.get("valid_from")
    values["valid_from"] = day[:10].replace("/", "-") if isinstance(day, str) else day
    values["ward_name"] = _full_name(values.get("ward_name"), values.get("ward_kind"), WARD_KINDS)
    values["district_name"] = _full_name(values.get("district_name"), values.get("district_kind"), DISTRICT_KINDS)
    values |= _restored(values, coding)
    return replace(row, values=values, feature_id=None)


def _restored(values: Mapping[str, object], coding: _Coding) -> dict[str, object]:
    """Codes as text, with the leading zeros a table of numbers has lost."""
    wards = coding.register.positions
    districts = coding.register.district_positions
    found: dict[str, object] = {}
    for role, known, digits in (("ward_code", wards, WARD_DIGITS), ("district_code", districts, DISTRICT_DIGITS)):
        value = values.get(role)
        text = _code_text(value)
        if text is None or not text.isdecimal():
            continue
        width = _width(known) or digits
        is_lost = not isinstance(value, str) or (text not in known and text.zfill(width) in known)
        found[role] = text.zfill(width) if is_lost else text
        coding.padded += found[role] != value and role == "ward_code"
    return found


def _width(codes: Mapping[str, object]) -> int | None:
    widths = {len(code) for code in codes if code.isdecimal()}
    return widths.pop() if len(widths) == 1 else None


def _code_text(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else None
    return str(value).strip() or None if isinstance(value, int | str) else None


def _cleaned(value: object) -> object:
    return " ".join(value.split()) or None if isinstance(value, str) else value


def _count(value: object, coding: _Coding) -> object:
    """A number of people, also where a table holds it as text; what cannot be one is unknown, and said."""
    text = value.replace(".", "").replace(",", "").replace(" ", "") if isinstance(value, str) else value
    number = int(text) if isinstance(text, str) and text.isdecimal() else text
    is_whole = (isinstance(number, float) and number.is_integer()) or isinstance(number, int)
    if number is None or (is_whole and float(number) >= 0):  # type: ignore[arg-type]
        return number
    coding.unread += 1
    return None


def _full_name(name: object, kind: object, kinds: frozenset[str]) -> object:
    """A name with its kind before it, where a file keeps the two apart."""
    if not isinstance(name, str) or not isinstance(kind, str) or fold(kind) not in kinds:
        return name
    # Quán Thánh is no quận, Phương Liên no phường: only with its marks is a kind one.
    if split_kind(name)[0] == fold(kind) and name.casefold().startswith((kind.casefold(), fold(kind))):
        return name
    return f"{kind.strip().capitalize()} {name}"


def _coded(row: UnitRow, coding: _Coding) -> UnitRow | None:
    """The row with a code and all that goes with it; None, and a question, when it cannot be told."""
    code = coding.matches.get(row.pointer) or row.values.get("ward_code") or _id_code(row)
    if coding.matches.get(row.pointer) in coding.register.positions:
        return _as_registered(row, coding.register.ward(str(code)))
    if code is not None:
        return replace(row, values={**_with_district_code(row.values, coding), "ward_code": code})
    name, district = (str(row.values.get(each) or "") for each in ("ward_name", "district_name"))
    district = district or str(row.values.get("district_code") or "")
    found = _found(coding.finder, name, district)
    if isinstance(found, WardMatch):
        coding.by_name[row.pointer] = found.ward.code
        return _as_registered(row, found.ward)
    coding.questions.append(_question(row, name, district, found, coding.register))
    return None


def _found(finder: WardFinder, name: str, district: str) -> WardMatch | Unmatched | None:
    """The ward of a name that may begin with a word like a kind: Phương Liên without its marks reads as phường Liên.

    It is taken only where every way to read it that names a ward names the same one.
    """
    plain = finder.find(name, district=district)
    if not name or (isinstance(plain, Unmatched) and plain.why is not NoMatch.UNKNOWN):
        return plain
    readings = [plain, *(finder.find(f"{kind} {name}", district=district) for kind in ("Phường", "Xã"))]
    matches = {each.ward.code: each for each in readings if isinstance(each, WardMatch)}
    if len(matches) == 1:
        return next(iter(matches.values()))
    return Unmatched(name, NoMatch.AMBIGUOUS, tuple(each.ward for each in matches.values())) if matches else plain


def _id_code(row: UnitRow) -> object:
    return row.feature_id if isinstance(row.feature_id, str) and row.feature_id else None


def _with_district_code(values: Mapping[str, object], coding: _Coding) -> Mapping[str, object]:
    """A district the file names without its code gets the code of that name."""
    name = values.get("district_name")
    if values.get("district_code") is not None or not isinstance(name, str):
        return values
    return {**values, "district_code": coding.finder.district_code(name)}


def _as_registered(row: UnitRow, ward: Ward) -> UnitRow:
    """A row that was recognised says of itself what the register says: names without marks go no further."""
    values = {
        **row.values,
        "ward_code": ward.code,
        "ward_name": ward.name,
        "ward_kind": ward.kind,
        "district_code": ward.district_code,
        "district_name": ward.district_name,
        "district_kind": ward.district_kind,
    }
    return replace(row, values=values)


def _question(row: UnitRow, name: str, district: str, found: Unmatched | None, register: Register) -> NameQuestion:
    index = row.pointer.rpartition("/")[2]
    if not register.codes:
        why = Phrase(
            f"Đối tượng {index} không có mã và chưa có danh mục để tìm mã theo tên; chỉ cột mã bằng --code-column.",
            f"Feature {index} has no code, and there is no register to find it in; name its column with --code-column.",
        )
    elif found is None:
        why = Phrase(
            f"Đối tượng {index} không có mã và không có tên; chỉ cột bằng --code-column hoặc --name-column.",
            f"Feature {index} has neither code nor name; name the columns with --code-column or --name-column.",
        )
    else:
        vi, en = found.message
        why = Phrase(f"Đối tượng {index}: {vi}", f"Feature {index}: {en}")
    return NameQuestion(row.pointer, name, district, why, found.candidates if found else ())


def _asked_about_twins(rows: Sequence[UnitRow], coding: _Coding) -> list[UnitRow]:
    """Two rows that were found to be one ward by name are not joined: at least one of them is another."""
    # A code may still be anything JSON holds here, also what cannot be counted; it is refused later.
    times = Counter(str(row.values["ward_code"]) for row in rows)
    twins = [row for row in rows if row.pointer in coding.by_name and times[str(row.values["ward_code"])] > 1]
    for row in twins:
        ward = coding.register.ward(coding.by_name.pop(row.pointer))
        found = Unmatched(str(ward.name), NoMatch.AMBIGUOUS, (ward,))
        coding.questions.append(_question(row, ward.name, ward.district_name or "", found, coding.register))
    gone = {row.pointer for row in twins}
    return [row for row in rows if row.pointer not in gone]


def _with_districts(rows: list[UnitRow], register: Register) -> list[UnitRow]:
    """A file of shapes that says nothing of districts keeps those on record, if all its units are still the same.

    Codes were used again for other ground in 2025, so a code alone proves nothing: the names must agree too.
    """
    known = [register.positions.get(str(row.values["ward_code"])) for row in rows]
    if not rows or not all(
        at is not None and spelled(register.wards[at].name).key == spelled(str(row.values.get("ward_name") or "")).key
        for at, row in zip(known, rows, strict=True)
    ):
        return rows
    return [_as_registered(row, register.ward(str(row.values["ward_code"]))) for row in rows]


def _remarks(coding: _Coding) -> list[Phrase]:
    said = []
    if coding.padded:
        said.append(
            Phrase(
                f"Đã trả số 0 ở đầu cho {coding.padded} mã.", f"Leading zeros were put back on {coding.padded} codes."
            )
        )
    if coding.by_name:
        count = len(coding.by_name)
        said.append(
            Phrase(f"Đã tìm mã của {count} đơn vị theo tên.", f"The codes of {count} units were found by name.")
        )
    if coding.unread:
        said.append(
            Phrase(
                f"Bỏ {coding.unread} số dân không đọc được; dân số đã biết được giữ.",
                f"{coding.unread} numbers of people could not be read; those on record are kept.",
            )
        )
    return said
