"""Words about cordons and areas on public pages: the card of a ward, the switches of the map."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

PLACES: Final = {
    "places": Phrase("Khu phong tỏa, khu vực", "Cordons and areas"),
    "place_cordon": Phrase("Khu phong tỏa: {name}", "Cordon: {name}"),
    "place_whole": Phrase("Toàn bộ nơi này.", "All of this place."),
    "place_part": Phrase("Chỉ một phần nơi này.", "Only a part of this place."),
    "place_from": Phrase("Từ {start}", "From {start}"),
    "place_planned": Phrase("dự kiến đến {day}", "planned until {day}"),
    "place_until": Phrase("đến {end}", "until {end}"),
    "place_sampled": Phrase(
        "Toàn dân trong khu lấy mẫu {first}–{last} ngày một lần.",
        "Everyone inside is sampled every {first}–{last} days.",
    ),
    "place_order": Phrase("Văn bản {number}, {signer}", "Order {number}, {signer}"),
    "place_not_yet": Phrase(
        "Mới là đề xuất, có hiệu lực khi có văn bản ban hành.", "Only proposed; in force once an order is issued."
    ),
    "place_no_level": Phrase(
        "Vùng 1, 2, 3 là phần của kế hoạch thành phố, không phải mức nguy cơ.",
        "Vùng 1, 2, 3 are parts of the city's plan, not levels of risk.",
    ),
    "layer_cordons": Phrase("Khu phong tỏa", "Cordons"),
    "layer_areas": Phrase("Khu vực", "Areas"),
    "layer_areas_note": Phrase("Vùng 1, 2, 3, cụm xanh, khu công nghiệp", "Vùng 1, 2, 3, green clusters, parks"),
}
