"""`python -m exchange`: starts the exchange on loopback."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import NoReturn

import exchange
from exchange.desk import DEFAULT_ACCOUNT, DEFAULT_TOKEN, Settings
from exchange.server import loopback_socket, serve


class OneLine(argparse.ArgumentParser):
    """Tells wrong use in one line."""

    def error(self, message: str) -> NoReturn:
        """Ends with 2."""
        self.exit(2, f"exchange: {message}; see: {self.prog} --help\n")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = OneLine(
        prog="python -m exchange", description=exchange.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free one")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than real time, 1.0")
    parser.add_argument("--account", default=DEFAULT_ACCOUNT, help="the account's sid")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="its token, with which webhooks are signed")
    parser.add_argument("--calls-per-second", type=float, default=0.0, help="the excess queues; 0: no limit")
    parser.add_argument("--handsets", type=Path, help="a JSON file of numbers, handsets, clips and faults")
    parser.add_argument("--default", help="the name of the character that answers unknown numbers, listener")
    parser.add_argument("--sidecars", help="a directory where CLIP.txt holds the words of a played CLIP.wav")
    return parser


def main() -> int:
    """Starts the exchange; 2 when the command line or the file is wrong."""
    given = arguments().parse_args()
    settings = Settings(
        account=given.account,
        token=given.token,
        speed=given.speed,
        calls_per_second=given.calls_per_second,
        sidecars=given.sidecars,
    )
    try:
        asyncio.run(serve(settings, loopback_socket(given.host, given.port), given.handsets, given.default))
    except (ValueError, TypeError, OSError) as error:
        sys.stderr.write(f"exchange: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
