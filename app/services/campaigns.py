"""Campaigns of mass testing: planned and changed by those who lead; every version is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain.campaigns import Campaign
from app.domain.errors import CampaignNotFound, FieldFault, Invalid, StaleRecord
from app.domain.register import Register
from app.services.access import Act, Caller, may, require_act
from app.services.register import current_register
from app.storage.campaigns import append_campaign, find_campaign, next_campaign_id
from app.storage.revisions import Revision

LONGEST_DAYS = 366


def plan_campaign(session: Session, *, caller: Caller, campaign: Campaign, revision: Revision) -> Campaign:
    """Store a campaign; its id and who planned it are filled in.

    Raises:
        Invalid: unknown units, or days in the wrong order.
        NotYourDistrict: a district it is about is not the caller's; the whole register is for those who answer for all.
    """
    register = current_register(session)
    _check(register, campaign)
    require_act(caller, Act.PLAN_CAMPAIGN, *_districts(register, campaign))
    planned = replace(
        campaign,
        campaign_id=next_campaign_id(session),
        version=1,
        ended=False,
        recorded_by=caller.username,
        recorded_revision=revision.number,
    )
    append_campaign(session, planned)
    return planned


def change_campaign(
    session: Session,
    *,
    caller: Caller,
    campaign_id: str,
    expected_version: int,
    change: dict[str, object],
    revision: Revision,
) -> tuple[Campaign, bool]:
    """Append a version: what `change` names is set, the rest stays; whom it is about never changes.

    Returns:
        the campaign as it now stands, and whether anything changed.

    Raises:
        CampaignNotFound, NotYourDistrict: no such campaign, or not of the caller's districts.
        StaleRecord: somebody else was first.
        Invalid: days in the wrong order.
    """
    before = find_campaign(session, campaign_id)
    if before is None:
        raise CampaignNotFound(campaign_id)
    register = current_register(session)
    require_act(caller, Act.PLAN_CAMPAIGN, *_districts(register, before))
    if before.version != expected_version:
        raise StaleRecord(f"Chiến dịch {campaign_id}", f"campaign {campaign_id}", current_version=before.version)
    after = replace(before, **change)  # type: ignore[arg-type]
    if after == before:
        return before, False
    _refuse([*_day_faults(after)])
    after = replace(after, version=before.version + 1, recorded_by=caller.username, recorded_revision=revision.number)
    append_campaign(session, after)
    return after, True


def may_plan(caller: Caller, register: Register, campaign: Campaign) -> bool:
    """Whether a caller may change a campaign: answers for all it is about."""
    return all(may(caller, Act.PLAN_CAMPAIGN, each) for each in _districts(register, campaign))


def campaign_district(register: Register, campaign: Campaign) -> str | None:
    """The one district a campaign is about; None for several, and for the whole register."""
    districts = set(_districts(register, campaign))
    return districts.pop() if len(districts) == 1 else None


def _districts(register: Register, campaign: Campaign) -> list[str | None]:
    """The districts a campaign is about; None stands for the whole register, and for wards in none."""
    if campaign.is_of_all:
        return [None]
    of_wards = {register.ward(code).scope_code for code in campaign.ward_codes if code in register.positions}
    return sorted({*of_wards, *campaign.district_codes}, key=lambda code: code or "")


def _check(register: Register, campaign: Campaign) -> None:
    known = {each.code for each in register.duty_areas}
    _refuse(
        [
            *_unknown("ward_codes", campaign.ward_codes, register.positions.keys(), "phường, xã", "ward"),
            *_unknown("district_codes", campaign.district_codes, known, "quận, huyện", "district"),
            *_day_faults(campaign),
        ]
    )


def _unknown(
    name: str, codes: tuple[str, ...], known: Collection[str], what_vi: str, what_en: str
) -> Iterator[FieldFault]:
    for place, code in enumerate(codes):
        if code not in known:
            yield FieldFault(
                f"/{name}/{place}",
                vi=f"Không có {what_vi} mang mã “{code}”.",
                en=f"No {what_en} has code “{code}”; find it with GET /api/v1/{what_en}s.",
            )


def _day_faults(campaign: Campaign) -> Iterator[FieldFault]:
    starts_on, target_on = campaign.starts_on, campaign.target_on
    if target_on < starts_on:
        yield FieldFault(
            "/target_on",
            vi=f"Ngày đích {target_on:%d/%m/%Y} trước ngày bắt đầu {starts_on:%d/%m/%Y}; sửa một trong hai ngày.",
            en=f"target_on {target_on} is before starts_on {starts_on}; mend one of the two days.",
        )
    elif (target_on - starts_on).days >= LONGEST_DAYS:
        yield FieldFault(
            "/target_on",
            vi=f"Chiến dịch dài hơn {LONGEST_DAYS} ngày; chọn ngày đích sớm hơn {target_on:%d/%m/%Y}.",
            en=f"The campaign is longer than {LONGEST_DAYS} days; choose a target before {target_on}.",
        )


def _refuse(faults: list[FieldFault]) -> None:
    if faults:
        raise Invalid(
            vi=" ".join(each.vi for each in faults), en=" ".join(each.en for each in faults), errors=tuple(faults)
        )
