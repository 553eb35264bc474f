"""The tables people take away, column by column: the one place that names, types and explains them.

The data dictionary (docs/exports.md), `datapackage.json` and every file are made from it. Columns are a contract:
none is renamed or moved, new ones come last.
"""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase
from app.domain.vocabulary import (
    CASE_CLASSES,
    UNKNOWN,
    BoundaryStatus,
    CaseClass,
    DataStatus,
    Directive,
    LockdownLayer,
    ReasonCode,
    RingStatus,
    StatusCause,
)
from app.formats.typed_table import Kind, TableShape, TypedColumn

_LEVEL_NOTE: Final = Phrase(
    f"mã của bộ quy tắc; “{UNKNOWN}” là chưa đủ số liệu, không bao giờ là xanh",
    f"an id of the policy; “{UNKNOWN}” means too little data and is never green",
)


def _of(
    name: str,
    kind: Kind,
    vi: str,
    en: str,
    *,
    unit: str | None = None,
    values: tuple[str, ...] = (),
    is_required: bool = False,
) -> TypedColumn:
    return TypedColumn(name, kind, Phrase(vi, en), unit, values, is_required)


def _level(name: str, vi: str, en: str) -> TypedColumn:
    return _of(name, "text", f"{vi}: {_LEVEL_NOTE.vi}", f"{en}: {_LEVEL_NOTE.en}", is_required=True)


_WARD_CODE: Final = _of(
    "ward_code",
    "text",
    "Mã phường, xã; là chữ, giữ số 0 ở đầu",
    "Ward code; text, leading zeros kept",
    is_required=True,
)
_PLACE: Final = (
    _WARD_CODE,
    _of(
        "ward_name",
        "text",
        "Tên phường, xã; trống khi không còn trong danh mục",
        "Ward name; empty when it is no longer in the register",
    ),
    _of(
        "district_code",
        "text",
        "Mã quận, huyện; trống ở nơi chính quyền hai cấp",
        "District code; empty where there are no districts",
    ),
    _of("district_name", "text", "Tên quận, huyện", "District name"),
)
_BOUNDARY_STATUS: Final = _of(
    "boundary_status",
    "text",
    "Ranh giới vẽ minh họa hay chính thức",
    "Whether the boundaries are schematic or official",
    values=tuple(BoundaryStatus),
    is_required=True,
)
_DRILL: Final = _of("drill", "boolean", "Số liệu diễn tập, không phải thật", "A drill: not real data", is_required=True)
_REVISION: Final = _of(
    "revision",
    "integer",
    "Phiên bản số liệu của tệp; cùng số thì cùng nội dung",
    "Revision of the data; the same number means the same content",
    is_required=True,
)
_POLICY: Final = (
    _of("policy_id", "text", "Bộ quy tắc đã xét", "Policy it was judged by", is_required=True),
    _of("policy_version", "text", "Phiên bản bộ quy tắc", "Version of the policy", is_required=True),
)
_BOUNDARY_VERSION: Final = _of(
    "boundary_version", "text", "Phiên bản ranh giới, của /geometry", "Boundary version, as in /geometry"
)
_CAUSE: Final = _of(
    "cause", "text", "Điều làm mức này có hiệu lực", "What put the level in force", values=tuple(StatusCause)
)
_DECIDED: Final = _of(
    "decided",
    "boolean",
    "Mức do quyết định, không phải do tính",
    "The level was decided, not computed",
    is_required=True,
)
_AWAITING: Final = _of(
    "awaiting_approval", "text", "Mức thấp hơn đang chờ duyệt", "The lower level that waits for approval"
)
_DOCUMENT: Final = _of("document_number", "text", "Số văn bản quyết định", "Number of the deciding document")

