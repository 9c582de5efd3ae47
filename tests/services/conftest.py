"""The town, for every test here."""

from tests.fakes.town_fixtures import any_town, town

__all__ = ["any_town", "town"]
