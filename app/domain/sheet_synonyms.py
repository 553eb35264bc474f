"""The words over columns, and what each of them stands for; docs/sheets.md shows the list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.intake_columns import NEW_F1_CONTACTS, NOTE, POSITIVES, SAMPLES, TOTAL
from app.domain.vocabulary import CaseClass


class ColumnRole(StrEnum):
    """What a column holds; the names of report columns are those of `intake_columns`."""

    COMMUNITY_UNKNOWN_SOURCE = CaseClass.COMMUNITY_UNKNOWN_SOURCE.value
    COMMUNITY_KNOWN_SOURCE = CaseClass.COMMUNITY_KNOWN_SOURCE.value
    LOCKDOWN_AREA = CaseClass.LOCKDOWN_AREA.value
    QUARANTINE = CaseClass.QUARANTINE.value
    IMPORTED = CaseClass.IMPORTED.value
    TOTAL = TOTAL
    SAMPLES = SAMPLES
    POSITIVES = POSITIVES
    NEW_F1_CONTACTS = NEW_F1_CONTACTS
    NOTE = NOTE
    WARD_CODE = "ward_code"
    WARD_NAME = "ward_name"
    DISTRICT = "district"
    REPORTING_DATE = "reporting_date"
    ROW_NUMBER = "row_number"
    UNCLASSED = "unclassed"
    """New cases, or community cases, of a class the heading does not say."""
    COMMUNITY = "community"
    """Community cases without a word about their source."""
    PASSED_OVER = "passed_over"
    """Understood, but nothing that is reported: running totals, people in care, yesterday's numbers."""


CASE_ROLES: Final = tuple(ColumnRole(each.value) for each in CaseClass)
NUMBER_ROLES: Final = frozenset(
    {
        *CASE_ROLES,
        ColumnRole.TOTAL,
        ColumnRole.SAMPLES,
        ColumnRole.POSITIVES,
        ColumnRole.NEW_F1_CONTACTS,
        ColumnRole.UNCLASSED,
        ColumnRole.COMMUNITY,
    }
)
NOT_READ: Final = frozenset({ColumnRole.ROW_NUMBER, ColumnRole.PASSED_OVER, ColumnRole.UNCLASSED, ColumnRole.COMMUNITY})
"""Columns of which nothing is taken, though they are understood."""
WARD_ROLES: Final = frozenset({ColumnRole.WARD_CODE, ColumnRole.WARD_NAME})


@dataclass(frozen=True)
class Synonyms:
    """Folded words that give a role: the whole heading, or (`parts`) words that may stand anywhere in it."""

    role: ColumnRole
    whole: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


def _whole(*words: str) -> frozenset[str]:
    return frozenset(words)


