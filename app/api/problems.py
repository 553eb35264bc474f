"""The one table from faults to HTTP: status, slug, title, and what the page about each problem says (RFC 9457).

`PROBLEMS` maps every fault of the domain; what only HTTP can get wrong is in `problem_kinds`. Nothing else in the
project picks a status code for a fault. Each entry with a slug is served as a page at `/problems/<slug>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.api.problem_kinds import EDGE_PROBLEMS, INVALID_REQUEST, ProblemSpec
from app.domain import errors as faults
from app.domain.errors import ZoneError

PROBLEMS: Final[dict[type[ZoneError], ProblemSpec]] = {
    faults.NotFound: ProblemSpec(
        404,
        "not-found",
        "Không tìm thấy",
        "Not found",
        "Kiểm tra lại mã; mã là chữ, số 0 ở đầu có nghĩa.",
        "Check the identifier; codes are text and leading zeros count.",
    ),
    faults.WardNotFound: ProblemSpec(
        404,
        "ward-not-found",
        "Không có phường, xã này",
        "No such ward",
        "Tìm mã đúng ở GET /api/v1/wards?q=…; một mã có thể chưa hoặc không còn hiệu lực vào ngày hỏi.",
        "Find the code with GET /api/v1/wards?q=…; a code may not be in force on the day asked about.",
    ),
    faults.DistrictNotFound: ProblemSpec(
        404,
        "district-not-found",
        "Không có quận, huyện này",
        "No such district",
        "Xem danh sách mã ở GET /api/v1/districts.",
        "List the codes with GET /api/v1/districts.",
    ),
    faults.PolicyNotFound: ProblemSpec(
        404,
        "policy-not-found",
        "Không có bộ quy tắc này",
        "No such policy",
        "Xem danh sách ở GET /api/v1/policies.",
        "List them with GET /api/v1/policies.",
    ),
    faults.OutbreakNotFound: ProblemSpec(
        404,
        "outbreak-not-found",
        "Không có ổ dịch này",
        "No such outbreak",
        "Kiểm tra lại mã ổ dịch.",
        "Check the identifier of the outbreak.",
    ),
    faults.DecisionNotFound: ProblemSpec(
        404,
        "decision-not-found",
        "Không có quyết định này",
        "No such decision",
        "Xem danh sách ở GET /api/v1/decisions.",
        "List them with GET /api/v1/decisions.",
    ),
    faults.BoundaryVersionNotFound: ProblemSpec(
        404,
        "boundary-version-not-found",
        "Không có phiên bản ranh giới này",
        "There is no such boundary version",
        "Lấy boundary_version hiện tại ở GET /api/v1/zones.",
        "Take the present boundary_version from GET /api/v1/zones.",
    ),
    faults.RunNotFound: ProblemSpec(
        404,
        "run-not-found",
        "Không có lượt phân loại này",
        "No such reclassification run",
        "Xem danh sách ở GET /api/v1/reclassifications.",
        "List them with GET /api/v1/reclassifications.",
    ),
    faults.PublicationNotFound: ProblemSpec(
        404,
        "publication-not-found",
        "Không có công bố số này",
        "No such publication",
        "Xem danh sách ở GET /api/v1/publications; số đi từ 1, không bỏ số nào.",
        "List them with GET /api/v1/publications; numbers run from 1 without a gap.",
    ),
    faults.ReportNotFound: ProblemSpec(
        404,
        "report-not-found",
        "Chưa có báo cáo này",
        "No such case report",
        "Gửi báo cáo mới bằng POST /api/v1/case-reports.",
        "Send a new report with POST /api/v1/case-reports.",
    ),
    faults.SubmissionNotFound: ProblemSpec(
        404,
        "receipt-not-found",
        "Không có biên nhận này",
        "No such receipt",
        "Xem danh sách đã gửi ở GET /api/v1/submissions.",
        "List what was sent with GET /api/v1/submissions.",
    ),
    faults.UnitNotFound: ProblemSpec(
        404,
        "unit-not-found",
        "Không có đơn vị này",
        "No such unit",
        "Xem mã ở GET /api/v1/wards và GET /api/v1/districts; toàn thành phố là “city”.",
        "Find codes with GET /api/v1/wards and GET /api/v1/districts; the whole city is “city”.",
    ),
    faults.IndicatorNotFound: ProblemSpec(
        404,
        "indicator-not-found",
        "Không có chỉ số này",
        "No such indicator",
        "Xem danh sách ở GET /api/v1/indicators/catalogue.",
        "List them with GET /api/v1/indicators/catalogue.",
    ),
    faults.IndicatorValueNotFound: ProblemSpec(
        404,
        "indicator-value-not-found",
        "Chưa có giá trị này",
        "No such indicator value",
        "Gửi giá trị mới bằng POST /api/v1/indicators.",
        "Send a new value with POST /api/v1/indicators.",
    ),
    faults.Invalid: INVALID_REQUEST,
    faults.FutureReportingDate: ProblemSpec(
        422,
        "future-reporting-date",
        "Ngày báo cáo chưa bắt đầu",
        "The reporting day has not begun",
        "Gửi một ngày không muộn hơn ngày đang mở; ngày được tính theo giờ Việt Nam và giờ chốt số liệu.",
        "Send a day no later than the open one; the day follows Viet Nam time and the cut-off.",
    ),
    faults.InvalidGeometry: ProblemSpec(
        422,
        "invalid-geometry",
        "Hình không dùng được",
        "The shape cannot be used",
        "Gửi GeoJSON kinh độ trước, vĩ độ sau (CRS84), đa giác khép kín và không tự cắt.",
        "Send GeoJSON with longitude first (CRS84), polygons closed and not crossing themselves.",
    ),
    faults.InvalidPolicy: ProblemSpec(
        422,
        "invalid-policy",
        "Bộ quy tắc không hợp lệ",
        "The policy is not valid",
        "Sửa các chỗ nêu trong `errors`; kiểm tra trước bằng `khoanhvung policy check`.",
        "Mend what `errors` names; check beforehand with `khoanhvung policy check`.",
    ),
    faults.InvalidImport: ProblemSpec(
        422,
        "invalid-import",
        "Tệp không nhận được",
        "The file cannot be taken",
        "Sửa mọi dòng nêu trong `errors` rồi gửi lại cả tệp; chưa có dòng nào được ghi.",
        "Mend every row named in `errors` and send the whole file again; no row was stored.",
    ),
    faults.IdempotencyMismatch: ProblemSpec(
        422,
        "idempotency-key-reused",
        "Khoá Idempotency-Key đã dùng cho nội dung khác",
        "The Idempotency-Key was used for other content",
        "Nội dung mới cần khoá mới; chỉ dùng lại khoá khi gửi lại y nguyên.",
        "New content needs a new key; reuse a key only to send the same again.",
    ),
    faults.Conflict: ProblemSpec(
        409,
        "conflict",
        "Trái với điều đang lưu",
        "In conflict with what is stored",
        "Xem trạng thái hiện tại rồi quyết định lại.",
        "Look at the current state and decide again.",
    ),
    faults.ReportConflict: ProblemSpec(
        409,
        "report-conflict",
        "Đã có báo cáo khác cho phường, xã và ngày này",
        "Another report of this ward and day is stored",
        "Muốn sửa, gọi địa chỉ ở `correction` với If-Match mang phiên bản hiện tại.",
        "To correct it, call the address in `correction` with If-Match naming the current version.",
    ),
    faults.ConfirmationRequired: ProblemSpec(
        409,
        "confirmation-required",
        "Có số cần xem lại trước khi gửi",
        "Figures need a second look",
        "Xem lại từng số trong `errors`. Nếu đúng, gửi lại với confirmations: mỗi mục có code và reason.",
        "Look again at each figure in `errors`. If right, send again with confirmations, each a code and a reason.",
    ),
    faults.IndicatorConflict: ProblemSpec(
        409,
        "indicator-conflict",
        "Đã có giá trị khác cho đơn vị, chỉ số và ngày này",
        "Another value of this unit, indicator and day is stored",
        "Muốn sửa, gọi địa chỉ ở `correction` với If-Match mang phiên bản hiện tại.",
        "To correct it, call the address in `correction` with If-Match naming the current version.",
    ),
    faults.RingStateConflict: ProblemSpec(
        409,
        "ring-state-conflict",
        "Vùng phong toả không chuyển được sang trạng thái này",
        "The ring cannot move to this state",
        "Xem `ring_status` hiện tại trước khi đổi.",
        "Look at the current `ring_status` before changing it.",
    ),
    faults.OutbreakStateConflict: ProblemSpec(
        409,
        "outbreak-state-conflict",
        "Ổ dịch không còn sửa được như vậy",
        "The outbreak cannot be changed in that way",
        "Ổ dịch đã đóng thì mở ổ dịch mới.",
        "A closed outbreak stays closed: open a new one.",
    ),
    faults.DecisionConflict: ProblemSpec(
        409,
        "decision-conflict",
        "Quyết định này không đứng được cùng điều đang có",
        "The decision cannot stand beside what there is",
        "Thu hồi quyết định nêu ở `decision_id`, hoặc cho quyết định mới bắt đầu khi nó hết hiệu lực; bộ quy tắc chỉ "
        "cho nâng thì gửi mức không thấp hơn mức tính được.",
        "Revoke the decision named in `decision_id`, or let the new one begin when it ends; under a policy that only "
        "lets decisions raise, send a level no lower than the computed one.",
    ),
    faults.TooManyDrafts: ProblemSpec(
        409,
        "too-many-drafts",
        "Quá nhiều bản nháp",
        "Too many drafts",
        "Gửi hoặc xoá bớt bản nháp của những ngày cũ.",
        "Send or delete drafts of earlier days.",
    ),
    faults.DrillRefused: ProblemSpec(
        409,
        "drill-refused",
        "Diễn tập và số liệu thật không được lẫn vào nhau",
        "A drill and real data may not mix",
        "Chạy diễn tập trên một kho dữ liệu riêng.",
        "Run drills on a database of their own.",
    ),
    faults.RunInProgress: ProblemSpec(
        409,
        "run-in-progress",
        "Lượt này đang được chạy",
        "The run is in progress",
        "Chờ lượt đang chạy xong; gửi lại không làm thay đổi gì thêm.",
        "Wait until it is done; sending again changes nothing more.",
    ),
    faults.NotYetJudged: ProblemSpec(
        409,
        "not-yet-judged",
        "Ngày đã chốt chưa được phân loại",
        "The closed day was not judged yet",
        "Chạy phân loại cho ngày nêu ở `closed_day` rồi công bố lại.",
        "Judge the day in `closed_day`, then publish again.",
    ),
    faults.AlreadySuperseded: ProblemSpec(
        409,
        "already-superseded",
        "Công bố ấy đã được thay",
        "That publication was superseded already",
        "Thay số nêu ở `superseded_by`.",
        "Supersede the number in `superseded_by`.",
    ),
    faults.StaleVersion: ProblemSpec(
        412,
        "stale-version",
        "Phiên bản đang dựa vào đã cũ",
        "The version leaned on is no longer current",
        "Xem giá trị hiện tại, rồi gửi lại với If-Match mới nếu vẫn muốn sửa.",
        "Look at the current value, then send again with the new If-Match if the change still holds.",
    ),
    faults.StaleDraft: ProblemSpec(
        412,
        "stale-draft",
        "Bản nháp đã đổi ở thẻ hoặc máy khác",
        "The draft was changed in another tab or device",
        "Gộp với bản ở `current` từng ô một, rồi lưu lại với If-Match mang `current_version`.",
        "Merge with `current` cell by cell, then keep it again with If-Match naming `current_version`.",
    ),
    faults.PreconditionMissing: ProblemSpec(
        428,
        "precondition-required",
        "Cần tiêu đề If-Match",
        "If-Match is required",
        "Đọc báo cáo, lấy ETag và gửi lại trong If-Match.",
        "Read the report and send its ETag back in If-Match.",
    ),
    faults.AccessDenied: ProblemSpec(
        403,
        "access-denied",
        "Tài khoản không được phép",
        "The account may not do this",
        "Nhờ người có vai trò phù hợp; không có gì được ghi.",
        "Ask someone with the right role; nothing was written.",
    ),
    faults.NotYourDistrict: ProblemSpec(
        403,
        "not-your-district",
        "Ngoài địa bàn phụ trách",
        "Outside your districts",
        "Nhờ quận, huyện phụ trách gửi, hoặc nhờ quản trị viên mở rộng địa bàn.",
        "Ask the district in charge, or have the administrator widen the scope.",
    ),
    faults.RoleRequired: ProblemSpec(
        403,
        "role-required",
        "Cần vai trò khác",
        "Another role is needed",
        "Nhờ người có một trong các vai trò nêu trong câu trả lời.",
        "Ask someone with one of the roles named in the answer.",
    ),
    faults.NotAuthenticated: ProblemSpec(
        401,
        "not-authenticated",
        "Cần đăng nhập",
        "Sign in first",
        "Lấy mã ở POST /api/v1/auth/token rồi gửi trong Authorization: Bearer ….",
        "Get a token at POST /api/v1/auth/token and send it in Authorization: Bearer ….",
    ),
    faults.TooManyAttempts: ProblemSpec(
        429,
        "too-many-attempts",
        "Sai quá nhiều lần",
        "Too many wrong tries",
        "Chờ hết số giây trong Retry-After rồi thử lại.",
        "Wait for the seconds in Retry-After and try again.",
    ),
    faults.TooManyChecks: ProblemSpec(
        429,
        "too-many-checks",
        "Đang kiểm tra nhiều tệp cùng lúc",
        "Too many files are being checked",
        "Gửi lại sau số giây trong Retry-After, hoặc tra bằng số hay SHA-256.",
        "Send it again after the seconds in Retry-After, or look the number or the SHA-256 up.",
    ),
    faults.BacktestInProgress: ProblemSpec(
        429,
        "backtest-in-progress",
        "Đang tính một phép thử lại khác",
        "Another back-test is being computed",
        "Gửi lại sau số giây trong Retry-After; phép thử lại vừa tính xong được trả lời ngay.",
        "Send it again after the seconds in Retry-After; one that was just computed is answered at once.",
    ),
    faults.NothingToJudge: ProblemSpec(
        409,
        "nothing-to-judge",
        "Chưa có gì để phân loại",
        "There is nothing to judge",
        "Nạp danh mục phường, xã và chờ ít nhất một ngày báo cáo đã chốt.",
        "Load the register of wards and wait for at least one closed reporting day.",
    ),
    faults.Unavailable: ProblemSpec(
        503,
        "unavailable",
        "Tạm thời chưa phục vụ được",
        "Not available just now",
        "Gửi lại y nguyên sau số giây trong Retry-After; gửi lại không bị tính hai lần.",
        "Send the same again after the seconds in Retry-After; it will not count twice.",
    ),
}


def spec_of(error_type: type[ZoneError]) -> ProblemSpec | None:
    """The table's entry for a fault or for its nearest ancestor; None when nobody filled it in."""
    for ancestor in error_type.__mro__:
        if ancestor in PROBLEMS:
            return PROBLEMS[ancestor]
    return None


def specs_with_pages() -> Iterator[ProblemSpec]:
    """Every problem that has a page, each once, in the order of status and slug."""
    named = {spec.slug: spec for spec in (*EDGE_PROBLEMS, *PROBLEMS.values()) if spec.slug}
    yield from sorted(named.values(), key=lambda spec: (spec.status, spec.slug))
