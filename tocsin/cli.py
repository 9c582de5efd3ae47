"""The command line: what an operator of a zone types."""

from __future__ import annotations

import click

from tocsin.alert_commands import alert
from tocsin.cascade_commands import audit_command, cascade
from tocsin.costs_command import costs_command
from tocsin.demo import demo
from tocsin.doctor import doctor
from tocsin.evaluation_command import evaluation
from tocsin.listen_command import listen
from tocsin.member_commands import members
from tocsin.officer_commands import officer
from tocsin.plain_group import DEBUG, PlainGroup
from tocsin.report_commands import call_backs, reports
from tocsin.self_test_command import self_test
from tocsin.start_commands import clock, exchange, serve, stop_redis, worker
from tocsin.tariff_command import tariff_command
from tocsin.template_commands import template
from tocsin.token_commands import token
from tocsin.trust_commands import monthly_test
from tocsin.zone_commands import zone

# Every command there is, in the order in which one needs them; a new one is written in its own module and named here.
COMMANDS: tuple[click.Command, ...] = (
    zone,
    tariff_command,
    members,
    officer,
    template,
    alert,
    cascade,
    audit_command,
    reports,
    call_backs,
    costs_command,
    token,
    monthly_test,
    self_test,
    evaluation,
    serve,
    worker,
    clock,
    stop_redis,
    exchange,
    doctor,
    demo,
)


class InOrder(PlainGroup):
    """The commands in the order of the list above, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the details of an unexpected failure.")
@click.version_option(package_name="tocsin")
@click.pass_context
def main(ctx: click.Context, debug: bool) -> None:
    """Tocsin rings the neighbourhood: a voice and SMS gateway for local prevention partnerships."""
    from gateway.logs import configure_logs

    ctx.meta[DEBUG] = debug
    configure_logs("error")  # a command speaks in its own sentences; the processes say more


alert.add_command(listen)
for command in COMMANDS:
    main.add_command(command)
