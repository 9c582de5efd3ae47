"""What a call or a text costs here: told some seconds after its end, below nought, as the provider does."""

import math
from datetime import datetime
from decimal import Decimal

from exchange.clock import wall
from exchange.messages.message import INBOUND, Message
from exchange.messages.message import Status as TextStatus
from exchange.numbers import can_receive_texts
from exchange.voice.call import Call
from exchange.voice.call import Status as CallStatus

CURRENCY = "EUR"
TOLD_AFTER = 5.0
"""Own seconds between the end and the price."""
TEXT, TEXT_IN = Decimal("0.0950"), Decimal("0.0075")
TO_LANDLINE, TO_MOBILE, CALL_IN = Decimal("0.0300"), Decimal("0.0600"), Decimal("0.0100")
_BILLED = {TextStatus.SENT, TextStatus.DELIVERED, TextStatus.UNDELIVERED, TextStatus.RECEIVED}


def price_of_call(call: Call, speed: float) -> str | None:
    """Per minute begun; null for a call that nobody answered, and until it is told."""
    if call.status is not CallStatus.COMPLETED or not call.duration or not _is_told(call.ended_at, speed):
        return None
    return _written(math.ceil(call.duration / 60) * _minute(call))


def price_of_text(message: Message, speed: float) -> str | None:
    """Per part; null for a text that never left, and until it is told."""
    if message.status not in _BILLED or not _is_told(message.sent_at or message.updated_at, speed):
        return None
    return _written(message.parts * (TEXT_IN if message.direction == INBOUND else TEXT))


def _minute(call: Call) -> Decimal:
    if call.order.direction == "inbound":
        return CALL_IN
    return TO_MOBILE if can_receive_texts(call.order.to) else TO_LANDLINE


def _is_told(end: datetime | None, speed: float) -> bool:
    return end is not None and (wall() - end).total_seconds() * speed >= TOLD_AFTER


def _written(amount: Decimal) -> str:
    return f"-{amount:.5f}"
