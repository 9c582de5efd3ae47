"""The progress of a call: each status is written down, shown in the feed, and told to whoever asked to be told."""

import math
from email.utils import format_datetime

from exchange.callbacks import Notice
from exchange.clock import wall
from exchange.desk import API_VERSION, Desk
from exchange.voice.call import OVER, Call, Status
from exchange.voice.transcript import StateEntered

EVENT_OF = {Status.RINGING: "ringing", Status.IN_PROGRESS: "answered"} | dict.fromkeys(OVER, "completed")
INITIATED = "initiated"


class Progress:
    """One call's statuses and callbacks, numbered from 0."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call
        self._sequence = 0
        self._since = desk.time.seconds()
        self._remember(call.status)

    def initiate(self) -> None:
        """The call leaves the queue: webhooks say `initiated`, the REST API still says queued."""
        self._desk.feed.tell("call.initiated", self._call.sid, to=self._call.order.to)
        self._tell(INITIATED, INITIATED, None)

    def enter(self, status: Status, code: int | None = None) -> None:
        """The call has a new status."""
        self._call.status = status
        self._call.updated_at = wall()
        self._remember(status)
        self._tell(EVENT_OF[status], status.value, code)

    def _remember(self, status: Status) -> None:
        seconds = round(self._desk.time.seconds() - self._since, 2)
        call = self._call
        call.transcript.states.append(StateEntered(status.value, wall().isoformat(), seconds))
        order = call.order
        self._desk.feed.tell(
            f"call.{status}", call.sid, **{"from": order.caller}, to=order.to, direction=order.direction
        )

    def _tell(self, event: str, status: str, code: int | None) -> None:
        callback = self._call.order.status_callback
        if not callback or event not in callback.events:
            return
        params = self._params(status) | (self._final(code) if event == "completed" else {})
        self._sequence += 1
        self._desk.courier.send(Notice(self._call.sid, f"call:{event}", callback.url, callback.method, params))

    def _params(self, status: str) -> dict[str, str]:
        call = self._call
        return {
            "CallSid": call.sid,
            "AccountSid": self._desk.settings.account,
            "From": call.order.caller,
            "To": call.order.to,
            "Caller": call.order.caller,
            "Called": call.order.to,
            "CallStatus": status,
            "Direction": call.order.direction,
            "ApiVersion": API_VERSION,
            "SequenceNumber": str(self._sequence),
            "Timestamp": format_datetime(wall()),
            "CallbackSource": "call-progress-events",
        } | ({"AnsweredBy": call.answered_by} if call.answered_by else {})

    def _final(self, code: int | None) -> dict[str, str]:
        seconds = self._call.duration or 0
        final = {"CallDuration": str(seconds), "Duration": str(math.ceil(seconds / 60))}
        return final | ({"ErrorCode": str(code), "SipResponseCode": "404"} if code else {})