STATUS: Final = TableShape(
    "status",
    Phrase("Mức nguy cơ đang có hiệu lực của từng phường, xã", "The level in force in every ward"),
    (
        *_PLACE,
        _level("level", "Mức đang có hiệu lực", "Level in force"),
        _level("computed_level", "Mức do bộ quy tắc tính", "Level the policy computes"),
        _DECIDED,
        _of(
            "data_status",
            "text",
            "Báo cáo trong kỳ đủ, thiếu một phần hay không có",
            "How much of the window was reported",
            values=tuple(DataStatus),
            is_required=True,
        ),
        _of("effective_from", "instant", "Mức có hiệu lực từ lúc", "In force since"),
        _of("as_of", "date", "Ngày báo cáo mới nhất đã xét", "Newest reporting day judged"),
        _of("testing_min_days", "integer", "Xét nghiệm lại sớm nhất sau", "Test again after at least", unit="days"),
        _of("testing_max_days", "integer", "Xét nghiệm lại muộn nhất sau", "Test again after at most", unit="days"),
        _of("testing_due_from", "date", "Vòng tới từ ngày", "Next round from"),
        _of("testing_due_by", "date", "Vòng tới muộn nhất ngày", "Next round by"),
        _of("testing_overdue_days", "integer", "Quá hạn xét nghiệm", "Testing is overdue by", unit="days"),
        _of(
            "layer",
            "text",
            "Lớp chặt nhất chạm vào xã",
            "Strictest layer that touches the ward",
            values=tuple(LockdownLayer),
        ),
        _of("layer_partial", "boolean", "Lớp chỉ phủ một phần xã", "The layer covers a part of the ward only"),
        _of(
            "ring_status",
            "text",
            "Vùng đề xuất hay đã ban hành",
            "Whether the ring is proposed or issued",
            values=(RingStatus.PROPOSED, RingStatus.ISSUED),
        ),
        _of(
            "directive",
            "text",
            "Chỉ thị chặt nhất ở bất kỳ phần nào của xã; không suy từ màu",
            "Strictest directive over any part of the ward; never inferred from a colour",
            values=tuple(Directive),
        ),
        _BOUNDARY_STATUS,
        _DRILL,
        _of("next_level", "text", "Mức sắp có hiệu lực", "The level to come"),
        _of("next_effective_from", "instant", "Mức sắp tới có hiệu lực từ", "When the level to come begins"),
        _AWAITING,
        _DOCUMENT,
        _of(
            "directive_status",
            "text",
            "Chỉ thị đã có hiệu lực hay mới đề xuất",
            "Whether the directive is in force or proposed",
            values=("in_force", "proposed"),
        ),
        _of("cordon_ids", "text", "Các khu phong tỏa trong xã, cách nhau dấu cách", "Cordons in the ward, by spaces"),
        _of("area_ids", "text", "Các khu vực trong xã, cách nhau dấu cách", "Areas in the ward, by spaces"),
        _CAUSE,
        *_POLICY,
        _BOUNDARY_VERSION,
        _REVISION,
    ),
    key=("ward_code",),
    has_shapes=True,
)

HISTORY: Final = TableShape(
    "history",
    Phrase("Các khoảng thời gian mỗi mức có hiệu lực", "The intervals in which each level was in force"),
    (
        *_PLACE,
        _of("effective_from", "instant", "Từ lúc", "From", is_required=True),
        _of("effective_until", "instant", "Đến trước lúc; trống là chưa kết thúc", "Until; empty while it lasts"),
        _level("level", "Mức đã có hiệu lực", "Level in force"),
        _level("computed_level", "Mức do bộ quy tắc tính", "Level the policy computes"),
        _level("confirmed_level", "Mức sau duyệt", "Level after approval"),
        _AWAITING,
        _DECIDED,
        _CAUSE,
        _of("as_of", "date", "Ngày báo cáo đã xét", "Reporting day judged", is_required=True),
        *_POLICY,
        _of("decision_id", "text", "Quyết định", "Decision"),
        _DOCUMENT,
        _DRILL,
        _REVISION,
    ),
    key=("ward_code", "effective_from"),
)

ASSESSMENTS: Final = TableShape(
    "assessments",
    Phrase(
        "Từng ngày báo cáo của từng xã, xét lại với số liệu đến muộn",
        "Every ward and reporting day, judged again with late data",
    ),
    (
        *_PLACE,
        _of("as_of", "date", "Ngày báo cáo được xét", "Reporting day judged", is_required=True),
        _of("closed", "boolean", "Ngày đã qua giờ chốt", "The day has passed its cut-off", is_required=True),
        _level("level", "Kết quả", "Result"),
        _level("raw_level", "Trước khi giữ mức", "Before the level was held"),
        _level("own_level", "Chỉ theo yếu tố của chính xã", "By the ward's own factors alone"),
        _of("rule_id", "text", "Quy tắc đã khớp", "Rule that matched", is_required=True),
        _of("entered_on", "date", "Ngày vào mức này", "Day the level was entered"),
        _of(
            "days_qualifying",
            "integer",
            "Số ngày đủ điều kiện hạ mức",
            "Days that qualify to loosen",
            unit="days",
            is_required=True,
        ),
        _of(
            "data_status",
            "text",
            "Báo cáo trong kỳ đủ, thiếu một phần hay không có",
            "How much of the window was reported",
            values=tuple(DataStatus),
            is_required=True,
        ),
        _of(
            "missing_days",
            "integer",
            "Số ngày thiếu báo cáo",
            "Closed days without a report",
            unit="days",
            is_required=True,
        ),
        _of("window_start", "date", "Ngày đầu của kỳ xét", "First day of the window", is_required=True),
        _of("population", "integer", "Dân số đã dùng", "Population used", unit="people"),
        *_POLICY,
        _BOUNDARY_VERSION,
        _DRILL,
        _REVISION,
    ),
    key=("ward_code", "as_of"),
)

