"""All tables of the store, by area."""

from store.schema.access import api_answers, api_tokens
from store.schema.alerts import alerts, happenings
from store.schema.base import METADATA
from store.schema.cap import cap_messages
from store.schema.cascades import attempts, cascades, deliveries, events
from store.schema.conversations import calls, codes, holds, incoming_texts, recordings, turns
from store.schema.costs import charges, expectations
from store.schema.movements import movements
from store.schema.people import consents, mandates, members, officers, partnerships, zones
from store.schema.police import call_back_requests, errands, reports
from store.schema.templates import streets, templates
from store.schema.trust import monthly_tests, self_tests

__all__ = [
    "METADATA",
    "alerts",
    "api_answers",
    "api_tokens",
    "attempts",
    "call_back_requests",
    "calls",
    "cap_messages",
    "cascades",
    "charges",
    "codes",
    "consents",
    "deliveries",
    "errands",
    "events",
    "expectations",
    "happenings",
    "holds",
    "incoming_texts",
    "mandates",
    "members",
    "monthly_tests",
    "movements",
    "officers",
    "partnerships",
    "recordings",
    "reports",
    "self_tests",
    "streets",
    "templates",
    "turns",
    "zones",
]
