"""Calls as the bench's carrier makes them: everybody answers, hears the opening, presses 1, and it is over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

from aiohttp import ClientSession, TCPConnector
from twilio.request_validator import RequestValidator

_ACTION = re.compile(r'action="([^"]+)"')
_AT_ONCE = 32


class CallerBack:
    """Tells the gateway how each call goes: what it asked to be told, and what must be asked to know what to say."""

    def __init__(self, token: str) -> None:
        self._sign = RequestValidator(token).compute_signature
        self._session: ClientSession | None = None
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._calls: set[asyncio.Task[None]] = set()

    def ring(self, sid: str, order: Mapping[str, Sequence[str]]) -> None:
        """Ring this number; all that follows happens by itself."""
        call = asyncio.get_running_loop().create_task(self._goes(sid, order))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def close(self) -> None:
        """Hang up: no connection stays open."""
        if self._session is not None:
            await self._session.close()

    async def _goes(self, sid: str, order: Mapping[str, Sequence[str]]) -> None:
        async with self._turns:
            (status_url,) = order["StatusCallback"]
            if "Url" not in order:
                await self._post(status_url, MessageSid=sid, MessageStatus="delivered")
                return
            wanted = order.get("StatusCallbackEvent", [])
            if "ringing" in wanted:
                await self._post(status_url, CallSid=sid, CallStatus="ringing")
            if "answered" in wanted:
                await self._post(status_url, CallSid=sid, CallStatus="in-progress")
            said = await self._post(order["Url"][0], CallSid=sid, CallStatus="in-progress")
            for keys in ("", "1"):
                if action := _ACTION.search(said):
                    said = await self._post(action[1].replace("&amp;", "&"), CallSid=sid, Digits=keys)
            await self._post(status_url, CallSid=sid, CallStatus="completed")

    async def _post(self, url: str, **fields: str) -> str:
        """Ask until it is taken: a gateway that is busy is asked again."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=_AT_ONCE))
        bare = url.partition("#")[0]
        headers = {"X-Twilio-Signature": self._sign(bare, fields)}
        for _ in range(3):
            async with self._session.post(bare, data=fields, headers=headers) as answer:
                text = await answer.text()
                if answer.status < 500:
                    return text
        return ""
