"""The words of the annex of an order on rings: Vietnamese first, English beside it."""

from __future__ import annotations

from typing import Final

from app.domain.ring_annex import AnnexLayer, AnnexState, RingAnnex
from app.domain.ring_orders import RingAction
from app.domain.sentences import Phrase, number

ANNEX: Final = Phrase("PHỤ LỤC", "ANNEX")
HEADLINE: Final = Phrase("Khoanh vùng ổ dịch", "Rings round the outbreak")
MAP: Final = Phrase("Bản đồ", "Map")
WHOLE: Final = Phrase("Toàn bộ vòng", "All layers")
INNER: Final = Phrase("Lớp lõi và lớp kế tiếp", "Core and next layer")
LAYERS: Final = Phrase("Các lớp", "Layers")
MEASURES: Final = Phrase("Biện pháp áp dụng", "Measures")
WARDS: Final = Phrase("Phường, xã theo lớp", "Wards by layer")
PART: Final = Phrase("một phần", "part of it")
ESTIMATE: Final = Phrase(
    "“Ước tính”: dân số phường, xã bị cắt được chia theo diện tích.",
    "“Estimate”: people of wards that are cut are counted by area.",
)
HASH: Final = Phrase("Mã kiểm tra của phiên bản (SHA-256)", "SHA-256 of this version")
CHECK: Final = Phrase(
    "Quét mã để xem tình trạng hiện hành. Bản giấy không tự cập nhật.",
    "Scan to see what is in force now. Paper does not update itself.",
)
SIGNATURE: Final = Phrase("(ký, ghi rõ họ tên, đóng dấu)", "(signature, full name, seal)")
DRILL: Final = Phrase("DIỄN TẬP – KHÔNG PHẢI VĂN BẢN THẬT", "DRILL – NOT A REAL ORDER")
DRAFT: Final = Phrase("DỰ THẢO – ĐỀ XUẤT, CHƯA BAN HÀNH", "DRAFT – PROPOSED, NOT ISSUED")
SCHEMATIC: Final = Phrase(
    "Ranh giới sơ đồ, không phải ranh giới hành chính chính thức; chỗ vòng cắt qua phường, xã phải đối chiếu thực địa.",
    "Schematic boundaries, not official ones; where rings cut wards they must be checked on the ground.",
)
STAYS: Final = Phrase(
    "Quá ngày dự kiến, vòng vẫn giữ cho đến khi có văn bản gỡ.",
    "Beyond the planned day the rings stay until an order lifts them.",
)
_MODES: Final = {
    "whole_units": Phrase("theo phường, xã", "by whole wards"),
    "administrative": Phrase("theo ranh giới hành chính", "by administrative borders"),
    "contiguity": Phrase("theo phường, xã giáp ranh", "by bordering wards"),
    "distance": Phrase("theo khoảng cách (mét)", "by distance in metres"),
    "manual": Phrase("vẽ tay", "drawn by hand"),
}
_ACTIONS: Final = {
    RingAction.PROPOSE: Phrase("Đề xuất", "Proposal"),
    RingAction.REDRAW: Phrase("Đề xuất vẽ lại", "Proposal drawn anew"),
    RingAction.ISSUE: Phrase("Ban hành", "Issue"),
    RingAction.EXTEND: Phrase("Mở rộng", "Extension"),
    RingAction.SHRINK: Phrase("Thu hẹp", "Shrinking"),
    RingAction.LIFT: Phrase("Gỡ vòng", "Lifting"),
}


def act_words(annex: RingAnnex) -> Phrase:
    """What the version did, and how its layers are drawn."""
    act, mode = _ACTIONS[annex.action], _MODES.get(annex.mode, Phrase(annex.mode, annex.mode))
    return Phrase(f"{act.vi}, vẽ {mode.vi}", f"{act.en}, drawn {mode.en}")


def belongs_to(annex: RingAnnex) -> Phrase:
    """The order the annex goes with; of a proposal, that there is none yet."""
    if annex.document_number is None:
        return Phrase("Chưa có văn bản ban hành", "No order yet")
    return Phrase(f"Kèm theo văn bản số {annex.document_number}", f"To order no. {annex.document_number}")


def period_words(annex: RingAnnex) -> Phrase:
    """From when it holds and until when it is planned."""
    vi, en = [], []
    if annex.starts_at is not None:
        vi.append(f"Hiệu lực từ {annex.starts_at:%H:%M} ngày {annex.starts_at:%d/%m/%Y}")
        en.append(f"in force from {annex.starts_at:%H:%M, %d/%m/%Y}")
    if annex.planned_end is not None:
        vi.append(f"dự kiến đến hết {annex.planned_end:%d/%m/%Y}")
        en.append(f"planned to the end of {annex.planned_end:%d/%m/%Y}")
    return Phrase(", ".join(vi), ", ".join(en))


def state_words(annex: RingAnnex) -> Phrase | None:
    """What must be known of this version beside its text; None where it simply is in force."""
    if annex.state is AnnexState.DRAFT:
        return Phrase(
            "Đây là đề xuất: chưa biện pháp nào có hiệu lực cho đến khi văn bản được ký.",
            "This is a proposal: no measure is in force before an order is signed.",
        )
    if annex.state is AnnexState.COMING:
        return Phrase("Văn bản chưa đến giờ có hiệu lực.", "The order has not begun yet.")
    if annex.state is AnnexState.SUPERSEDED and not annex.stands_issued:
        return Phrase(
            f"Phiên bản này đã được thay; đang đề xuất phiên bản {annex.stands}, chưa ban hành.",
            f"This version was replaced; version {annex.stands} is proposed, and not issued.",
        )
    if annex.state is AnnexState.SUPERSEDED:
        return Phrase(
            f"Phiên bản này không còn hiện hành; đang áp dụng phiên bản {annex.stands}.",
            f"This version does not stand any more; version {annex.stands} does.",
        )
    if annex.state is AnnexState.LIFTED:
        return Phrase("Vòng đã gỡ.", "The rings are lifted.")
    return None


def people_words(layer: AnnexLayer) -> Phrase:
    """People in a layer; “ước tính” where some ward is cut, a dash where they are unknown."""
    if layer.population is None:
        return Phrase("–", "–")
    count = number(layer.population)
    return Phrase(f"{count.vi} (ước tính)", f"{count.en} (estimate)") if layer.population_estimated else count


def area_words(area_km2: float) -> str:
    """`12,35 km²`, with three decimals where it is less than 1."""
    digits = 2 if area_km2 >= 1 else 3
    return f"{area_km2:,.{digits}f}".replace(",", " ").replace(".", ",") + " km²"
