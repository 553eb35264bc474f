"""The mapped tables, one module a subject; importing this package registers them all."""

from app.storage.tables import site
from app.storage.tables.base import Base

__all__ = ["Base", "site"]
