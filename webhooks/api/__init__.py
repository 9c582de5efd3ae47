"""The JSON API of the police's own programs, `/api/v1`: tokens at the door, plain problems, nothing done twice."""

from webhooks.api import alerts, cascades, description, people
from webhooks.api.door import api

__all__ = ["alerts", "api", "cascades", "description", "people"]
