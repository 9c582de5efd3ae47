"""All tables of the store, by area."""

from store.schema.alerts import alerts, happenings
from store.schema.base import METADATA
from store.schema.cascades import attempts, cascades, deliveries, events
from store.schema.conversations import calls, codes, holds, incoming_texts, recordings, ring_backs, turns
from store.schema.people import mandates, members, officers, partnerships, zones

__all__ = [
    "METADATA",
    "alerts",
    "attempts",
    "calls",
    "cascades",
    "codes",
    "deliveries",
    "events",
    "happenings",
    "holds",
    "incoming_texts",
    "mandates",
    "members",
    "officers",
    "partnerships",
    "recordings",
    "ring_backs",
    "turns",
    "zones",
]
