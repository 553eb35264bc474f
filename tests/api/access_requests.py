"""How each route is asked so that whoever may gets through: address, query, body, headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.dhis2 import ELEMENTS
from tests.accounts import PASSWORD
from tests.api.access_world import CLOSED, COVERAGE, LOCKED, OPENED, Place
from tests.office import correction, outbreak, report
from tests.site import TODAY, day
from tests.worlds import as_bytes, make_collection, make_register

Said = Mapping[str, Any]
"""What httpx is given beside method and address; `fill`: what stands in the address instead of the usual."""

_SIGNED: Final = {"document_number": "5/QĐ", "signer": "Chủ tịch"}
_FIRST: Final = {"If-Match": '"1"'}
_TABLE: Final = "date,county_fips,cases_per_100k_7d,admissions_per_100k_7d,beds_pct\n2022-02-24,01001,199,9.9,15\n"


def usual_parts(place: Place) -> dict[str, str]:
    """What fills the places of an address, by name."""
    return {
        "ward_code": place.ward,
        "code": place.ward,
        "district_code": place.district,
        "reporting_date": str(TODAY),
        "reported_on": str(TODAY),
        "outbreak_id": place.outbreak,
        "cordon_id": place.locked,
        "area_id": place.area,
        "decision_id": place.decision,
        "run_id": "1",
        "round_id": place.test_round,
        "token_id": place.feed,
        "campaign_id": place.campaign,
        "webhook_id": place.webhook,
        "delivery_id": place.delivery,
        "number": "1",
        "unit_kind": "ward",
        "unit_code": place.ward,
        "indicator_id": COVERAGE,
        "receipt": place.receipt,
        "notice_id": str(place.notice),
        "username": place.reporter,
        "key_id": place.key,
        "policy_id": "hanoi-ct06-2021",
        "slug": "conflict",
        "import_id": place.imported,
    }


def _json(make: Callable[[Place], Any], **more: Any) -> Callable[[Place], Said]:
    return lambda place: {"json": make(place), **more}


def _query(make: Callable[[Place], Mapping[str, str]]) -> Callable[[Place], Said]:
    return lambda place: {"params": make(place)}


def _value(place: Place) -> dict[str, Any]:
    unit = place.empty_ward
    return {"unit_kind": "ward", "unit_code": unit, "indicator_id": COVERAGE, "reported_on": str(TODAY), "value": 70}


def _round(place: Place) -> dict[str, Any]:
    return {
        "ward_code": place.ward,
        "started_on": str(TODAY),
        "samples": 1000,
        "positives": 3,
        "method": "rt_pcr",
        "pool_size": 10,
    }


def _decision(place: Place) -> dict[str, Any]:
    return {"ward_code": place.ward, "level": "red", **_SIGNED, "reason": "Ổ dịch phức tạp"}


def _dhis2_set(place: Place) -> dict[str, Any]:
    said = {"period": f"{TODAY:%Y%m%d}", "orgUnit": place.empty_ward, "value": "0"}
    return {"dataValues": [{"dataElement": each.code, **said} for each in ELEMENTS if not each.is_test]}


def _dhis2_export(place: Place) -> Said:
    days = {"from": str(day(-1)), "to": str(TODAY)}
    return {"params": {**days, "district": place.district}, "fill": {"ending": "json"}}


def _move(place: Place) -> dict[str, Any]:
    counts = {**report()["counts"], "community_unknown_source": 0, "imported": 1}
    wards = {"from_ward_code": place.ward, "to_ward_code": place.second_ward}
    return {"reporting_date": str(TODAY), **wards, "counts": counts, "from_version": 1, "to_version": 1}


def _account(place: Place) -> dict[str, Any]:
    return {"username": "mai", "role": "reporter", "districts": [place.district]}


def _sheet(place: Place) -> bytes:
    head = "Mã;Phường, xã;Chưa rõ nguồn;Rõ nguồn;Khu phong toả;Khu cách ly;Nhập cảnh"
    row = f"{place.empty_ward};Phường {place.empty_ward};0;0;0;0;0"
    return "\r\n".join([f"Báo cáo ngày {TODAY:%d/%m/%Y};;;;;;", head, row]).encode()


def _form(place: Place, **more: str) -> dict[str, str]:
    counts = {**correction(2)["counts"], "imported": 2}
    return {**{name: str(count) for name, count in counts.items()}, "reason_code": "other", "version": "1", **more}


_NEW_PASSWORD: Final = "hạt gạo làng ta 2021"

_IN_DISTRICT: Final = _query(lambda place: {"district": place.district})

REQUESTS: Final[dict[str, Callable[[Place], Said]]] = {
    "POST /api/v1/policies/{policy_id}/evaluate": lambda _: {
        "content": _TABLE,
        "headers": {"content-type": "text/csv"},
        "fill": {"policy_id": "cdc-community-levels-2022"},
    },
    "POST /api/v1/lookup/bulk": lambda _: {"content": b"105.8,21.1", "headers": {"content-type": "text/csv"}},
    "POST /api/v1/case-reports": _json(lambda place: report(place.empty_ward)),
    "GET /api/v1/dhis2/dataValueSets.{ending}": _dhis2_export,
    "POST /api/v1/dhis2/dataValueSets": _json(_dhis2_set),
    "POST /api/v1/case-reports/batch": _json(lambda place: [report(place.empty_ward)]),
    "PUT /api/v1/case-reports/{ward_code}/{reporting_date}": _json(lambda _: correction(2), headers=_FIRST),
    "GET /api/v1/case-reports": _IN_DISTRICT,
    "GET /api/v1/case-reports/export": _IN_DISTRICT,
    "GET /api/v1/exports/case-versions.{form}": lambda place: {
        "params": {"district": place.district},
        "fill": {"form": "csv"},
    },
    "GET /api/v1/submissions": _IN_DISTRICT,
    "GET /api/v1/imports/template.xlsx": _IN_DISTRICT,
    "PUT /api/v1/drafts/{district_code}/{reporting_date}": _json(
        lambda place: {"cells": {place.ward: {"samples": "7"}}}, headers={"If-Match": '"0"'}
    ),
    "GET /api/v1/border-notices": _IN_DISTRICT,
    "POST /api/v1/border-notices/read": _json(lambda place: {"through": place.notice}),
    "POST /staff/border/read": lambda place: {"data": {"through": str(place.notice)}},
    "POST /api/v1/indicators": _json(_value),
    "POST /api/v1/indicators/batch": _json(lambda place: [_value(place)]),
    "PUT /api/v1/indicators/{unit_kind}/{unit_code}/{indicator_id}/{reported_on}": _json(
        lambda _: {"value": 1, "reason_code": "other"}, headers=_FIRST
    ),
    "GET /api/v1/indicators": _query(lambda place: {"unit": place.ward}),
    "GET /api/v1/indicators/in-force": _query(lambda place: {"unit": place.ward}),
    "POST /api/v1/case-transfers": _json(_move),
    "GET /api/v1/case-transfers": _IN_DISTRICT,
    "GET /api/v1/reporting-days": _IN_DISTRICT,
    "GET /api/v1/reporting-days/{reporting_date}": _IN_DISTRICT,
    "POST /api/v1/reporting-days/{reporting_date}/reopen": _json(
        lambda place: {"district_code": place.district, "hours": 1, "reason": "mất điện"},
        fill={"reporting_date": str(LOCKED)},
    ),
    "POST /api/v1/reporting-days/{reporting_date}/close": _json(
        lambda place: {"district_code": place.district, "reason": "đã xong"}, fill={"reporting_date": str(OPENED)}
    ),
    "POST /api/v1/imports/read": lambda place: {
        "content": f"Mã xã\tCa cộng đồng chưa rõ nguồn\n{place.ward}\t1",
        "headers": {"content-type": "text/plain"},
        "params": {"district": place.district},
    },
    "POST /api/v1/outbreaks": _json(lambda place: outbreak(place.empty_ward)),
    "POST /api/v1/outbreaks/preview": _json(lambda place: outbreak(place.empty_ward)),
    "POST /api/v1/outbreaks/compare": _json(lambda place: outbreak(place.empty_ward)),
    "PATCH /api/v1/outbreaks/{outbreak_id}": _json(lambda _: {"name": "Ngõ 9"}),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/issue": _json(lambda _: _SIGNED),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/propose": _json(lambda _: {"mode": "administrative"}),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/preview": _json(lambda _: {"mode": "administrative"}),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/extend": lambda place: {
        "json": {**_SIGNED, "reason": "lan rộng", "planned_end": str(day(20))},
        "fill": {"outbreak_id": place.ringed},
    },
    "POST /api/v1/outbreaks/{outbreak_id}/rings/shrink": lambda place: {
        "json": {**_SIGNED, "reason": "khoanh gọn", "mode": "administrative"},
        "fill": {"outbreak_id": place.ringed},
    },
    "POST /api/v1/outbreaks/{outbreak_id}/rings/lift": lambda place: {
        "json": _SIGNED,
        "fill": {"outbreak_id": place.ringed},
    },
    "POST /api/v1/cordons": _json(lambda place: {"name": "Tổ 5", "ward_codes": [place.ward]}),
    "PATCH /api/v1/cordons/{cordon_id}": _json(lambda _: {"last_case_on": str(TODAY)}, headers=_FIRST),
    "POST /api/v1/cordons/{cordon_id}/issue": lambda place: {"json": _SIGNED, "fill": {"cordon_id": place.cordon}},
    "POST /api/v1/cordons/{cordon_id}/extend": _json(lambda _: {**_SIGNED, "planned_end": str(day(30))}),
    "POST /api/v1/cordons/{cordon_id}/shrink": _json(lambda place: {**_SIGNED, "ward_codes": [place.empty_ward]}),
    "POST /api/v1/cordons/{cordon_id}/lift": _json(lambda _: {**_SIGNED, "override": True, "reason": "nhập nhầm"}),
    "POST /api/v1/areas": _json(lambda place: {"kind": "other", "name": "Khu chợ", "ward_codes": [place.ward]}),
    "PATCH /api/v1/areas/{area_id}": _json(lambda _: {"name": "Cụm xanh 2"}, headers=_FIRST),
    "POST /api/v1/areas/{area_id}/end": _json(lambda _: _SIGNED),
    "POST /api/v1/test-rounds": _json(_round),
    "GET /api/v1/test-rounds": _IN_DISTRICT,
    "PATCH /api/v1/test-rounds/{round_id}": _json(lambda _: {"samples": 900}, headers=_FIRST),
    "POST /api/v1/testing/plan": _json(lambda _: {"samples_per_day": 1000}),
    "GET /api/v1/testing/due.xlsx": _IN_DISTRICT,
    "POST /api/v1/feed-tokens": _json(lambda place: {"label": "Tổ 3", "district_code": place.district}),
    "POST /api/v1/campaigns": _json(
        lambda place: {
            "name": "Tầm soát",
            "district_codes": [place.district],
            "starts_on": str(TODAY),
            "target_on": str(day(9)),
        }
    ),
    "PATCH /api/v1/campaigns/{campaign_id}": _json(lambda _: {"target_pct": 90}, headers=_FIRST),
    "POST /api/v1/webhooks": _json(lambda place: {"url": "https://example.org/", "district_codes": [place.district]}),
    "PATCH /api/v1/webhooks/{webhook_id}": _json(lambda _: {"description": "bản đồ của quận"}),
    "POST /api/v1/webhooks/{webhook_id}/replay": _json(lambda _: {"after": "0-0"}),
    "POST /api/v1/policy-adoptions": _json(lambda _: {"policy_id": "moh-2686-2021", "from": str(TODAY), **_SIGNED}),
    "POST /api/v1/backtests": _json(lambda _: {"policy_id": "moh-2686-2021", "from": str(day(-3)), "to": str(day(-1))}),
    "POST /api/v1/barriers": _json(
        lambda place: {
            "name_vi": "Sông Hồng",
            "name_en": "Red River",
            "kind": "ward_pairs",
            "pairs": [[place.ward, place.empty_ward]],
            "valid_from": str(TODAY),
            "provenance": "example",
        }
    ),
    "POST /api/v1/unit-events": _json(
        lambda place: {"events": [{"kind": "recode", "on": str(day(3)), "from_code": place.ward, "to_code": "NEW"}]}
    ),
    "POST /api/v1/baselines": _json(lambda _: {"before": str(day(-15)), **_SIGNED}),
    "POST /api/v1/publications": _json(lambda _: {"title": "Mức nguy cơ", **_SIGNED}),
    "POST /api/v1/decisions": _json(_decision),
    "GET /api/v1/decisions": _IN_DISTRICT,
    "POST /api/v1/decisions/{decision_id}/revoke": _json(lambda _: {"reason": "đã kiểm soát"}),
    "POST /api/v1/approvals": _json(lambda place: {"ward_codes": [place.waiting]}),
    "PUT /api/v1/approval-modes": _json(
        lambda place: {"district_code": place.district, "needs_approval": False, **_SIGNED}
    ),
    "POST /api/v1/reclassifications": _json(lambda _: {"as_of": str(day(-16))}),
    "GET /api/v1/audit": _IN_DISTRICT,
    "GET /api/v1/audit/export": _IN_DISTRICT,
    "GET /staff/audit": _IN_DISTRICT,
    "GET /staff/testing": _IN_DISTRICT,
    "GET /staff/testing/plan": _IN_DISTRICT,
    "GET /staff/testing/rounds": _IN_DISTRICT,
    "GET /api/v1/staff": _IN_DISTRICT,
    "POST /api/v1/staff": _json(_account),
    "PATCH /api/v1/staff/{username}": _json(lambda _: {"display_name": "Nguyễn Thị Lan"}, headers=_FIRST),
    "POST /api/v1/staff/{username}/password": _json(lambda _: {}),
    "POST /api/v1/keys": _json(lambda _: {"label": "Máy chủ quận"}),
    "POST /api/v1/auth/token": lambda _: {"data": {"username": "an", "password": PASSWORD}},
    "POST /api/v1/auth/session": lambda _: {"data": {"username": "an", "password": PASSWORD}},
    "POST /api/v1/publications/verify": lambda _: {"content": b"\xef\xbb\xbfa,b\r\n"},
    "POST /verify": lambda _: {"files": {"file": ("a.csv", b"a,b\r\n")}},
    "POST /staff/sign-in": lambda _: {"data": {"username": "an", "password": PASSWORD}},
    "POST /staff/password": lambda _: {"data": {"current": PASSWORD, "new": _NEW_PASSWORD, "repeat": _NEW_PASSWORD}},
    "POST /api/v1/auth/password": _json(lambda _: {"current": PASSWORD, "new": _NEW_PASSWORD}),
    "GET /api/v1/completeness": _IN_DISTRICT,
    "POST /api/v1/wards/import": lambda _: {
        "params": {"dry_run": "true"},
        "files": {"file": ("ranh-gioi.geojson", as_bytes(make_collection(make_register("A B"))))},
    },
    "POST /api/v1/imports": lambda place: {
        "files": {"file": ("bao-cao.csv", _sheet(place))},
        "data": {"district": place.district},
    },
    "POST /staff/import": lambda place: {
        "files": {"file": ("bao-cao.csv", _sheet(place))},
        "data": {"step": "send", "district": place.district, "on": str(TODAY)},
    },
    "POST /staff/people/-new": lambda place: {
        "data": {"username": "mai", "display_name": "Mai", "role": "reporter", "district": place.district}
    },
    "POST /staff/people/{username}": lambda place: {
        "data": {
            "username": place.reporter,
            "display_name": "Lan",
            "role": "reporter",
            "district": place.district,
            "version": "1",
        }
    },
    "POST /staff/people/{username}/close": lambda _: {"data": {"version": "1"}},
    "POST /staff/people/{username}/reopen": lambda place: {
        "data": {"version": "2"},
        "fill": {"username": CLOSED[place.district]},
    },
    "POST /staff/account/keys": lambda _: {"data": {"label": "Máy chủ quận"}},
    "POST /staff/reports/{ward_code}/{reporting_date}": lambda place: {"data": _form(place, act="save")},
    "POST /staff/reports/{ward_code}/{reporting_date}/move": lambda place: {
        "data": {
            **_form(place, act="save", reason_code="moved", to=f"{place.second_ward}:1"),
            "community_unknown_source": "0",
            "imported": "1",
        }
    },
}


def request_of(name: str, place: Place, *, own: Mapping[str, str]) -> tuple[str, str, dict[str, Any]]:
    """Method, address and the rest for a route in a place.

    Args:
        own: what of an address is the caller's: `key_id`, `session_id`.
    """
    method, _, path = name.partition(" ")
    make = REQUESTS.get(name)
    said = dict(make(place)) if make is not None else {}
    owned = {} if path.startswith(("/api/v1/staff", "/staff/people")) else own
    for part, text in {"session_id": "0" * 16, **usual_parts(place), **said.pop("fill", {}), **owned}.items():
        path = path.replace(f"{{{part}}}", text)
    return method, path, said
