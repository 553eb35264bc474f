"""The columns of a daily report as people fill them in: their order, and their headings in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES, CaseClass

SAMPLES: Final = "samples"
POSITIVES: Final = "positives"
NEW_F1_CONTACTS: Final = "new_f1_contacts"
NOTE: Final = "note"
TOTAL: Final = "total"


@dataclass(frozen=True)
class IntakeColumn:
    """One column: its name in code and on the wire, its full heading, a short one, and whether it holds a number."""

    name: str
    heading: Phrase
    short: Phrase
    is_number: bool = True

    @property
    def is_case_class(self) -> bool:
        """Whether it counts new cases of one class; these are added up and must all be given."""
        return self.name in {each.value for each in CASE_CLASSES}


INTAKE_COLUMNS: Final = (
    IntakeColumn(
        CaseClass.COMMUNITY_UNKNOWN_SOURCE.value,
        Phrase("Cộng đồng, chưa rõ nguồn", "Community, source unknown"),
        Phrase("Chưa rõ nguồn", "Unknown source"),
    ),
    IntakeColumn(
        CaseClass.COMMUNITY_KNOWN_SOURCE.value,
        Phrase("Cộng đồng, rõ nguồn", "Community, source known"),
        Phrase("Rõ nguồn", "Known source"),
    ),
    IntakeColumn(
        CaseClass.LOCKDOWN_AREA.value, Phrase("Khu phong toả", "Locked-down area"), Phrase("Phong toả", "Lockdown")
    ),
    IntakeColumn(CaseClass.QUARANTINE.value, Phrase("Khu cách ly", "Quarantine"), Phrase("Cách ly", "Quarantine")),
    IntakeColumn(CaseClass.IMPORTED.value, Phrase("Nhập cảnh", "Imported"), Phrase("Nhập cảnh", "Imported")),
    IntakeColumn(SAMPLES, Phrase("Số mẫu", "Samples"), Phrase("Số mẫu", "Samples")),
    IntakeColumn(POSITIVES, Phrase("Dương tính", "Positives"), Phrase("Dương tính", "Positives")),
    IntakeColumn(NEW_F1_CONTACTS, Phrase("F1 mới", "New F1 contacts"), Phrase("F1 mới", "New F1")),
    IntakeColumn(NOTE, Phrase("Ghi chú", "Note"), Phrase("Ghi chú", "Note"), is_number=False),
)
"""In the order in which pages, templates and exports show them; the total stands after the last class of cases."""

TOTAL_HEADING: Final = Phrase("Tổng", "Total")
CASES_HEADING: Final = Phrase("Ca mới", "New cases")
"""Over the classes of cases."""
COMMUNITY_HEADING: Final = Phrase("Cộng đồng", "Community")
"""Over the two classes found in the community, where headings stand in two rows."""
TESTS_HEADING: Final = Phrase("Xét nghiệm", "Tests")
"""Over samples and positives."""
TRACING_HEADING: Final = Phrase("Truy vết", "Tracing")
"""Over the contacts."""


_BY_NAME: Final = {column.name: column for column in INTAKE_COLUMNS}


def intake_column(name: str) -> IntakeColumn:
    """The column of a name; `KeyError` when there is none."""
    return _BY_NAME[name]
