"""An officer who was locked out gets a fresh start, and nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from plp.call import Call, Party
from plp.errors import NotFound
from plp.ports import Ports
from services.load_zone import load_zone
from services.prove_code import Proof, prove_code
from services.unlock_officer import unlock_officer
from services.zone_file import read_zone_bytes
from tests.fakes.neighbourhood import TODAY, ports_in

SAMPLE = Path(__file__).parents[2] / "tocsin" / "sample" / "zone.toml"


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    ports = ports_in(tmp_path)
    load_zone(ports, read_zone_bytes(SAMPLE.read_bytes()))
    return ports


@pytest.fixture
def ring_back() -> Call:
    """A call of ours to the officer's registered number, the last way in."""
    zone = "Zone de police des Tilleuls"
    return Call("CA1", zone, "+32470100001", Party.OFFICER, TODAY, officer="claes", memory={"ring_back": "rb1"})


def test_a_locked_officer_is_let_in_again_with_all_his_tries(ports: Ports, ring_back: Call) -> None:
    assert [prove_code(ports, ring_back, "000000") for _ in range(3)][-1] is Proof.LOCKED
    assert prove_code(ports, ring_back, "482915") is Proof.LOCKED

    assert not unlock_officer(ports, "claes").locked

    assert prove_code(ports, ring_back, "000000") is Proof.WRONG
    assert prove_code(ports, ring_back, "000000") is Proof.WRONG
    assert prove_code(ports, ring_back, "482915") is Proof.RIGHT


def test_an_officer_who_is_not_locked_may_be_unlocked(ports: Ports) -> None:
    assert not unlock_officer(ports, "claes").locked


def test_nobody_is_unlocked_who_is_not_there(ports: Ports) -> None:
    with pytest.raises(NotFound):
        unlock_officer(ports, "nobody")
