"""What can go wrong with the questions that map clients ask."""

from __future__ import annotations

from app.domain.fault_base import FieldFault, Invalid, NotFound


class InvalidParameter(Invalid):
    """A parameter of a map client's question cannot be taken, or is not known here; `name` says which."""

    def __init__(self, name: str, *, vi: str, en: str) -> None:
        self.name = name
        super().__init__(vi=vi, en=en, errors=[FieldFault(pointer=f"/{name}", vi=vi, en=en)])


class InvalidFilter(InvalidParameter):
    """A CQL2 filter cannot be read, or asks for what cannot be answered."""

    def __init__(self, *, vi: str, en: str) -> None:
        super().__init__("filter", vi=vi, en=en)


class CollectionNotFound(NotFound):
    """No layer of this name is served."""

    what_vi, what_en = "lớp dữ liệu", "collection"
    cure_vi = "Xem danh sách ở GET /ogc/collections."
    cure_en = "List them with GET /ogc/collections."


class FeatureNotFound(NotFound):
    """A layer holds no feature of this identifier at the moment asked for."""

    what_vi, what_en = "đối tượng mang mã", "feature with id"
    cure_vi = "Xem các mã ở …/items; mã là chữ, và có thể chỉ có ở một thời điểm khác."
    cure_en = "Find the ids in …/items; ids are text, and one may exist only at another moment."