_CLASS_WORDS: Final = {
    CaseClass.COMMUNITY_UNKNOWN_SOURCE: Phrase("Ca cộng đồng chưa rõ nguồn", "Community cases of unknown source"),
    CaseClass.COMMUNITY_KNOWN_SOURCE: Phrase("Ca cộng đồng rõ nguồn", "Community cases of known source"),
    CaseClass.LOCKDOWN_AREA: Phrase("Ca trong khu phong tỏa", "Cases in a locked-down area"),
    CaseClass.QUARANTINE: Phrase("Ca trong khu cách ly", "Cases in quarantine"),
    CaseClass.IMPORTED: Phrase("Ca nhập cảnh", "Imported cases"),
}
_REPORTING_DATE: Final = _of(
    "reporting_date",
    "date",
    "Ngày báo cáo: [hôm trước 18:00, 18:00), gọi theo ngày kết thúc",
    "Reporting day: [18:00 of the day before, 18:00), named by the day it ends",
    is_required=True,
)


def _counts(vi: str, en: str) -> tuple[TypedColumn, ...]:
    return tuple(
        _of(each.value, "integer", f"{_CLASS_WORDS[each].vi}{vi}", f"{_CLASS_WORDS[each].en}{en}", unit="people")
        for each in CASE_CLASSES
    )


CASES: Final = TableShape(
    "cases",
    Phrase("Số ca báo cáo từng ngày của từng xã, đã ẩn số nhỏ", "Cases reported by ward and day, small numbers hidden"),
    (
        *_PLACE,
        _REPORTING_DATE,
        _of(
            "reported",
            "boolean",
            "Ngày có số; sai là báo cáo đã rút, không phải số 0",
            "The day has numbers; false: the report was withdrawn, which is not zero",
            is_required=True,
        ),
        *_counts(
            "; trống khi số bị ẩn (xem suppressed) hoặc đã rút", "; empty when hidden (see suppressed) or withdrawn"
        ),
        _of(
            "suppressed",
            "text",
            "Các lớp có ca nhưng số bị ẩn vì nhỏ, cách nhau dấu cách",
            "Classes that have cases but whose number is hidden as too small, by spaces",
        ),
        _of(
            "suppression_threshold",
            "integer",
            "Số từ 1 đến dưới ngưỡng này bị ẩn",
            "Numbers from 1 to below this are hidden",
            unit="people",
            is_required=True,
        ),
        _of("provisional", "boolean", "Số còn có thể đổi", "Late reports may still come", is_required=True),
        _DRILL,
        _REVISION,
    ),
    key=("ward_code", "reporting_date"),
)

CASE_VERSIONS: Final = TableShape(
    "case-versions",
    Phrase("Các phiên bản báo cáo ca, số thật, cho cán bộ", "Versions of case reports, true numbers, for staff"),
    (
        *_PLACE,
        _REPORTING_DATE,
        _of("source", "text", "Nguồn báo cáo", "Source of the report", is_required=True),
        _of("version", "integer", "Phiên bản, từ 1", "Version, from 1", is_required=True),
        _of("current", "boolean", "Phiên bản đang dùng", "The version that counts", is_required=True),
        *_counts("; trống khi đã rút", "; empty when withdrawn"),
        _of("samples", "integer", "Số mẫu", "Samples", unit="samples"),
        _of("positives", "integer", "Mẫu dương tính", "Positive samples", unit="samples"),
        _of("new_f1_contacts", "integer", "F1 mới", "New close contacts (F1)", unit="people"),
        _of("note", "text", "Ghi chú", "Note"),
        _of("reason_code", "text", "Lý do sửa", "Reason of the correction", values=tuple(ReasonCode)),
        _of("reported_by", "text", "Người gửi", "Sent by", is_required=True),
        _of("received_at", "instant", "Nhận lúc", "Received at", is_required=True),
        _of("after_publication", "boolean", "Đến sau giờ công bố", "Came after the publication", is_required=True),
        _of("recorded_revision", "integer", "Ghi ở phiên bản số liệu", "Revision that recorded it", is_required=True),
        _of("superseded_revision", "integer", "Thay ở phiên bản số liệu", "Revision that superseded it"),
        _DRILL,
        _REVISION,
    ),
    key=("ward_code", "reporting_date", "source", "version"),
)

WARDS: Final = TableShape(
    "wards",
    Phrase("Ranh giới phường, xã", "Boundaries of wards"),
    (
        *_PLACE,
        _of("ward_kind", "text", "Loại đơn vị: phường, xã, thị trấn", "Kind of unit: phường, xã, thị trấn"),
        _BOUNDARY_STATUS,
        _BOUNDARY_VERSION,
    ),
    key=("ward_code",),
    has_shapes=True,
)
"""Shapes and names alone, the same for ever under a boundary version."""

PUBLIC_TABLES: Final = (STATUS, HISTORY, ASSESSMENTS, CASES)
"""Open to everyone."""
ALL_TABLES: Final = (*PUBLIC_TABLES, CASE_VERSIONS)
