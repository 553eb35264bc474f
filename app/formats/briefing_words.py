"""The words of a briefing on paper, in Vietnamese and English, and its figures as people write them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.domain.briefing import Basis, BriefedOutbreak, BriefedRings, Briefing, CapacityValue
from app.domain.disclosure import Shown
from app.domain.policy_citations import provenance_counts
from app.domain.reporting_day import ONE_DAY
from app.domain.sentences import Phrase, day, number
from app.domain.vocabulary import BoundaryStatus, CaseClass, OutbreakSetting, Provenance, RingStatus

DRILL: Final = Phrase("DIỄN TẬP – số liệu giả định", "DRILL – invented figures")
SCHEMATIC: Final = Phrase("Ranh giới sơ đồ, không phải ranh giới chính thức", "Schematic boundaries, not official ones")
CASE_CLASSES_SHORT: Final = {
    CaseClass.COMMUNITY_UNKNOWN_SOURCE: Phrase("Cộng đồng, chưa rõ nguồn", "Community, unknown source"),
    CaseClass.COMMUNITY_KNOWN_SOURCE: Phrase("Cộng đồng, rõ nguồn", "Community, known source"),
    CaseClass.LOCKDOWN_AREA: Phrase("Khu phong tỏa", "Locked-down areas"),
    CaseClass.QUARANTINE: Phrase("Khu cách ly", "Quarantine"),
    CaseClass.IMPORTED: Phrase("Nhập cảnh", "Imported"),
}
SCOPE_NAMED: Final = 3
TOTAL: Final = Phrase("Tổng số", "Total")
SETTINGS: Final = {
    OutbreakSetting.INDUSTRIAL_PARK: Phrase("khu công nghiệp", "industrial park"),
    OutbreakSetting.SCHOOL: Phrase("trường học", "school"),
    OutbreakSetting.SUPERMARKET: Phrase("siêu thị", "supermarket"),
    OutbreakSetting.MARKET: Phrase("chợ", "market"),
    OutbreakSetting.HOSPITAL: Phrase("bệnh viện", "hospital"),
    OutbreakSetting.RESIDENTIAL: Phrase("khu dân cư", "residential"),
    OutbreakSetting.OTHER: Phrase("nơi khác", "other"),
}
RING_STATUSES: Final = {
    RingStatus.PROPOSED: Phrase("đề xuất", "proposed"),
    RingStatus.ISSUED: Phrase("đã ban hành", "issued"),
    RingStatus.LIFTED: Phrase("đã gỡ", "lifted"),
}
DIRECTIONS: Final = {1: Phrase("Tăng", "Up"), -1: Phrase("Giảm", "Down"), 0: Phrase("Khác", "Other")}
_WEEKDAYS: Final = (
    Phrase("Thứ hai", "Monday"),
    Phrase("Thứ ba", "Tuesday"),
    Phrase("Thứ tư", "Wednesday"),
    Phrase("Thứ năm", "Thursday"),
    Phrase("Thứ sáu", "Friday"),
    Phrase("Thứ bảy", "Saturday"),
    Phrase("Chủ nhật", "Sunday"),
)


def rings_words(rings: BriefedRings) -> Phrase:
    """How an outbreak's rings stand; those kept beyond their planned end are told, since somebody has to decide."""
    status = RING_STATUSES[rings.status]
    if not rings.past_planned_end or rings.planned_end is None:
        return status
    end = day(rings.planned_end)
    return Phrase(f"{status.vi}, quá hạn dự kiến {end.vi}", f"{status.en}, planned end {end.en} has passed")


def title(briefing: Briefing) -> Phrase:
    """What the briefing is, of which day."""
    on = day(briefing.basis.on)
    return Phrase(f"Báo cáo nhanh ngày {on.vi}", f"Briefing of {on.en}")


def long_day(briefing: Briefing) -> Phrase:
    """The day with its weekday."""
    on, weekday = day(briefing.basis.on), _WEEKDAYS[briefing.basis.on.weekday()]
    return Phrase(f"{weekday.vi}, {on.vi}", f"{weekday.en}, {on.en}")


def scope(briefing: Briefing) -> Phrase:
    """What the figures speak of."""
    if not briefing.scope:
        return briefing.whole.name
    names, more = ", ".join(briefing.scope[:SCOPE_NAMED]), len(briefing.scope) - SCOPE_NAMED
    return Phrase(f"{names} và {more} nơi khác", f"{names} and {more} more") if more > 0 else Phrase(names, names)


def state(briefing: Briefing) -> Phrase:
    """Whether the figures can still change, and until when they know."""
    known = moment(briefing.basis.known_until, briefing.basis)
    first = day(briefing.basis.complete_through + ONE_DAY)
    # Without the year, which stands beside it: the line is to stay one line on the picture.
    mark = Phrase(f"; tạm tính từ {first.vi[:5]}", f"; provisional from {first.en.rsplit(' ', 1)[0]} on")
    if briefing.basis.is_open:
        return Phrase(
            f"Số liệu tạm thời, ngày chưa chốt; nhận đến {known.vi}{mark.vi}",
            f"Provisional, the day is still open; received until {known.en}{mark.en}",
        )
    return Phrase(f"Số liệu nhận đến {known.vi}{mark.vi}", f"Received until {known.en}{mark.en}")