SYNONYMS: Final = (
    Synonyms(
        ColumnRole.ROW_NUMBER, _whole("stt", "tt", "so tt", "so thu tu", "s tt", "no", "row", "so thu tu tt", "thu tu")
    ),
    Synonyms(
        ColumnRole.WARD_CODE,
        _whole("ward code", "ma", "ma so", "code", "ma don vi", "ma dvhc", "ma dia ban", "ma dia phuong"),
        ("ma xa", "ma phuong", "ma px", "ma don vi hanh chinh"),
    ),
    Synonyms(
        ColumnRole.DISTRICT,
        _whole("district", "district code", "district name", "quan", "huyen", "q h", "qh"),
        ("quan huyen", "ten quan", "ten huyen", "ma huyen", "ma quan", "huyen quan", "huyen thi xa"),
        unless=("phuong", "xa phuong"),
    ),
    Synonyms(
        ColumnRole.REPORTING_DATE,
        _whole(
            "reporting date",
            "date",
            "ngay",
            "ngay bao cao",
            "ngay thang",
            "ngay thang nam",
            "ngay so lieu",
            "ngay ghi nhan",
            "thoi gian",
        ),
    ),
    Synonyms(
        ColumnRole.WARD_NAME,
        _whole(
            "ward",
            "ward name",
            "xa",
            "phuong",
            "don vi",
            "ten don vi",
            "dia ban",
            "ten dia ban",
            "dia phuong",
            "ten",
            "noi bao cao",
            "don vi bao cao",
            "don vi hanh chinh",
            "tram y te",
            "tyt",
            "tram",
            "commune",
        ),
        (
            "xa phuong",
            "phuong xa",
            "xa thi tran",
            "thi tran xa",
            "phuong thi tran",
            "xa tt",
            "ten xa",
            "ten phuong",
            "px tt",
            "tram y te xa",
        ),
        unless=("ma xa", "ma phuong"),
    ),
    Synonyms(ColumnRole.NOTE, _whole("note", "notes", "gc", "luu y", "y kien"), ("ghi chu", "chu thich", "dien giai")),
    Synonyms(
        ColumnRole.PASSED_OVER,
        _whole("f2", "f3", "khac", "dan so", "population"),
        (
            "luy ke",
            "luy tien",
            "tich luy",
            "cong don",
            "tu dau",
            "tu truoc",
            "den nay",
            "cumulative",
            "dang dieu tri",
            "dang cach ly",
            "hien dang",
            "hom qua",
            "hom truoc",
            "ngay truoc",
            "yesterday",
            "khoi benh",
            "ra vien",
            "xuat vien",
            "tu vong",
            "f2",
            "deaths",
            "recovered",
            "am tinh",
            "ty le",
            "muc nguy co",
            "cap do",
        ),
    ),
    Synonyms(
        ColumnRole.NEW_F1_CONTACTS,
        _whole("f1", "new f1 contacts", "new f1", "tiep xuc gan"),
        (
            "f1 moi",
            "so f1",
            "moi f1",
            "truy vet f1",
            "f1 truy vet",
            "f1 phat hien",
            "f1 trong ngay",
            "tiep xuc gan moi",
        ),
        unless=("thanh f0", "chuyen f0", "cach ly"),
    ),
    Synonyms(ColumnRole.PASSED_OVER, parts=("f1",), unless=("thanh f0", "chuyen f0", "f1 la f0", "da la f1")),
    Synonyms(
        ColumnRole.POSITIVES,
        _whole("positive", "positives", "positive tests", "so dt"),
        ("mau duong tinh", "duong tinh", "mau duong"),
        unless=("ca duong tinh", "benh nhan duong tinh", "nguoi duong tinh", "cong dong", "phong toa", "cach ly"),
    ),
    Synonyms(
        ColumnRole.SAMPLES,
        _whole("samples", "tests", "mau", "xn", "so xn"),
        ("so mau", "lay mau", "mau xet nghiem", "xet nghiem", "mau xn", "tong mau", "mau lay"),
        unless=("cho ket qua", "chua co ket qua", "duong tinh", "ca duong"),
    ),
    Synonyms(
        ColumnRole.COMMUNITY_UNKNOWN_SOURCE,
        _whole("community unknown source", "unknown source", "community source unknown", "unknown"),
        (
            "chua ro",
            "khong ro",
            "ko ro",
            "k ro",
            "chua xac dinh",
            "khong xac dinh",
            "chua biet nguon",
            "mat dau",
            "source unknown",
            "unknown source",
        ),
    ),
    Synonyms(
        ColumnRole.COMMUNITY_KNOWN_SOURCE,
        _whole("community known source", "known source", "community source known", "known", "rn", "cd ro"),
        (
            "ro nguon",
            "da ro",
            "xac dinh nguon",
            "da xac dinh",
            "xac dinh duoc nguon",
            "biet nguon",
            "co nguon",
            "source known",
            "known source",
        ),
    ),
    Synonyms(
        ColumnRole.LOCKDOWN_AREA,
        _whole("lockdown area", "lockdown", "locked down area", "kpt", "pt"),
        ("phong toa", "khu pt", "vung pt", "kpt", "lockdown"),
    ),
    Synonyms(
        ColumnRole.QUARANTINE,
        _whole("quarantine", "kcl", "cl", "cltt", "kcltt"),
        ("cach ly", "khu cl", "kcl", "cach li", "quarantine"),
    ),
    Synonyms(ColumnRole.IMPORTED, _whole("imported", "nc"), ("nhap canh", "nuoc ngoai ve", "imported")),
    Synonyms(
        ColumnRole.COMMUNITY,
        _whole("community", "cd"),
        ("cong dong", "ngoai cd", "tai cd", "ca cd", "f0 cd", "community"),
    ),
    Synonyms(
        ColumnRole.TOTAL,
        _whole("tong", "tong so", "tong cong", "cong", "total", "tong ca", "tong so ca", "tong so ca mac", "tong f0"),
        ("tong ca moi", "tong so ca", "tong cong ca", "tong so f0", "total cases"),
    ),
    Synonyms(
        ColumnRole.UNCLASSED,
        _whole(
            "moi", "new cases", "cases", "f0", "ca", "so luong", "sl", "so lieu", "mac moi", "mac", "so mac", "ca f0"
        ),
        (
            "ca moi",
            "so ca",
            "ca mac",
            "ca benh",
            "f0 moi",
            "so f0",
            "mac moi",
            "ca duong tinh",
            "thanh f0",
            "chuyen f0",
            "benh nhan",
            "nguoi duong tinh",
            "so nguoi mac",
            "new cases",
        ),
    ),
)
"""In the order in which they are tried; docs/sheets.md shows them."""
