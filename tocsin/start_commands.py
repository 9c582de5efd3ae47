"""`tocsin serve`, `worker`, `clock`, `exchange`: the processes."""

from __future__ import annotations

import os
import sys

import click

from gateway.settings import Settings, read_settings
from plp.ports import Door


def _settings() -> Settings:
    """The settings a process needs to be of use.  Raises SettingsWrong naming all that are missing."""
    from gateway.logs import configure_logs

    settings = read_settings(need="carrier")
    configure_logs(secrets=settings.auth_tokens)
    settings.made_folder()
    # Read by prometheus-client when it is first imported: all processes of the installation count together.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.made_folder("metrics")))
    return settings


@click.command()
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=8, show_default=True, help="Requests at once in each process.")
def serve(workers: int, threads: int) -> None:
    """Take the carrier's webhooks (gunicorn on TOCSIN_BIND)."""
    from webhooks.server import run

    run(_settings(), workers=workers, threads=threads)


@click.command()
@click.option("--queue", "queue", type=click.Choice([door.value for door in Door]), required=True, help="Which queue.")
def worker(queue: str) -> None:
    """Work on one queue; several of each may run, on several machines."""
    _settings()
    from workers.worker import work

    work(Door(queue))


@click.command()
def clock() -> None:
    """Ring for what is due and sweep up what was forgotten; several may run."""
    _settings()
    from workers.clock import run_clock

    run_clock()


@click.command("stop-redis")
def stop_redis() -> None:
    """Stop the embedded Redis, once nothing runs; it starts again when somebody needs it."""
    from gateway.embedded_redis import stop_embedded

    click.echo("stopped" if stop_embedded(read_settings()) else "it was not running")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def exchange(options: tuple[str, ...]) -> None:
    """Run the small telephone exchange, with simulated handsets (its own --help tells more)."""
    os.execv(sys.executable, [sys.executable, "-m", "exchange", *options])  # noqa: S606  # it becomes that process