def late_reports(briefing: Briefing) -> Phrase:
    """How many reports came after the publication time."""
    count = number(briefing.whole.summary.reports.after_publication)
    published = moment(briefing.basis.published_at, briefing.basis)
    return Phrase(
        f"{count.vi} báo cáo nhận sau giờ công bố ({published.vi})",
        f"{count.en} reports received after the publication time ({published.en})",
    )


def compared(basis: Basis) -> Phrase:
    """What changes are changes from."""
    then = moment(basis.compared_with, basis)
    return Phrase(f"So với lần công bố trước, {then.vi}", f"Compared with the publication before, {then.en}")


def policy_line(basis: Basis) -> Phrase:
    """The policy and how sure its numbers are."""
    counts = provenance_counts(basis.policy)
    return Phrase(
        f"Bộ quy tắc: {basis.policy.title_vi} ({basis.policy.id}, {basis.policy_version}). Số liệu pháp lý: "
        f"{counts[Provenance.VERIFIED]} đọc trong văn bản, {counts[Provenance.RECONSTRUCTED]} dựng lại, "
        f"{counts[Provenance.EXAMPLE]} ví dụ",
        f"Policy: {basis.policy.title_en}. Legal numbers: {counts[Provenance.VERIFIED]} read in the text, "
        f"{counts[Provenance.RECONSTRUCTED]} reconstructed, {counts[Provenance.EXAMPLE]} examples",
    )


def sources(basis: Basis) -> list[str]:
    """The documents the policy cites, in its own order."""
    return [f"{each.document} ({each.issuer}, {day(each.issued_on).vi})" for each in basis.policy.sources.values()]


def record_line(basis: Basis) -> Phrase:
    """By what the same figures are found again."""
    return Phrase(
        f"Bản ghi {basis.revision} · ranh giới {basis.register.boundary_version}",
        f"Revision {basis.revision} · boundaries {basis.register.boundary_version}",
    )


def warnings(briefing: Briefing) -> list[Phrase]:
    """What nobody may overlook: a drill, schematic boundaries."""
    basis = briefing.basis
    return [*([DRILL] if basis.drill else []), *([SCHEMATIC] if is_schematic(basis) else [])]


def is_schematic(basis: Basis) -> bool:
    """Whether the boundaries are drawn from positions and areas, not official."""
    return basis.register.boundary_status is BoundaryStatus.SCHEMATIC


def both(phrase: Phrase) -> str:
    """Both languages on one line, once where they are the same."""
    return phrase.vi if phrase.vi == phrase.en else f"{phrase.vi} / {phrase.en}"


def shown(count: Shown) -> str:
    """A count as people write it.

    >>> shown(1234), shown("<3"), shown("≥1234")
    ('1.234', '< 3', '≥ 1.234')
    """
    return number(count).vi if isinstance(count, int) else f"{count[0]} {number(int(count[1:])).vi}"


def signed(change: int | None) -> str:
    """A change with its sign; a dash where it is not known.

    >>> signed(5), signed(-1200), signed(0), signed(None)
    ('+5', '−1.200', '0', '–')
    """
    if change is None:
        return "–"
    sign = {True: "+", False: "−"}[change > 0] if change else ""
    return f"{sign}{number(abs(change)).vi}"


def percent(value: float | None) -> str:
    """A share in percent with a comma; a dash where there is none.

    >>> percent(13.8), percent(None)
    ('13,8 %', '–')
    """
    return "–" if value is None else f"{value:.1f} %".replace(".", ",")


def moment(instant: datetime | None, basis: Basis) -> Phrase:
    """A moment by the site's clock."""
    if instant is None:
        return Phrase("–", "–")
    local = instant.astimezone(basis.timezone)
    on = day(local.date())
    return Phrase(f"{local:%H:%M} {on.vi}", f"{local:%H:%M} {on.en}")


def capacity_value(told: CapacityValue) -> str:
    """A value with its unit, as people write it: `85,5 %`, `1.200 chỗ`, `đạt`, `không`."""
    if told.indicator.whole and told.indicator.highest == 1:
        return "đạt" if told.value else "không"
    rounded = round(told.value, 1)
    text = number(int(rounded)).vi if rounded == int(rounded) else f"{rounded:.1f}".replace(".", ",")
    return f"{text} {told.indicator.unit_vi}"


def to_come(briefing: Briefing) -> Phrase | None:
    """How many wards have a level announced or waiting for an approval; None when none has."""
    wards = briefing.situation.wards
    announced = sum(each.next_level is not None for each in wards)
    waiting = sum(each.awaiting_level is not None for each in wards)
    if not announced and not waiting:
        return None
    return Phrase(
        f"{number(announced).vi} nơi sắp đổi mức theo lịch; {number(waiting).vi} nơi chờ duyệt hạ mức",
        f"To change at a set moment: {number(announced).en}; falls awaiting approval: {number(waiting).en}",
    )


def outbreak_line(told: BriefedOutbreak) -> Phrase:
    """Where an outbreak sits and what is known of its source."""
    setting = SETTINGS[told.outbreak.setting]
    known = told.outbreak.source_known
    return Phrase(
        f"{setting.vi}, {'rõ' if known else 'chưa rõ'} nguồn lây",
        f"{setting.en}, source {'known' if known else 'unknown'}",
    )
