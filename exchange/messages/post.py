"""The post office: carries texts to handsets and back, tells what became of them, and respects STOP."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

from exchange.callbacks import Notice
from exchange.clock import wall
from exchange.desk import API_VERSION, Desk
from exchange.handsets.character import Texting
from exchange.messages.message import INBOUND, REPLY, Message, MessageBook, Status
from exchange.refusals import Refusal
from exchange.voice.twiml import NotTwiml, read_response

SENDING_SECONDS = 0.5
OPTED_OUT = 21610
UNFETCHABLE = 11200
STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START = frozenset({"START", "YES", "UNSTOP"})


class PostOffice:
    """Every text of the account."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.messages = MessageBook()
        self._stopped: set[tuple[str, str]] = set()
        self._replies: Counter[str] = Counter()

    def accept(self, message: Message) -> Message:
        """Writes the text down as queued; `begin` sends it. Raises Refusal (21610)."""
        if (message.to, message.sender) in self._stopped or self._texting(message.to).opted_out:
            raise Refusal(OPTED_OUT, message.to)
        self.messages.add(message)
        self._enter(message, Status.QUEUED)
        return message

    def begin(self, message: Message) -> None:
        """Sends an accepted text."""
        self.desk.errands.start(self._carry(message))

    def receive(self, message: Message) -> None:
        """A handset has written to one of the account's numbers."""
        self.messages.add(message)
        self._enter(message, Status.RECEIVED)
        self._note_stop(message)
        self.desk.errands.start(self._hand_over(message))

    def forget(self) -> None:
        """Forgets every text and every STOP."""
        self.messages.clear()
        self._stopped.clear()
        self._replies.clear()

    # ---- towards the handset -------------------------------------------------------------------------------------

    async def _carry(self, message: Message) -> None:
        texting = self._texting(message.to)
        self._tell(message)
        await self.desk.time.sleep(SENDING_SECONDS)
        if texting.failed:
            self._arrive(message, Status.FAILED, texting.failed)
            return
        message.sent_at = wall()
        self._arrive(message, Status.SENT)
        if texting.sent_only:
            return
        await self.desk.time.sleep(texting.delivered_after)
        if texting.undelivered:
            self._arrive(message, Status.UNDELIVERED, texting.undelivered)
            return
        self._arrive(message, Status.DELIVERED)
        await self._answer(message, texting)

    async def _answer(self, message: Message, texting: Texting) -> None:
        """The owner replies to what was sent by the API, never to a reply: two automatons would never stop."""
        wanted = texting.reply is not None and re.search(texting.reply_when, message.body, re.IGNORECASE)
        spent = texting.reply_times and self._replies[message.to] >= texting.reply_times
        if not wanted or spent or message.direction == REPLY:
            return
        self._replies[message.to] += 1
        await self.desk.time.sleep(texting.reply_after)
        self.receive(Message(to=message.sender, sender=message.to, body=texting.reply or "", direction=INBOUND))

    # ---- towards the gateway -------------------------------------------------------------------------------------

    async def _hand_over(self, message: Message) -> None:
        number = self.desk.numbers.get(message.to)
        if not number or not number.sms_url:
            self.desk.feed.tell("text.nowhere", message.sid, to=message.to)
            return
        reply = await self.desk.web.ask(number.sms_url, number.sms_method, self._inbound(message))
        self.desk.feed.tell("text.handed-over", message.sid, url=number.sms_url, status=reply.status)
        if reply.ok:
            self._send_replies(message, reply.body)
        else:
            self._blame(message, UNFETCHABLE, f"got HTTP {reply.status} {reply.trouble}")

    def _send_replies(self, asked: Message, document: bytes) -> None:
        try:
            answers = [_words(answer) for answer in read_response(document).iter("Message")] if document else []
        except NotTwiml as error:
            self._blame(asked, error.code, str(error))
            return
        for body in answers:
            self._send_reply(asked, body)

    def _send_reply(self, asked: Message, body: str) -> None:
        try:
            answer = Message(to=asked.sender, sender=asked.to, body=body, direction=REPLY)
            self.begin(self.accept(answer))
        except Refusal as refusal:
            self._blame(asked, refusal.code, refusal.message)

    def _blame(self, message: Message, code: int, detail: str) -> None:
        self.desk.feed.tell("error", message.sid, code=code, detail=detail)

    def _inbound(self, message: Message) -> dict[str, str]:
        media = {f"MediaUrl{n}": url for n, url in enumerate(message.media)}
        kinds = {f"MediaContentType{n}": "application/octet-stream" for n in range(len(message.media))}
        return (
            self._params(message)
            | {
                "SmsStatus": "received",
                "Body": message.body,
                "NumMedia": str(len(message.media)),
                "NumSegments": str(message.parts),
            }
            | media
            | kinds
        )

    # ---- bookkeeping ---------------------------------------------------------------------------------------------

    def _texting(self, number: str) -> Texting:
        return self.desk.directory.at(number).sms

    def _note_stop(self, message: Message) -> None:
        word, pair = message.body.strip().upper(), (message.sender, message.to)
        if word in STOP:
            self._stopped.add(pair)
            self.desk.feed.tell("text.stopped", message.sid, **{"from": message.sender})
        elif word in START:
            self._stopped.discard(pair)

    def _arrive(self, message: Message, status: Status, error_code: int | None = None) -> None:
        message.error_code = error_code
        self._enter(message, status)
        self._tell(message)

    def _enter(self, message: Message, status: Status) -> None:
        message.status, message.updated_at = status, wall()
        message.states.append((status.value, message.updated_at.isoformat()))
        self.desk.feed.tell(
            f"text.{status}",
            message.sid,
            **{"from": message.sender},
            to=message.to,
            body=message.body,
            direction=message.direction,
        )

    def _tell(self, message: Message) -> None:
        if not message.callback:
            return
        params = self._params(message) | {"MessageStatus": message.status.value, "SmsStatus": message.status.value}
        if message.error_code:
            params["ErrorCode"] = str(message.error_code)
        notice = Notice(message.sid, f"message:{message.status}", message.callback, "POST", params)
        self.desk.courier.send(notice)

    def _params(self, message: Message) -> dict[str, str]:
        return {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "AccountSid": self.desk.settings.account,
            "From": message.sender,
            "To": message.to,
            "ApiVersion": API_VERSION,
        }


def _words(answer: Element) -> str:
    """A reply is written straight into <Message> or in its <Body>."""
    body = answer.find("Body")
    return ((body if body is not None else answer).text or "").strip()
