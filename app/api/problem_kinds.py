"""What a kind of problem is, and the kinds that only HTTP can get wrong: bodies, heads, addresses, origins."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final


@dataclass(frozen=True)
class ProblemSpec:
    """One kind of problem: constant status and titles, and its cure in a sentence or two for the page.

    An empty `slug` means `about:blank`: the status says it all.
    """

    status: int
    slug: str
    title_vi: str
    title_en: str
    cure_vi: str = ""
    cure_en: str = ""


MALFORMED_JSON: Final = ProblemSpec(
    400,
    "malformed-json",
    "Nội dung gửi lên không phải JSON đúng chuẩn",
    "The body is not valid JSON",
    "Gửi JSON theo RFC 8259, mã hoá UTF-8: không NaN hay Infinity, không tên trùng trong một đối tượng, không lồng quá "
    "sâu, số nằm trong khoảng biểu diễn được. `errors` chỉ chỗ sai khi xác định được.",
    "Send JSON as in RFC 8259, encoded as UTF-8: no NaN or Infinity, no name twice in one object, no deep nesting, "
    "numbers within range. `errors` points at the place where it can be told.",
)
INVALID_REQUEST: Final = ProblemSpec(
    422,
    "invalid-request",
    "Có giá trị chưa nhận được",
    "Some values cannot be taken",
    "Mỗi mục trong `errors` có `pointer` (JSON Pointer vào nội dung gửi lên; khi sai ở địa chỉ hay tiêu đề thì có thêm "
    "`in`) và `detail` nói cách sửa. Không có gì được ghi.",
    "Each entry of `errors` has a `pointer` (a JSON Pointer into the body; faults of the address or a header also say "
    "`in`) and a `detail` with the cure. Nothing was stored.",
)
BODY_TOO_LARGE: Final = ProblemSpec(
    413,
    "body-too-large",
    "Nội dung gửi lên quá lớn",
    "The body is too large",
    "Chia thành nhiều phần nhỏ hơn; `limit_bytes` là giới hạn cho địa chỉ này. Tệp lớn gửi qua POST /api/v1/imports.",
    "Split it into smaller parts; `limit_bytes` is the limit of this address. Send big files to POST /api/v1/imports.",
)
BODY_STALLED: Final = ProblemSpec(
    408,
    "body-stalled",
    "Nội dung gửi lên bị ngắt quãng quá lâu",
    "The body stopped arriving",
    "Kiểm tra đường truyền rồi gửi lại y nguyên; báo cáo gửi lại với cùng Idempotency-Key không bị tính hai lần.",
    "Check the connection and send the same request again; with the same Idempotency-Key nothing counts twice.",
)
HEADERS_STALLED: Final = ProblemSpec(
    408,
    "headers-stalled",
    "Phần đầu yêu cầu đến quá chậm",
    "The request head arrived too slowly",
    "Kiểm tra đường truyền rồi gửi lại.",
    "Check the connection and send the request again.",
)
HEADERS_TOO_LARGE: Final = ProblemSpec(
    431,
    "headers-too-large",
    "Phần đầu yêu cầu quá lớn",
    "The request head is too large",
    "Bỏ bớt tiêu đề hoặc cookie; `limit_bytes` và `limit_count` là giới hạn.",
    "Send fewer or shorter headers and cookies; `limit_bytes` and `limit_count` are the limits.",
)
ADDRESS_TOO_LONG: Final = ProblemSpec(
    414,
    "address-too-long",
    "Địa chỉ quá dài",
    "The address is too long",
    "Rút ngắn chuỗi truy vấn, hoặc lọc bằng district= thay vì liệt kê từng mã.",
    "Shorten the query string, or filter by district= instead of listing codes.",
)
UNSUPPORTED_MEDIA_TYPE: Final = ProblemSpec(
    415,
    "unsupported-media-type",
    "Kiểu nội dung không nhận được",
    "The content type cannot be taken",
    "Gửi JSON với tiêu đề Content-Type: application/json.",
    "Send JSON with the header Content-Type: application/json.",
)
CROSS_ORIGIN_WRITE: Final = ProblemSpec(
    403,
    "cross-origin-write",
    "Trang khác không được ghi vào hệ thống này",
    "Pages of other sites may not write here",
    "Gửi từ chính trang của hệ thống, từ một chương trình ngoài trình duyệt, hoặc nhờ quản trị viên thêm trang ấy vào "
    "KHOANHVUNG_CORS_ORIGINS.",
    "Send from the service's own pages, from a program outside a browser, or have the administrator add the site to "
    "KHOANHVUNG_CORS_ORIGINS.",
)

EDGE_PROBLEMS: Final[tuple[ProblemSpec, ...]] = (
    MALFORMED_JSON,
    INVALID_REQUEST,
    BODY_TOO_LARGE,
    BODY_STALLED,
    HEADERS_STALLED,
    HEADERS_TOO_LARGE,
    ADDRESS_TOO_LONG,
    UNSUPPORTED_MEDIA_TYPE,
    CROSS_ORIGIN_WRITE,
)

_TITLES_VI: Final[dict[int, str]] = {
    400: "Yêu cầu không hợp lệ",
    401: "Cần đăng nhập",
    403: "Không được phép",
    404: "Không có địa chỉ này",
    405: "Địa chỉ này không nhận phương thức ấy",
    406: "Không có dạng trả lời được yêu cầu",
    408: "Yêu cầu đến quá chậm",
    409: "Trái với điều đang lưu",
    410: "Không còn ở đây nữa",
    412: "Điều kiện kèm theo không còn đúng",
    413: "Nội dung gửi lên quá lớn",
    414: "Địa chỉ quá dài",
    415: "Kiểu nội dung không nhận được",
    416: "Đoạn yêu cầu nằm ngoài nội dung",
    422: "Có giá trị chưa nhận được",
    423: "Đang khoá",
    428: "Cần điều kiện kèm theo",
    429: "Quá nhiều yêu cầu",
    431: "Phần đầu yêu cầu quá lớn",
    500: "Lỗi trong hệ thống",
    501: "Chưa hỗ trợ",
    503: "Tạm thời chưa phục vụ được",
    504: "Xử lý quá lâu",
    507: "Hết chỗ lưu trữ",
}


def generic_spec(status: int) -> ProblemSpec:
    """The `about:blank` problem of a bare status, titled by its phrase."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Error"
    return ProblemSpec(status, "", _TITLES_VI.get(status, phrase), phrase)
