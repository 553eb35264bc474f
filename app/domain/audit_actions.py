"""What each action of the audit is called: one entry a deed, with the names under which refused tries of it stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.sentences import Phrase


@dataclass(frozen=True)
class Deed:
    """An action people know.

    Args:
        code: under which it is recorded when done.
        words: what it is called.
        refused_as: the names of the routes that ask for it; a refused try is recorded under the route's name.
    """

    code: str
    words: Phrase
    refused_as: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name under which lines about this deed stand."""
        return frozenset({self.code, *self.refused_as})


def _deed(code: str, vi: str, en: str, *refused_as: str) -> Deed:
    return Deed(code, Phrase(vi, en), refused_as)


DEEDS: Final[tuple[Deed, ...]] = (
    _deed("sign_in", "Đăng nhập", "Signed in", "create_token", "open_page_session", "take_sign_in"),
    _deed("sign_out", "Đăng xuất", "Signed out", "end_session", "take_sign_out"),
    _deed("stranger_write", "Ghi khi chưa đăng nhập", "Write without a login"),
    _deed("post_report", "Gửi báo cáo", "Sent a report"),
    _deed("keep_draft", "Lưu nháp", "Kept a draft", "put_draft", "delete_draft"),
    _deed("case_report_batch", "Gửi bảng báo cáo", "Sent a sheet of reports", "post_batch"),
    _deed("dhis2_import", "Nhập số ca từ DHIS2", "Took counts from DHIS2", "post_values"),
    _deed("export_dhis2", "Xuất số ca cho DHIS2", "Exported counts for DHIS2", "export_values"),
    _deed("correct_report", "Đính chính báo cáo", "Corrected a report", "correct", "take_correction"),
    _deed("move_cases", "Chuyển ca giữa hai xã", "Moved cases between wards", "post_transfer", "take_move"),
    _deed("reopen_day", "Mở lại ngày báo cáo", "Opened a reporting day again", "reopen"),
    _deed("close_day", "Đóng sớm ngày đã mở lại", "Ended the reopening of a day", "close"),
    _deed("import_reports", "Nhập tệp báo cáo", "Imported a file of reports", "post_import", "take_form"),
    _deed("import_cases", "Nhập tệp số ca", "Imported a file of counts"),
    _deed("read_sheet", "Đọc thử bảng tính", "Read a sheet", "read_a_sheet"),
    _deed("post_indicator", "Gửi số liệu khác", "Sent another value"),
    _deed("indicator_batch", "Gửi bảng số liệu khác", "Sent a sheet of other values", "post_indicator_batch"),
    _deed("correct_indicator", "Đính chính số liệu khác", "Corrected another value"),
    _deed("import_indicators", "Nhập tệp số liệu khác", "Imported a file of other values"),
    _deed("declare_outbreak", "Khai báo ổ dịch", "Declared an outbreak", "declare", "preview", "compare"),
    _deed("change_outbreak", "Sửa ổ dịch", "Changed an outbreak", "change"),
    _deed(
        "propose_ring",
        "Đề xuất lại vùng phong toả",
        "Proposed a lockdown ring anew",
        "propose_rings",
        "preview_ring_change",
    ),
    _deed("issue_ring", "Ban hành vùng phong toả", "Issued a lockdown ring", "issue"),
    _deed("extend_ring", "Mở rộng vùng phong toả", "Extended a lockdown ring", "extend_rings"),
    _deed("shrink_ring", "Thu hẹp vùng phong toả", "Shrank a lockdown ring", "shrink_rings"),
    _deed("lift_ring", "Gỡ vùng phong toả", "Lifted a lockdown ring", "lift"),
    _deed("declare_cordon", "Lập khu phong tỏa", "Declared a cordon", "post_cordon"),
    _deed("change_cordon", "Cập nhật khu phong tỏa", "Changed a cordon", "patch_cordon"),
    _deed("issue_cordon", "Ban hành khu phong tỏa", "Put a cordon in force", "post_cordon_issue"),
    _deed("extend_cordon", "Gia hạn khu phong tỏa", "Extended a cordon", "post_cordon_extension"),
    _deed("shrink_cordon", "Thu hẹp khu phong tỏa", "Shrank a cordon", "post_cordon_shrinking"),
    _deed("lift_cordon", "Gỡ khu phong tỏa", "Lifted a cordon", "post_cordon_lift"),
    _deed("declare_area", "Lập khu vực", "Declared an area", "post_area"),
    _deed("change_area", "Sửa khu vực", "Changed an area", "patch_area"),
    _deed("end_area", "Kết thúc khu vực", "Ended an area", "post_area_end"),
    _deed(
        "read_border_notice",
        "Đánh dấu đã đọc thông báo giáp ranh",
        "Marked a border notice as read",
        "mark_border_notice",
        "mark_border_notices",
        "take_read",
        "take_all_read",
    ),
    _deed("log_test_round", "Ghi đợt xét nghiệm", "Logged a test round", "post_round"),
    _deed("change_test_round", "Sửa đợt xét nghiệm", "Changed a test round", "change_logged_round"),
    _deed("plan_campaign", "Lập chiến dịch xét nghiệm", "Planned a test campaign", "post_campaign"),
    _deed("change_campaign", "Sửa chiến dịch xét nghiệm", "Changed a test campaign", "change_planned_campaign"),
    _deed("export_due_list", "Xuất danh sách đến hạn", "Exported the due list", "read_due_workbook"),
    _deed("feed_add", "Cấp địa chỉ lịch", "Gave a calendar address", "post_feed_token"),
    _deed("feed_revoke", "Thu hồi địa chỉ lịch", "Revoked a calendar address", "delete_feed_token"),
    _deed("decide_level", "Quyết định mức", "Decided a level", "post_decision"),
    _deed("revoke_decision", "Thu hồi quyết định", "Revoked a decision"),
    _deed("approve_fall", "Duyệt hạ mức", "Approved a fall", "post_approvals"),
    _deed("set_approval_mode", "Đổi chế độ duyệt", "Set the approval mode", "put_approval_mode"),
    _deed("adopt_policy", "Áp dụng chính sách", "Adopted a policy", "create_adoption"),
    _deed("declare_baseline", "Khai báo mốc không có ca", "Declared a baseline", "create_baseline"),
    _deed("declare_barrier", "Khai báo vật cản", "Declared a barrier", "post_barrier"),
    _deed("declare_lineage", "Khai báo tách, nhập đơn vị", "Declared what became of units", "post_unit_events"),
    _deed("reclassify", "Phân loại lại", "Reclassified", "run_reclassification"),
    _deed("publish", "Công bố", "Published", "create_publication"),
    _deed("lookup_many", "Tra cứu hàng loạt điểm", "Looked up many points"),
    _deed("backtest", "Chạy thử chính sách", "Back-tested a policy", "create_backtest", "evaluate"),
    _deed("plan_testing", "Lập kế hoạch lấy mẫu", "Planned testing", "make_plan"),
    _deed("check_copy", "Kiểm tra bản sao", "Checked a copy", "verify"),
    _deed("import_register", "Nhập danh mục đơn vị", "Imported a register", "post_register"),
    _deed("set_up_site", "Lập hệ thống", "Set up the site"),
    _deed("drill", "Mở diễn tập", "Opened a drill"),
    _deed("export_briefing", "Xuất báo cáo giao ban", "Exported a briefing", "read_briefing"),
    _deed("export_reports", "Xuất báo cáo số ca", "Exported reports", "export"),
    _deed("export_case_versions", "Xuất số ca thật", "Exported true case numbers"),
    _deed("export_template", "Tải mẫu nhập", "Took a sheet to fill in", "read_template"),
    _deed("export_import_errors", "Tải dòng lỗi của tệp", "Took the faulty rows of a file", "read_errors"),
    _deed("export_audit", "Xuất nhật ký", "Exported the audit"),
    _deed("staff_add", "Mở tài khoản", "Opened an account", "post_account", "take_new"),
    _deed("staff_change", "Sửa tài khoản", "Changed an account", "change_account", "take_change"),
    _deed("staff_set_password", "Đặt mật khẩu", "Set a password", "post_password", "take_given_password"),
    _deed("own_password", "Đổi mật khẩu của mình", "Changed the own password", "change_password", "take_password"),
    _deed("staff_deactivate", "Đóng tài khoản", "Closed an account", "take_close"),
    _deed("staff_reactivate", "Mở lại tài khoản", "Reopened an account", "take_reopen"),
    _deed(
        "staff_sign_out",
        "Kết thúc các phiên của tài khoản",
        "Ended an account's sessions",
        "post_sign_out",
        "take_sign_out_of",
    ),
    _deed("end_own_session", "Kết thúc một phiên của mình", "Ended an own session", "end_session_at_once", "end_one"),
    _deed(
        "end_own_sessions",
        "Kết thúc các phiên khác của mình",
        "Ended the own other sessions",
        "end_other_sessions_at_once",
        "end_others",
    ),
    _deed("create_webhook", "Đăng ký webhook", "Subscribed a webhook", "post_webhook"),
    _deed("change_webhook", "Sửa webhook", "Changed a webhook", "patch_webhook"),
    _deed("remove_webhook", "Bỏ webhook", "Removed a webhook", "delete_webhook"),
    _deed("rotate_webhook_secret", "Đổi khoá webhook", "Changed the secret of a webhook", "post_secret_rotation"),
    _deed("test_webhook", "Thử webhook", "Tried a webhook out", "post_webhook_test"),
    _deed("retry_delivery", "Gửi lại một tin webhook", "Sent a message to a webhook again", "post_delivery_retry"),
    _deed("replay_webhook", "Gửi lại các tin webhook", "Replayed changes to a webhook", "post_replay"),
    _deed("disable_webhook", "Ngừng webhook không nhận tin", "Disabled a webhook that takes nothing"),
    _deed("key_add", "Cấp khoá API", "Gave an API key", "post_key", "make_key"),
    _deed("key_revoke", "Thu hồi khoá API", "Revoked an API key", "revoke_key", "revoke_key_of", "take_key_revocation"),
)
"""Every deed, in the order people choose from."""

_BY_NAME: Final[Mapping[str, Deed]] = MappingProxyType({name: deed for deed in DEEDS for name in deed.names})


def action_words(name: str) -> Phrase:
    """What an action is called; one that is not in the catalogue is called by its own name."""
    deed = _BY_NAME.get(name)
    return deed.words if deed is not None else Phrase(name, name)


def is_known_action(name: str) -> bool:
    """Whether the catalogue has words for an action, done or refused."""
    return name in _BY_NAME


def names_of(action: str) -> frozenset[str]:
    """The names under which lines about an action stand; the action's own for one that is not in the catalogue."""
    deed = _BY_NAME.get(action)
    return deed.names if deed is not None and deed.code == action else frozenset({action})
