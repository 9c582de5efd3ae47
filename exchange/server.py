"""The server: every address of the exchange, on loopback only."""

import asyncio
import ipaddress
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from exchange.control import orders, views
from exchange.control.asking import say_what_is_wrong
from exchange.control.furnishing import furnish_from
from exchange.desk import Settings
from exchange.exchange import EXCHANGE, Exchange
from exchange.rest import calls, messages, numbers, prices, recordings
from exchange.rest.guards import ask_for_the_password, let_faults_bite, speak_of_errors

ACCOUNT = "/2010-04-01/Accounts/{account}"
BACKLOG = 1_024
LARGEST_REQUEST = 8 * 1024 * 1024

# Method, path, answer, and the name under which faults know it.
REST = (
    ("GET", ".json", numbers.account, "account"),
    ("POST", "/Calls.json", calls.create, "create-call"),
    ("GET", "/Calls.json", calls.listing, "list"),
    ("GET", "/Calls/{sid}.json", calls.fetch, "fetch"),
    ("POST", "/Calls/{sid}.json", calls.update, "update"),
    ("GET", "/Calls/{sid}/Recordings.json", recordings.listing, "list"),
    ("POST", "/Messages.json", messages.create, "create-message"),
    ("GET", "/Messages.json", messages.listing, "list"),
    ("GET", "/Messages/{sid}.json", messages.fetch, "fetch"),
    ("GET", "/Recordings.json", recordings.listing, "list"),
    ("GET", "/Recordings/{sid}.json", recordings.fetch, "fetch"),
    ("DELETE", "/Recordings/{sid}.json", recordings.delete, "update"),
    ("DELETE", "/Recordings/{sid}", recordings.delete, "update"),
    ("GET", "/Recordings/{sid}.wav", recordings.download, "media"),
    ("GET", "/Recordings/{sid}", recordings.download, "media"),
    ("GET", "/IncomingPhoneNumbers.json", numbers.listing, "numbers"),
    ("GET", "/IncomingPhoneNumbers/{sid}.json", numbers.fetch, "numbers"),
    ("POST", "/IncomingPhoneNumbers/{sid}.json", numbers.update, "numbers"),
)
PRICES = (
    web.get("/v2/Voice/Countries/{country}", prices.voice),
    web.get("/v1/Messaging/Countries/{country}", prices.texts),
)
CONTROL = (
    web.put("/exchange/numbers", orders.numbers),
    web.get("/exchange/numbers", views.numbers),
    web.put("/exchange/handsets", orders.handsets),
    web.get("/exchange/handsets", views.handsets),
    web.put("/exchange/default", orders.default),
    web.put("/exchange/clips", orders.clips),
    web.post("/exchange/dial", orders.dial),
    web.post("/exchange/text", orders.text),
    web.get("/exchange/calls", views.calls),
    web.get("/exchange/calls/{sid}", views.call),
    web.get("/exchange/texts", views.texts),
    web.get("/exchange/events", views.events),
    web.get("/exchange/state", views.state),
    web.post("/exchange/faults", orders.faults),
    web.get("/exchange/faults", views.faults),
    web.delete("/exchange/faults", orders.lift_faults),
    web.delete("/exchange/faults/{number}", orders.lift_faults),
    web.post("/exchange/reset", orders.reset),
)


def application(exchange: Exchange) -> web.Application:
    """The web application in front of an exchange."""
    guards = (speak_of_errors, say_what_is_wrong, ask_for_the_password, let_faults_bite)
    app = web.Application(middlewares=guards, client_max_size=LARGEST_REQUEST)
    app[EXCHANGE] = exchange
    for n, (method, path, answer, route) in enumerate(REST):
        app.router.add_route(method, ACCOUNT + path, answer, name=f"{route}:n{n}")
    app.add_routes(PRICES)
    app.add_routes(CONTROL)
    return app


def loopback_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises ValueError for an address that others could reach."""
    address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"the exchange listens on loopback only, not on {host}")
    listening = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((str(address), port))
    return listening


async def serve(settings: Settings, listening: socket.socket, handsets: Path | None, default: str | None) -> None:
    """Runs an exchange on this socket until it is told to stop; prints where it listens when it is ready."""
    host, port = listening.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    exchange = Exchange(replace(settings, address=address))
    if handsets:
        furnish_from(exchange, handsets)
    if default:
        exchange.desk.directory.start_with(default)
    await exchange.desk.web.open()
    runner = web.AppRunner(application(exchange), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening, backlog=BACKLOG).start()
    sys.stdout.write(f"listening on {address}\n")
    sys.stdout.flush()
    await _told_to_stop()
    exchange.desk.errands.dismiss()
    await exchange.desk.web.close()
    await runner.cleanup()


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await stop.wait()
