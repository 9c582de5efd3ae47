"""The one door through which the commands reach the world."""

from __future__ import annotations

import click

from plp.ports import Ports


def ports() -> Ports:
    """The world of this command: what a test has handed in as the context's `ports`, else the wired one.

    Opened when first asked for, so that help and wrong use need no settings.
    """
    ctx = click.get_current_context().find_root()
    there = ctx.ensure_object(dict)
    if "ports" not in there:
        from gateway.wiring import open_ports

        there["ports"] = open_ports()
    opened = there["ports"]
    assert isinstance(opened, Ports)
    return opened
