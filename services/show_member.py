"""Show a member as a row of his partnership's list."""

from __future__ import annotations

from plp.member import Member
from plp.ports import Ports


def show_member(ports: Ports, member: Member, *, numbers: bool = False) -> dict[str, object]:
    """The row that `tocsin members list` and the API give; his number masked unless whole `numbers` are asked for."""
    return {
        "position": member.position,
        "id": member.id,
        "name": member.name,
        "phone": member.phone.e164 if numbers else str(member.phone),
        "line": member.phone.line.value,
        "language": member.language.value,
        "channel": member.wish.value,
        "state": member.state_at(ports.clock.now()).value,
        "role": member.role.value,
        "vulnerable": member.vulnerable,
    }
