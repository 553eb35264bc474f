"""The sentences of the pages on publications, in Vietnamese and English."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

PUBLICATIONS: Final = {
    "nav_publications": Phrase("Công bố", "Publications"),
    "publications_title": Phrase("Công bố", "Publications"),
    "publications_lead": Phrase(
        "Mỗi công bố là một bản chụp có số: bảng, bản đồ và thông báo một trang, không bao giờ sửa. Sai thì ra công bố "
        "mới thay số cũ.",
        "Each publication is a numbered snapshot: table, map and one-page notice, never changed. A mistake is mended "
        "by a new one that supersedes it.",
    ),
    "publications_check": Phrase("Kiểm tra một tệp hoặc một số", "Check a file or a number"),
    "publications_none": Phrase("Chưa có công bố nào.", "Nothing has been published yet."),
    "publications_drill": Phrase(
        "Trang diễn tập không công bố: số liệu ở đây là giả định.",
        "A drill publishes nothing: its figures are invented.",
    ),
    "publications_older": Phrase("Các công bố trước", "Earlier publications"),
    "publications_all": Phrase("Mọi công bố", "All publications"),
    "publication_name": Phrase("Công bố số {number}", "Publication no. {number}"),
    "publication_number": Phrase("Số", "No."),
    "publication_day": Phrase("Ngày số liệu", "Figures of"),
    "publication_document": Phrase("Văn bản", "Document"),
    "publication_signer": Phrase("Người ký", "Signed by"),
    "publication_policy": Phrase("Bộ quy tắc", "Policy"),
    "publication_moment": Phrase("Mức có hiệu lực lúc", "Levels in force at"),
    "publication_supersedes": Phrase("Thay công bố số", "Supersedes no."),
    "publication_note": Phrase("Ghi chú", "Note"),
    "publication_record": Phrase("Bản ghi", "Revision"),
    "publication_boundaries": Phrase("Ranh giới", "Boundaries"),
    "publication_facts": Phrase("Về công bố này", "About this publication"),
    "publication_stands": Phrase("Công bố thật, chưa bị thay", "Genuine, not superseded"),
    "publication_stands_short": Phrase("Chưa bị thay", "Not superseded"),
    "publication_newest": Phrase("Công bố mới nhất là số {number}.", "The newest publication is no. {number}."),
    "publication_stands_more": Phrase(
        "Hệ thống này đã công bố đúng như dưới đây, chưa có bản sửa nào.",
        "This service published exactly what is below, and no correction has followed.",
    ),
    "publication_superseded_by": Phrase("Đã được thay bằng công bố số {number}", "Superseded by no. {number}"),
    "publication_superseded_more": Phrase(
        "Số liệu dưới đây giữ nguyên để đối chiếu, không còn dùng.",
        "The figures below are kept for the record and no longer apply.",
    ),
    "publication_by_level": Phrase("Theo mức", "By level"),
    "publication_wards": Phrase("Phường, xã", "Wards"),
    "publication_people": Phrase("Dân số", "Inhabitants"),
    "publication_map": Phrase("Bản đồ đã công bố", "The published map"),
    "publication_map_alt": Phrase(
        "Bản đồ của công bố số {number}: {counts}", "Map of publication no. {number}: {counts}"
    ),
    "publication_files": Phrase("Tệp và mã kiểm tra", "Files and their hashes"),
    "publication_files_note": Phrase(
        "Mỗi tệp giữ nguyên từng byte. SHA-256 của tệp tải về phải đúng như dưới đây.",
        "Each file stays the same byte for byte. The SHA-256 of a download must be the one below.",
    ),
    "publication_csv": Phrase("Bảng", "Table"),
    "publication_geojson": Phrase("Bảng kèm ranh giới", "Table with shapes"),
    "publication_svg": Phrase("Bản đồ nét", "Map as a drawing"),
    "publication_png": Phrase("Bản đồ ảnh", "Map as a picture"),
    "publication_pdf": Phrase("Thông báo một trang", "One-page notice"),
    "publication_not_found_title": Phrase("Không có công bố số này", "There is no publication of this number"),
    "publication_not_found_detail": Phrase(
        "Hệ thống này chưa ra công bố số {code}. Nếu bạn đọc số ấy trên một tờ giấy hay bức ảnh, tờ ấy không phải của "
        "hệ thống này.",
        "This service has not published a no. {code}. If you read it on a sheet or a picture, that is not one of ours.",
    ),
    "verify_title": Phrase("Kiểm tra công bố", "Check a publication"),
    "verify_lead": Phrase(
        "Nhận được một bảng, bản đồ hay thông báo qua Zalo, thư, hoặc thấy trên giấy? Kiểm tra xem có đúng là công bố "
        "của hệ thống này và đã bị thay chưa.",
        "Did a table, map or notice reach you by Zalo, by mail or on paper? See whether it was published here and "
        "whether it was superseded.",
    ),
    "verify_by_file": Phrase("Kiểm tra tệp", "Check a file"),
    "verify_file": Phrase("Chọn tệp CSV, GeoJSON, SVG, PNG hoặc PDF", "Choose a CSV, GeoJSON, SVG, PNG or PDF file"),
    "verify_file_note": Phrase(
        "Tối đa {size} MB. Tệp chỉ được so rồi bỏ, không lưu lại. CSV và GeoJSON được so từng ô.",
        "At most {size} MB. The file is compared and dropped, nothing is kept. CSV and GeoJSON are compared cell by "
        "cell.",
    ),
    "verify_by_number": Phrase("Tra theo số", "Look a number up"),
    "verify_number": Phrase("Số công bố hoặc SHA-256", "Number of the publication, or a SHA-256"),
    "verify_number_note": Phrase(
        "Số in ở góc trên thông báo và dưới tên bản đồ.",
        "The number stands at the top of the notice and under the map's title.",
    ),
    "verify_submit": Phrase("Kiểm tra", "Check"),
    "verify_result": Phrase("Kết quả", "Result"),
    "verify_exact": Phrase(
        "Đúng từng byte tệp của công bố số {number}, chưa bị thay.",
        "Byte for byte a file of publication no. {number}, which has not been superseded.",
    ),
    "verify_same_values": Phrase(
        "Số liệu đúng với công bố số {number}, chưa bị thay. Tệp chỉ được phần mềm khác ghi lại:",
        "The values are those of publication no. {number}, not superseded. Another program only wrote the file anew:",
    ),
    "verify_number_stands": Phrase(
        "Công bố số {number} có thật và chưa bị thay.", "Publication no. {number} is genuine and not superseded."
    ),
    "verify_superseded": Phrase(
        "Công bố số {number} có thật nhưng đã được thay bằng số {successor}.",
        "Publication no. {number} is genuine, but was superseded by no. {successor}.",
    ),
    "verify_altered": Phrase(
        "Tệp mang công bố số {number} nhưng đã bị sửa: {n} chỗ khác bản đã công bố.",
        "The file names publication no. {number} but was altered: {n} difference from what was published.|"
        "The file names publication no. {number} but was altered: {n} differences from what was published.",
    ),
    "verify_altered_bytes": Phrase(
        "Tệp mang công bố số {number} nhưng không phải tệp đã công bố.",
        "The file names publication no. {number} but is not the published file.",
    ),
    "verify_not_ours": Phrase("Không phải công bố của hệ thống này.", "Not a publication of this service."),
    "verify_genuine": Phrase("Đúng", "Genuine"),
    "verify_is_superseded": Phrase("Đã được thay", "Superseded"),
    "verify_is_altered": Phrase("Đã bị sửa", "Altered"),
    "verify_is_not_ours": Phrase("Không phải của chúng tôi", "Not ours"),
    "verify_open": Phrase("Mở công bố số {number}", "Open publication no. {number}"),
    "verify_changes": Phrase("Những chỗ khác", "What differs"),
    "verify_changes_more": Phrase("và {n} chỗ khác nữa", "and {n} more"),
    "verify_where": Phrase("Nơi", "Where"),
    "verify_column": Phrase("Cột", "Column"),
    "verify_published": Phrase("Đã công bố", "Published"),
    "verify_found": Phrase("Trong tệp", "In the file"),
    "verify_empty": Phrase("(trống)", "(empty)"),
    "verify_whole": Phrase("Cả tệp", "The whole file"),
    "finding_row_missing": Phrase("thiếu dòng này", "this row is missing"),
    "finding_row_added": Phrase("dòng không có trong bản công bố", "a row that was not published"),
    "finding_row_repeated": Phrase("dòng lặp lại", "a row that stands twice"),
    "finding_column_missing": Phrase("thiếu cột này", "this column is missing"),
    "finding_column_added": Phrase("cột không có trong bản công bố", "a column that was not published"),
    "finding_name_repeated": Phrase("tên này lặp lại trong tệp", "this name stands twice in the file"),
    "finding_geometry": Phrase("đường ranh giới", "the border"),
    "finding_geometry_changed": Phrase("đã bị dời", "was moved"),
}
"""By key."""
