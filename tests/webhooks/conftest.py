"""The town, for every test here."""

from tests.fakes.town_fixtures import any_town, empty_database, town

__all__ = ["any_town", "empty_database", "town"]
