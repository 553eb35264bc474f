"""Whether the columns of a file are enough: each class of cases has one, or counts as 0 because its sender says so."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.import_records import ImportFault
from app.domain.intake_columns import intake_column
from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES, CaseClass
from app.services.import_files import ReadFile
from app.services.import_rows import ImportChoices


def file_faults(file: ReadFile, choices: ImportChoices) -> list[ImportFault]:
    """What keeps a whole file from being taken, told at its headings: a column of cases without a class, or classes
    without a column, which are 0 only when that was chosen and no column may hold their figures.
    """
    missing = [each for each in CASE_CLASSES if each.value not in file.columns]
    if file.unclassed:
        words = _unclassed(file.unclassed[0])
    elif not missing:
        return []
    elif not choices.blank_is_zero and choices.count_class is None:
        words = _lacking(missing)
    elif file.doubtful:
        words = _doubtful(file.doubtful, missing)
    else:
        return []
    return [ImportFault(file.header_row, None, None, words)]


def _doubtful(headings: Sequence[str], missing: Sequence[CaseClass]) -> Phrase:
    """Columns that may hold the figures of classes which would else count as 0."""
    shown = "; ".join(f"“{each[:60]}”" for each in headings[:4])
    classes = [intake_column(each.value).heading for each in missing]
    return Phrase(
        f"Cột {shown} có số nhưng không đọc được là cột gì, nên không thể coi là 0: "
        f"{'; '.join(each.vi for each in classes)}. Sửa tiêu đề cho rõ, hoặc xoá cột ấy khỏi tệp.",
        f"Column {shown} has figures but is not read, so these cannot be taken as 0: "
        f"{'; '.join(each.en for each in classes)}. Mend its heading, or delete the column from the file.",
    )


def _unclassed(heading: str) -> Phrase:
    return Phrase(
        f"Cột “{heading}” chưa rõ loại ca; chọn loại ca (count_class), các loại không có cột sẽ là 0.",
        f"Column “{heading}” does not say which class; choose it (count_class), classes without a column are then 0.",
    )


def _lacking(missing: Sequence[CaseClass]) -> Phrase:
    words = [intake_column(each.value).heading for each in missing]
    return Phrase(
        f"Tệp không có cột: {'; '.join(each.vi for each in words)}. Thêm cột, hoặc chọn “ô trống là 0” "
        "(blank_is_zero).",
        f"The file has no column for: {'; '.join(each.en for each in words)}. Add it, or choose “empty cells are 0” "
        "(blank_is_zero).",
    )
