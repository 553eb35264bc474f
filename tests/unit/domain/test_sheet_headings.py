"""What columns hold, by the words over them."""

from __future__ import annotations

import pytest

from app.domain.intake_columns import INTAKE_COLUMNS
from app.domain.sheet_headings import role_of_heading, role_of_words
from app.domain.sheet_synonyms import CASE_ROLES, SYNONYMS, ColumnRole

OVERHEARD = {
    ColumnRole.ROW_NUMBER: ("STT", "TT", "Số TT"),
    ColumnRole.WARD_CODE: ("Mã xã", "Mã ĐVHC", "ward_code", "MÃ PHƯỜNG"),
    ColumnRole.WARD_NAME: ("Xã, phường", "Phường/Xã/TT", "Đơn vị", "Tên xã", "Địa bàn", "TEN DON VI", "ward_name"),
    ColumnRole.DISTRICT: ("Quận/huyện", "Quận huyện", "district_code", "Huyện"),
    ColumnRole.REPORTING_DATE: ("Ngày", "Ngày báo cáo", "reporting_date"),
    ColumnRole.COMMUNITY_UNKNOWN_SOURCE: (
        "Cộng đồng, chưa rõ nguồn",
        "F0 CĐ chưa rõ nguồn lây",
        "Không rõ nguồn",
        "Chưa xác định nguồn lây",
    ),
    ColumnRole.COMMUNITY_KNOWN_SOURCE: ("Cộng đồng, rõ nguồn", "Đã rõ nguồn lây", "Xác định được nguồn lây"),
    ColumnRole.LOCKDOWN_AREA: ("Khu phong toả", "Trong vùng phong tỏa", "Ca phong toả"),
    ColumnRole.QUARANTINE: ("Khu cách ly", "Cách ly tập trung", "KCL", "F0 trong khu cách ly"),
    ColumnRole.IMPORTED: ("Nhập cảnh", "Ca nhập cảnh"),
    ColumnRole.TOTAL: ("Tổng", "Tổng số ca", "Tổng cộng"),
    ColumnRole.SAMPLES: ("Số mẫu", "Số mẫu lấy", "Tổng số mẫu XN", "Xét nghiệm"),
    ColumnRole.POSITIVES: ("Dương tính", "Số mẫu dương tính"),
    ColumnRole.NEW_F1_CONTACTS: ("F1 mới", "F1", "Số F1 truy vết"),
    ColumnRole.NOTE: ("Ghi chú", "GHI CHU"),
    ColumnRole.UNCLASSED: ("Ca mới", "Số ca mắc", "F0", "Số ca dương tính", "F1 chuyển F0"),
    ColumnRole.COMMUNITY: ("Cộng đồng", "Ca cộng đồng"),
    ColumnRole.PASSED_OVER: (
        "Luỹ kế ca mắc",
        "Tổng số ca từ đầu dịch",
        "F1 đang cách ly",
        "Ca hôm qua",
        "Đang điều trị",
        "Khỏi bệnh",
        "F2",
    ),
}


@pytest.mark.parametrize(("role", "words"), [(role, words) for role, heard in OVERHEARD.items() for words in heard])
def test_a_heading_is_understood(role: ColumnRole, words: str) -> None:
    assert role_of_words(words) is role


@pytest.mark.parametrize("words", ["", "Họ và tên", "Số điện thoại", "x" * 500, "???"])
def test_other_words_are_not_understood(words: str) -> None:
    assert role_of_words(words) is None


@pytest.mark.parametrize("column", INTAKE_COLUMNS, ids=lambda column: column.name)
def test_our_own_columns_are_understood_by_name_and_heading(column: object) -> None:
    each = next(known for known in INTAKE_COLUMNS if known is column)

    assert {role_of_words(words) for words in (each.name, *each.heading)} == {ColumnRole(each.name)}


@pytest.mark.parametrize(
    ("words", "role"),
    [
        (["Ca mới", "Cộng đồng", "Chưa rõ nguồn"], ColumnRole.COMMUNITY_UNKNOWN_SOURCE),
        (["Cách ly", "Số ca"], ColumnRole.QUARANTINE),
        (["Ca mới", "Tổng"], ColumnRole.TOTAL),
        (["Xét nghiệm", "Tổng"], ColumnRole.PASSED_OVER),
        (["Xét nghiệm", "Số ca"], ColumnRole.UNCLASSED),
        (["F1", "Mới"], ColumnRole.NEW_F1_CONTACTS),
        (["Luỹ kế", "F1"], ColumnRole.PASSED_OVER),
        (["Luỹ kế", "Cách ly"], ColumnRole.PASSED_OVER),
        (["Cách ly", "Luỹ kế"], ColumnRole.PASSED_OVER),
        (["Cộng đồng", "Tổng"], ColumnRole.COMMUNITY),
        (["Chưa rõ nguồn", "Nam"], None),
    ],
)
def test_a_heading_of_several_rows_is_understood_from_below(words: list[str], role: ColumnRole | None) -> None:
    assert role_of_heading(words) is role


def test_no_word_stands_for_two_roles_as_a_whole() -> None:
    words = [word for each in SYNONYMS for word in each.whole]

    assert len(words) == len(set(words))


def test_every_class_of_cases_has_words() -> None:
    assert set(CASE_ROLES) <= {each.role for each in SYNONYMS}
