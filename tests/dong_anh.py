"""A district of 24 wards with the names of Đông Anh, on drawn ground, and one neighbouring district of six."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import Engine

from app.domain.names import sort_key
from app.domain.records import CaseCounts
from app.domain.vocabulary import OutbreakSetting
from app.services.sent_reports import NewReport
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from tests.accounts import DONG_ANH, NOW, Clock
from tests.site import Site, counts, day
from tests.worlds import as_bytes, make_feature, make_register

TOWN: Final = "Đông Anh"
_BY_CODE: Final = (
    TOWN, "Xuân Nộn", "Thụy Lâm", "Bắc Hồng", "Nguyên Khê", "Nam Hồng", "Tiên Dương", "Vân Hà", "Uy Nỗ", "Vân Nội",
    "Liên Hà", "Việt Hùng", "Kim Nỗ", "Kim Chung", "Dục Tú", "Đại Mạch", "Vĩnh Ngọc", "Cổ Loa", "Hải Bối",
    "Xuân Canh", "Võng La", "Tàm Xá", "Mai Lâm", "Đông Hội",
)  # fmt: skip
CODE_OF: Final = {name: f"{454 + 3 * at:05}" for at, name in enumerate(_BY_CODE)}
NAMES: Final = (TOWN, *sorted(_BY_CODE[1:], key=sort_key))
"""In the order of the sheet: the town, then by the alphabet."""
CODES: Final = tuple(CODE_OF.values())
_NEIGHBORS: Final = ("Phúc Lâm", "Thanh Trì", "Xuân Đỗ", "Yên Sở", "An Khánh", "Bình Minh")


def _drawing() -> tuple[str, str]:
    codes = [*CODES, *(f"N{number}" for number in range(1, 7))]
    rows = [codes[at : at + 6] for at in range(0, 30, 6)]
    wards = " / ".join(" ".join(row) for row in rows)
    districts = " / ".join(" ".join(DONG_ANH if code in CODES else "001" for code in row) for row in rows)
    return wards, districts


def open_dong_anh(engine: Engine, *, clock: Clock | None = None, rules: SiteRules | None = None) -> Site:
    """The site with its register; nothing is reported yet."""
    site = Site(engine, clock or Clock(NOW), rules or SiteRules())
    drawing, districts = _drawing()
    register = make_register(drawing, districts=districts, populations=9000)
    names = dict(zip((*CODES, *(f"N{number}" for number in range(1, 7))), (*_BY_CODE, *_NEIGHBORS), strict=True))
    features = [make_feature(ward, **_properties(ward.code, names[ward.code])) for ward in register.wards]
    content = as_bytes({"type": "FeatureCollection", "features": features, "boundary_status": "official"})
    with site.sessions.begin() as session:
        set_up(session, rules=site.rules, register_content=content, register_name="drawn.geojson", now=site.clock.now)
    return site


def report_until_yesterday(site: Site) -> None:
    """No cases for long, then four days of zeros, but yesterday cases in three communes, one of them in an outbreak."""
    wards = (*CODES, *(f"N{number}" for number in range(1, 7)))
    site.declare_baseline(day(-4))
    yesterday = {
        CODE_OF["Hải Bối"]: counts(quarantine=1),
        CODE_OF["Kim Chung"]: counts(known=3, lockdown=4, quarantine=5),
        CODE_OF["Đại Mạch"]: counts(known=2, quarantine=2),
    }
    site.post_all([NewReport(code, each, "district", counts()) for each in _days(-4, -2) for code in wards])
    site.post_all([_yesterday(code, yesterday) for code in wards])
    site.run(*_days(-4, -1))
    site.declare(CODE_OF["Kim Chung"], setting=OutbreakSetting.INDUSTRIAL_PARK, name="KCN Bắc Thăng Long")


def _yesterday(code: str, cases: Mapping[str, CaseCounts]) -> NewReport:
    reported = cases.get(code, counts())
    return NewReport(code, day(-1), "district", reported, samples=60, positives=0, new_f1_contacts=2)


def _days(first: int, last: int) -> list[date]:
    return [day(offset) for offset in range(first, last + 1)]


def _properties(code: str, name: str) -> dict[str, str]:
    if code not in CODES:
        return {
            "ward_name": f"Phường {name}",
            "ward_kind": "Phường",
            "district_name": "Quận Ba Đình",
            "district_kind": "Quận",
        }
    kind = "Thị trấn" if name == TOWN else "Xã"
    return {
        "ward_name": f"{kind} {name}",
        "ward_kind": kind,
        "district_name": "Huyện Đông Anh",
        "district_kind": "Huyện",
    }
