"""Pages of a list, newest first, that stay stable while new items arrive at its head."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from exchange.refusals import Refusal
from exchange.rest.resources import Json

DEFAULT_SIZE, LARGEST = 50, 1_000
INVALID = 20001


class Numbered(Protocol):
    """Anything with an identifier."""

    @property
    def sid(self) -> str:
        """It."""


Item = TypeVar("Item", bound=Numbered)


def page_of(request: web.Request, key: str, items: Sequence[Item], write: Callable[[Item], Json]) -> web.Response:
    """The page that was asked for, with the addresses of its neighbours."""
    query = dict(request.query)
    size = max(1, min(LARGEST, _count(query.get("PageSize"), DEFAULT_SIZE)))
    number = _count(query.get("Page"), 0)
    start = _start_after(query.get("PageToken", ""), items) if "PageToken" in query else number * size
    shown = items[start : start + size]
    more = start + size < len(items)

    def address(**changes: object) -> str:
        kept = {name: said for name, said in query.items() if name not in ("Page", "PageToken", "PageSize")}
        return f"{request.path}?{urlencode({**kept, 'PageSize': size, **changes})}"

    return web.json_response(
        {
            key: [write(item) for item in shown],
            "first_page_uri": address(Page=0),
            "next_page_uri": address(Page=number + 1, PageToken=f"PA{shown[-1].sid}") if more else None,
            "previous_page_uri": address(Page=number - 1) if number else None,
            "page": number,
            "page_size": size,
            "start": start,
            "end": max(0, start + len(shown) - 1),
            "uri": address(Page=number),
        }
    )


def _count(written: str | None, default: int) -> int:
    try:
        return max(0, int(written or default))
    except ValueError as error:
        raise Refusal(INVALID, "PageSize and Page are numbers") from error


def _start_after(token: str, items: Sequence[Item]) -> int:
    last = token.removeprefix("PA")
    return next((place + 1 for place, item in enumerate(items) if item.sid == last), len(items))
