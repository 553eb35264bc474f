"""Words round the annex of an order on rings; those of the annex itself are the same in both languages' pages."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_ANNEX: Final = {
    "anx_title": Phrase("Phụ lục văn bản khoanh vùng", "Annex of an order on rings"),
    "anx_pdf": Phrase("Mở PDF để in, ký", "Open the PDF to print and sign"),
    "anx_back": Phrase("Về ổ dịch", "Back to the outbreak"),
    "anx_version": Phrase("Phiên bản {n}", "Version {n}"),
}
