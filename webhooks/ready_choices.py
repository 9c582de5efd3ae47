"""Which ready-made messages a caller may choose from right now."""

from __future__ import annotations

from plp.book import Book
from plp.call import Call
from plp.ports import Ports
from plp.template import Template
from services.usable_templates import usable_templates


def offered_templates(ports: Ports, book: Book, call: Call) -> list[Template]:
    """Those of the chosen partnership; once he answers a certain message, those only that answer it."""
    answered = call.memory.get("answers")
    partnership = book.people.partnership(call.memory["partnership"])
    return usable_templates(ports, book, partnership, answering=book.alerts.get(answered) if answered else None)
