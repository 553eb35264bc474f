"""What can go wrong with policies, levels, outbreaks, runs, publications, and with the service itself."""

from __future__ import annotations

from datetime import date

from app.domain.fault_base import Conflict, Invalid, ZoneError


class InvalidGeometry(Invalid):
    """A shape cannot be used: not a polygon, crossing itself, out of the register, swapped axes."""


class InvalidPolicy(Invalid):
    """A policy file breaks the shape or the sense of a policy."""


class IndicatorConflict(Conflict):
    """A different value already stands under the natural key (unit, indicator, day, source)."""

    def __init__(self, *, where: str, source: str, current_version: int) -> None:
        address = f"/api/v1/indicators/{where}?source={source}"
        super().__init__(
            vi=f"Đã có giá trị khác cho {where} (nguồn {source}, phiên bản {current_version}). "
            f"Muốn sửa, gọi PUT {address} với If-Match.",
            en=f"Another value of {where} (source {source}, version {current_version}) is stored. "
            f"To correct it, call PUT {address} with If-Match.",
            extensions={"current_version": current_version, "correction": address},
        )


class RingStateConflict(Conflict):
    """A ring cannot go from its present state to the one asked for."""


class OutbreakStateConflict(Conflict):
    """An outbreak cannot be changed in that way any more."""


class CordonStateConflict(Conflict):
    """A cordon cannot go from its present state to the one asked for, or not without an override."""


class AreaStateConflict(Conflict):
    """An area cannot be changed in that way, or not any more."""


class DecisionConflict(Conflict):
    """A decision cannot stand beside what is decided or computed already, or cannot be revoked any more."""


class DrillRefused(Conflict):
    """A drill was asked for on real data, or a real act on a drill site."""


class RunInProgress(Conflict):
    """Another process holds the same run."""


class NotYetJudged(Conflict):
    """The newest closed day was not judged yet, so what stands is stale and may not be published."""

    def __init__(self, *, closed: date, judged: date | None) -> None:
        vi = "chưa có ngày nào" if judged is None else f"mới đến ngày {judged:%d/%m/%Y}"
        en = "no day was" if judged is None else f"only days up to {judged} were"
        super().__init__(
            vi=f"Ngày {closed:%d/%m/%Y} đã chốt nhưng chưa phân loại toàn địa bàn ({vi}), nên không công bố được. "
            "Chạy khoanhvung reclassify rồi công bố lại.",
            en=f"Day {closed} has closed but was not judged yet ({en}), so nothing is published. "
            "Run khoanhvung reclassify and publish again.",
            extensions={"closed_day": closed.isoformat(), "judged_day": judged.isoformat() if judged else None},
        )


class AlreadySuperseded(Conflict):
    """A publication is corrected by one other at most, so that there is one line to follow."""

    def __init__(self, *, number: int, superseded_by: int) -> None:
        super().__init__(
            vi=f"Công bố số {number} đã được thay bằng số {superseded_by}. Muốn sửa tiếp, thay số {superseded_by}.",
            en=f"Publication no. {number} was superseded by no. {superseded_by}. To correct further, supersede "
            f"no. {superseded_by}.",
            extensions={"superseded_by": superseded_by},
        )


class TooManyChecks(ZoneError):
    """Other files are being checked just now, and one more would make everyone wait."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            vi="Đang có nhiều tệp được kiểm tra cùng lúc. Gửi lại sau vài giây, hoặc tra bằng số công bố.",
            en="Many files are being checked at the moment. Send it again in a few seconds, or look the number up.",
        )


class BacktestInProgress(ZoneError):
    """Another back-test is or was just being computed; the processor belongs to those who report and read."""

    def __init__(self, retry_after_s: int = 5) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            vi=f"Hệ thống đang hoặc vừa tính một phép thử lại khác. Gửi lại sau {retry_after_s} giây.",
            en=f"Another back-test is or was just being computed. Send the same again in {retry_after_s} seconds.",
        )


class PlanInProgress(ZoneError):
    """A solver is at work on another testing plan; the processor belongs to those who report and read."""

    retry_after_s = 3

    def __init__(self) -> None:
        super().__init__(
            vi=f"Bộ giải đang tính một kế hoạch khác. Gửi lại sau {self.retry_after_s} giây, hoặc dùng solver=greedy.",
            en=f"The solver is at work on another plan. Send the same again in {self.retry_after_s} seconds, "
            "or take solver=greedy.",
        )


class PicturesBusy(ZoneError):
    """Other pictures are being drawn just now, and one more would make everyone wait."""

    retry_after_s = 3

    def __init__(self) -> None:
        super().__init__(
            vi=f"Đang vẽ nhiều hình cùng lúc. Hỏi lại sau {self.retry_after_s} giây, hoặc lấy bản SVG ở /map.svg.",
            en=f"Many pictures are being drawn. Ask again in {self.retry_after_s} seconds, or take /map.svg.",
        )


class ExportsBusy(ZoneError):
    """As many long tables as may be are being made, and one more would make everyone wait."""

    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(
            vi=f"Đang xuất nhiều bảng dài cùng lúc. Lấy lại sau {self.retry_after_s} giây, hoặc chọn ít ngày hơn.",
            en=f"Many long tables are being made. Ask again in {self.retry_after_s} seconds, or for fewer days.",
        )


class NothingToJudge(ZoneError):
    """There is no register, or no closed reporting day in the range asked for."""


class Unavailable(ZoneError):
    """The database or the snapshot cannot answer just now; the same call may work soon."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            vi="Hệ thống tạm thời chưa ghi được. Gửi lại y nguyên sau vài giây; gửi lại không bị tính hai lần.",
            en="The service cannot write just now. Send the same request again in a few seconds; "
            "it will not count twice.",
        )
