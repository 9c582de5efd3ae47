"""Gunicorn around the application."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from gateway.allowance import Allowance
from gateway.collector import leave_alone_what_is_loaded
from gateway.orphans import go_when_parent_goes
from gateway.settings import Settings
from gateway.wiring import Gateway, open_gateway
from plp.errors import StoreBusy
from webhooks.app import create_app

GRACE = 20
"""Seconds a request may still take when the process is asked to stop; the carrier waits fifteen at most."""


def application(gateway: Gateway) -> Flask:
    """The application around an open gateway."""
    checks = {
        "database": lambda: gateway.store.gauges() is not None,
        "redis": gateway.bell.is_heard,
        "migrations": gateway.is_migrated,
    }
    return create_app(gateway.ports, shelf=gateway.voice, checks=checks, allowance=Allowance(gateway.redis))


_AS_IT_WAS_SENT = re.compile(r"""b?(?:'.*'|".*")""", re.DOTALL)


class _OurLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """What gunicorn says goes where all logs go; of a request it cannot read it would repeat a piece."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: Any, **more: Any) -> None:
        super().warning(_AS_IT_WAS_SENT.sub("****", msg), *args, **more)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Opens the gateway in each process after the fork: connections and clients are never shared.

    One that is born while the database is away tells callers to wait a moment, as those do that were there before.
    """

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        gateway = open_gateway(self._settings, is_up_to_date=True)
        with suppress(StoreBusy):  # then the first callers will wait a little longer
            gateway.store.prepare()
        return application(gateway)


def run(settings: Settings, *, workers: int, threads: int) -> None:
    """Serve until told to stop; what is being answered then is answered to its end.

    Raises SettingsWrong or StoreBusy when it cannot begin.
    """
    # Before the fork: gunicorn answers what fails in a new process with a page of traces, and exit 3.
    open_gateway(settings).store.close()
    options = {
        "bind": settings.bind,
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "graceful_timeout": GRACE,
        "timeout": 60,
        "control_socket_disable": True,
        "accesslog": None,
        "logger_class": _OurLog,
        "loglevel": "warning",
        # An orphan would keep the address, busy to the end of its grace, and the next server could not begin.
        "post_fork": _go_with_the_server,
        "post_worker_init": _begin,
    }
    _Server(settings, options).run()


def _go_with_the_server(_server: object, _worker: object) -> None:
    go_when_parent_goes()


def _begin(_worker: object) -> None:
    leave_alone_what_is_loaded()
