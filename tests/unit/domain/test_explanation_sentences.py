"""What is said of a ward for every rule of both shipped policies, word for word, as the public reads it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN
from app.services.policy_library import shipped_policies
from tests.spec.drawing import DrawnMap, drawn_map
from tests.spec.situation import CT06, MOH
from tests.unit.domain.judged_wards import (
    KNOWN_SOURCE,
    UNKNOWN_SOURCE,
    assess,
    explain_as,
    left_red,
    one_ward,
    two_red_neighbors,
    unreported,
)


class Told(NamedTuple):
    """A ward on a day, the rule that decides, and the two sentences."""

    drawn: DrawnMap
    on_day: int
    rule_id: str
    vi: str
    en: str


TOLD = [
    Told(
        one_ward(CT06).outbreak("A", opened=2, source_known=False),
        3,
        "red-outbreak-unknown-source",
        "Xã Kim Chung: Vùng đỏ, vì có ổ dịch đang mở chưa rõ nguồn lây (1 ổ dịch đang mở: Lỗ Giao; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Red zone: an open outbreak with unknown source (1 open outbreak: Lỗ Giao; window 21 Aug–3 Sep "
        "2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(CT06).outbreak("A", opened=2, setting="school"),
        3,
        "red-outbreak-hard-to-control",
        "Xã Kim Chung: Vùng đỏ, vì có ổ dịch đang mở ở khu công nghiệp, trường học hoặc siêu thị (1 ổ dịch đang mở: "
        "Lỗ Giao; kỳ xét 21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Red zone: an open outbreak in an industrial park, school or supermarket (1 open outbreak: Lỗ "
        "Giao; window 21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(CT06).outbreak("A", opened=2, setting="market").outbreak("A", opened=2),
        3,
        "red-outbreak-market",
        "Xã Kim Chung: Vùng đỏ, vì có ổ dịch đang mở ở chợ (2 ổ dịch đang mở: Lỗ Giao, Chợ Tó; kỳ xét "
        "21/08/2021–03/09/2021), theo tiêu chí minh họa, bổ sung cho Quyết định 2686/QĐ-BCĐQG và Chỉ thị 06-CT/TU.",
        "Xã Kim Chung, Red zone: an open outbreak in a market (2 open outbreaks: Lỗ Giao, Chợ Tó; window 21 Aug–3 Sep "
        "2021), under an illustrative criterion beside Quyết định 2686/QĐ-BCĐQG and Chỉ thị 06-CT/TU.",
    ),
    Told(
        one_ward(CT06).cases("A", UNKNOWN_SOURCE, on_day=2, count=5),
        3,
        "orange-community-unknown-source",
        "Xã Kim Chung: Vùng da cam, vì có ca cộng đồng chưa rõ nguồn lây (5 ca, ngưỡng 1 ca; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Orange zone: community cases with unknown source (cases: 5, threshold 1; window 21 Aug–3 Sep "
        "2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(CT06).outbreak(opened=2, setting="school", linked="A"),
        3,
        "orange-linked-outbreak",
        "Xã Kim Chung: Vùng da cam, vì có liên quan đến ổ dịch ở nơi đông người khó kiểm soát (1 ổ dịch đang mở: Lỗ "
        "Giao; kỳ xét 21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Orange zone: linked to an outbreak in a crowded place that is hard to control (1 open "
        "outbreak: Lỗ Giao; window 21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(CT06).cases("A", KNOWN_SOURCE, on_day=2, count=2),
        3,
        "orange-community-known-source",
        "Xã Kim Chung: Vùng da cam, vì có ca cộng đồng đã rõ nguồn lây (dưới 3 ca, ngưỡng 1 ca; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG và Chỉ thị 06-CT/TU (hệ thống suy ra).",
        "Xã Kim Chung, Orange zone: community cases with known source (cases: fewer than 3, threshold 1; window 21 "
        "Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG and Chỉ thị 06-CT/TU (reconstructed).",
    ),
    Told(
        one_ward(CT06).outbreak("A", opened=2),
        3,
        "orange-other-outbreak",
        "Xã Kim Chung: Vùng da cam, vì có ổ dịch đang mở (1 ổ dịch đang mở: Lỗ Giao; kỳ xét 21/08/2021–03/09/2021), "
        "theo Quyết định 2686/QĐ-BCĐQG và Chỉ thị 06-CT/TU (hệ thống suy ra).",
        "Xã Kim Chung, Orange zone: an open outbreak (1 open outbreak: Lỗ Giao; window 21 Aug–3 Sep 2021), under "
        "Quyết định 2686/QĐ-BCĐQG and Chỉ thị 06-CT/TU (reconstructed).",
    ),
    Told(
        two_red_neighbors(CT06),
        3,
        "orange-borders-red",
        "Xã Kim Chung: Vùng da cam, vì giáp ranh nơi ở vùng đỏ (2 nơi: Xã Việt Hùng, Xã Cổ Loa; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Orange zone: borders a ward that is red of its own (2 wards: Xã Việt Hùng, Xã Cổ Loa; window "
        "21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        unreported(CT06, -3),
        3,
        "no-rule-matched",
        "Xã Kim Chung: Vùng xanh, vì không thuộc tiêu chí nguy cơ nào (0 ca cộng đồng, có báo cáo 13/14 ngày đã chốt; "
        "kỳ xét 21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG và Chỉ thị 06-CT/TU.",
        "Xã Kim Chung, Green zone: no risk criterion is met (community cases: 0, 13 of 14 closed days reported; "
        "window 21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG and Chỉ thị 06-CT/TU.",
    ),
    Told(
        unreported(CT06, -2, -1, 0, 1, 2),
        3,
        "too-little-data",
        "Xã Kim Chung: Chưa có số liệu, vì thiếu báo cáo 5/14 ngày đã chốt (cho phép thiếu 2 ngày, số minh họa; kỳ "
        "xét 21/08/2021–03/09/2021), nên chưa xếp mức theo Quyết định 2686/QĐ-BCĐQG và Chỉ thị 06-CT/TU.",
        "Xã Kim Chung, No data: 5 of 14 closed days have no report (2 may be missing, an example; window 21 Aug–3 Sep "
        "2021), so no level yet under Quyết định 2686/QĐ-BCĐQG and Chỉ thị 06-CT/TU.",
    ),
    Told(
        left_red(CT06),
        14,
        "held",
        "Xã Kim Chung: giữ Vùng đỏ từ 01/09/2021, vì chưa giữ đủ 14 ngày, sớm nhất 15/09/2021 mới hạ mức (số liệu "
        "hiện nay: vùng xanh; kỳ xét 01/09/2021–14/09/2021), theo Quyết định 2686/QĐ-BCĐQG và Thông báo kết luận ngày "
        "14/9/2021 (hệ thống suy ra).",
        "Xã Kim Chung, Red zone held since 1 Sep 2021: not yet held for 14 days, may fall on 15 Sep 2021 at the "
        "earliest (evidence now: green zone; window 1–14 Sep 2021), under Quyết định 2686/QĐ-BCĐQG and Thông báo kết "
        "luận ngày 14/9/2021 (reconstructed).",
    ),
    Told(
        one_ward(MOH).outbreak("A", opened=2, source_known=False),
        3,
        "red-outbreak-unknown-source",
        "Xã Kim Chung: Vùng đỏ, vì có ổ dịch đang mở chưa rõ nguồn lây (1 ổ dịch đang mở: Lỗ Giao; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Red zone: an open outbreak with unknown source (1 open outbreak: Lỗ Giao; window 21 Aug–3 Sep "
        "2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(MOH).outbreak("A", opened=2, setting="school"),
        3,
        "red-outbreak-hard-to-control",
        "Xã Kim Chung: Vùng đỏ, vì có ổ dịch đang mở ở khu công nghiệp, trường học hoặc siêu thị (1 ổ dịch đang mở: "
        "Lỗ Giao; kỳ xét 21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Red zone: an open outbreak in an industrial park, school or supermarket (1 open outbreak: Lỗ "
        "Giao; window 21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(MOH).outbreak("A", opened=2, setting="market").outbreak("A", opened=2),
        3,
        "red-outbreak-market",
        "Xã Kim Chung: Vùng đỏ, vì có ổ dịch đang mở ở chợ (2 ổ dịch đang mở: Lỗ Giao, Chợ Tó; kỳ xét "
        "21/08/2021–03/09/2021), theo tiêu chí minh họa, bổ sung cho Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Red zone: an open outbreak in a market (2 open outbreaks: Lỗ Giao, Chợ Tó; window 21 Aug–3 Sep "
        "2021), under an illustrative criterion beside Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(MOH).cases("A", UNKNOWN_SOURCE, on_day=2, count=5),
        3,
        "orange-community-unknown-source",
        "Xã Kim Chung: Vùng da cam, vì có ca cộng đồng chưa rõ nguồn lây (5 ca, ngưỡng 1 ca; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Orange zone: community cases with unknown source (cases: 5, threshold 1; window 21 Aug–3 Sep "
        "2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(MOH).outbreak(opened=2, setting="school", linked="A"),
        3,
        "orange-linked-outbreak",
        "Xã Kim Chung: Vùng da cam, vì có liên quan đến ổ dịch ở nơi đông người khó kiểm soát (1 ổ dịch đang mở: Lỗ "
        "Giao; kỳ xét 21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Orange zone: linked to an outbreak in a crowded place that is hard to control (1 open "
        "outbreak: Lỗ Giao; window 21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(MOH).cases("A", KNOWN_SOURCE, on_day=2, count=2),
        3,
        "yellow-community-known-source",
        "Xã Kim Chung: Vùng vàng, vì có ca cộng đồng đã rõ nguồn lây (dưới 3 ca, ngưỡng 1 ca; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Yellow zone: community cases with known source (cases: fewer than 3, threshold 1; window 21 "
        "Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        one_ward(MOH).outbreak("A", opened=2),
        3,
        "yellow-other-outbreak",
        "Xã Kim Chung: Vùng vàng, vì có ổ dịch đang mở (1 ổ dịch đang mở: Lỗ Giao; kỳ xét 21/08/2021–03/09/2021), "
        "theo Quyết định 2686/QĐ-BCĐQG (hệ thống suy ra).",
        "Xã Kim Chung, Yellow zone: an open outbreak (1 open outbreak: Lỗ Giao; window 21 Aug–3 Sep 2021), under "
        "Quyết định 2686/QĐ-BCĐQG (reconstructed).",
    ),
    Told(
        two_red_neighbors(MOH),
        3,
        "orange-borders-red",
        "Xã Kim Chung: Vùng da cam, vì giáp ranh nơi ở vùng đỏ (2 nơi: Xã Việt Hùng, Xã Cổ Loa; kỳ xét "
        "21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Orange zone: borders a ward that is red of its own (2 wards: Xã Việt Hùng, Xã Cổ Loa; window "
        "21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        drawn_map("B A", policy=MOH).cases("B", UNKNOWN_SOURCE, on_day=2),
        3,
        "yellow-borders-orange",
        "Xã Kim Chung: Vùng vàng, vì giáp ranh nơi ở vùng da cam (1 nơi: Xã Việt Hùng; kỳ xét 21/08/2021–03/09/2021), "
        "theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Yellow zone: borders a ward that is orange of its own (1 ward: Xã Việt Hùng; window 21 Aug–3 "
        "Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        unreported(MOH, -3),
        3,
        "no-rule-matched",
        "Xã Kim Chung: Vùng xanh, vì không thuộc tiêu chí nguy cơ nào (0 ca cộng đồng, có báo cáo 13/14 ngày đã chốt; "
        "kỳ xét 21/08/2021–03/09/2021), theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, Green zone: no risk criterion is met (community cases: 0, 13 of 14 closed days reported; "
        "window 21 Aug–3 Sep 2021), under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        unreported(MOH, -2, -1, 0, 1, 2),
        3,
        "too-little-data",
        "Xã Kim Chung: Chưa có số liệu, vì thiếu báo cáo 5/14 ngày đã chốt (cho phép thiếu 2 ngày, số minh họa; kỳ "
        "xét 21/08/2021–03/09/2021), nên chưa xếp mức theo Quyết định 2686/QĐ-BCĐQG.",
        "Xã Kim Chung, No data: 5 of 14 closed days have no report (2 may be missing, an example; window 21 Aug–3 Sep "
        "2021), so no level yet under Quyết định 2686/QĐ-BCĐQG.",
    ),
    Told(
        left_red(MOH),
        14,
        "held",
        "Xã Kim Chung: giữ Vùng đỏ từ 01/09/2021, vì chưa giữ đủ 14 ngày, sớm nhất 15/09/2021 mới hạ mức (số liệu "
        "hiện nay: vùng xanh; kỳ xét 01/09/2021–14/09/2021), theo Quyết định 2686/QĐ-BCĐQG và Thông báo kết luận ngày "
        "14/9/2021 (hệ thống suy ra).",
        "Xã Kim Chung, Red zone held since 1 Sep 2021: not yet held for 14 days, may fall on 15 Sep 2021 at the "
        "earliest (evidence now: green zone; window 1–14 Sep 2021), under Quyết định 2686/QĐ-BCĐQG and Thông báo kết "
        "luận ngày 14/9/2021 (reconstructed).",
    ),
]


@pytest.mark.parametrize("told", [pytest.param(each, id=f"{each.drawn.policy.id}: {each.rule_id}") for each in TOLD])
def test_each_rule_is_told_in_these_words(told: Told) -> None:
    assessment = assess(told.drawn, on_day=told.on_day)
    explanation = explain_as(assessment, told.drawn.policy)

    assert assessment.rule_id == told.rule_id
    assert explanation.vi == told.vi
    assert explanation.en == told.en


@pytest.mark.parametrize("policy_id", ["hanoi-ct06-2021", "moh-2686-2021"])
def test_no_rule_and_no_level_is_left_without_words_above(policy_id: str) -> None:
    policy = shipped_policies()[policy_id]
    told = [each for each in TOLD if each.drawn.policy.id == policy_id]
    levels = {assess(each.drawn, on_day=each.on_day).level for each in told}

    assert {each.rule_id for each in told} == {*policy.rule_of, RULE_NONE, RULE_UNKNOWN, RULE_HELD}
    assert levels == {*policy.rank_of, "unknown"}
