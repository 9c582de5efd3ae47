"""The truth, kept in SQL behind the store port."""

from store.sql_store import SqlStore, open_store
from store.upgrade import is_current, migrate

__all__ = ["SqlStore", "is_current", "migrate", "open_store"]
