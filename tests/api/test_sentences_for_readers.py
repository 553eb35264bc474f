"""What pages leave out of the sentences of problems."""

from __future__ import annotations

import pytest

from app.api.pages.readers import for_readers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Có gì đó. Không có gì được ghi.", "Có gì đó. Không có gì được ghi."),
        ("Không có “9”. Xem mã đúng ở GET /api/v1/wards?q=…", "Không có “9”."),
        (
            "Không có “9”. Biên nhận có dạng BN-000123; xem danh sách ở GET /api/v1/submissions.",
            "Không có “9”. Biên nhận có dạng BN-000123.",
        ),
        (
            "Mở lại được ở trang /staff/progress hoặc bằng POST /api/v1/reporting-days/2021-08-11/reopen.",
            "Mở lại được ở trang /staff/progress.",
        ),
        (
            "A supervisor can open it again, with a reason, on /staff/progress or with POST /api/v1/x/reopen.",
            "A supervisor can open it again, with a reason, on /staff/progress.",
        ),
        (
            "Đổi ở trang /staff/password (hoặc POST /api/v1/auth/password) rồi làm tiếp.",
            "Đổi ở trang /staff/password rồi làm tiếp.",
        ),
        ("1 chỗ cần sửa; xem errors. Chỗ đầu: là ngày.", "1 chỗ cần sửa. Chỗ đầu: là ngày."),
        ("Gọi PUT /api/v1/case-reports/A.", "Gọi PUT /api/v1/case-reports/A."),
    ],
)
def test_calls_of_the_api_are_left_out(text: str, told: str) -> None:
    assert for_readers(text) == told
