"""The embedded Redis: started by whoever needs it, back after a crash, one for a home, gone when asked."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from gateway.embedded_redis import EmbeddedRedisDown, connection, redis_url, stop_embedded
from gateway.redis_server import BROKEN, RedisServer
from gateway.redis_socket import answers
from gateway.settings import Settings
from tests.waiting import eventually


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    chosen = Settings(home=tmp_path / "home")
    yield chosen
    stop_embedded(chosen)


def test_the_first_command_starts_the_server(settings: Settings) -> None:
    client = connection(settings)
    assert server(settings).pid() is None

    client.set("bell", "rung")

    assert client.get("bell") == b"rung"
    assert server(settings).pid() == client.info("server")["process_id"]
    client.close()


def test_the_server_listens_to_nobody_on_the_network(settings: Settings) -> None:
    with connection(settings) as client:
        chosen = client.config_get("*")

    assert (chosen["port"], chosen["appendonly"], chosen["save"]) == ("0", "yes", "")
    assert stat.S_IMODE((settings.home / "redis").stat().st_mode) == 0o700


def test_the_address_works_for_any_client(settings: Settings) -> None:
    with redis.Redis.from_url(redis_url(settings)) as client:
        assert client.ping()


def test_after_kill_9_the_next_command_finds_a_server_that_remembers(settings: Settings) -> None:
    with connection(settings) as client:
        client.set("bell", "rung")
        client.bgrewriteaof()  # waits for the disk, where `everysec` would ask the test to wait a second
        assert eventually(lambda: client.info("persistence")["aof_rewrite_in_progress"] == 0)
        first = kill_9(settings)

        assert client.get("bell") == b"rung"
        assert server(settings).pid() not in {None, first}


def test_two_clients_of_a_dead_server_bring_back_one(settings: Settings) -> None:
    with connection(settings) as one, connection(settings) as other:
        one.ping()
        other.ping()
        kill_9(settings)

        ids = {client.info("server")["process_id"] for client in (one, other)}

        assert ids == {server(settings).pid()}


def test_processes_that_start_at_once_share_one_server(settings: Settings) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as processes:
        ids = processes.map(server_seen_by_another_process, [str(settings.home)] * 8, chunksize=1)

    assert set(ids) == {server(settings).pid()}


def test_the_server_outlives_the_process_that_started_it(settings: Settings) -> None:
    starts_and_is_killed = (
        "import os, sys; from gateway.embedded_redis import redis_url; from gateway.settings import Settings;"
        "redis_url(Settings(home=sys.argv[1])); os.kill(os.getpid(), 9)"
    )

    done = subprocess.run([sys.executable, "-c", starts_and_is_killed, settings.home], check=False)

    assert done.returncode == -signal.SIGKILL
    assert server(settings).pid() is not None
    assert os.getsid(server(settings).pid() or 0) != os.getsid(0)


def test_a_file_cut_off_in_a_crash_is_read_as_far_as_it_goes(settings: Settings) -> None:
    aof = stopped_with_something_written(settings)
    aof.write_bytes(aof.read_bytes()[:-3])

    with connection(settings) as client:
        assert client.ping()
    assert not (settings.home / "redis" / BROKEN).exists()


def test_a_file_that_is_nonsense_is_set_aside_and_the_server_starts_empty(settings: Settings) -> None:
    for _ in ("once", "and again"):
        aof = stopped_with_something_written(settings)
        aof.write_bytes(b"*3\r\nnonsense" + aof.read_bytes())

        with connection(settings) as client:
            assert client.dbsize() == 0

    assert (settings.home / "redis" / BROKEN / aof.name).exists()


def test_stopping_stops_our_server_and_says_whether_there_was_one(settings: Settings) -> None:
    path = server(settings).ensure_started()

    assert stop_embedded(settings)
    assert not answers(path)
    assert not stop_embedded(settings)


def test_stopping_leaves_a_stranger_alone_who_was_given_the_old_number(settings: Settings) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        (settings.home / "redis").mkdir(parents=True)
        (settings.home / "redis" / "redis.pid").write_text(str(stranger.pid))

        assert not stop_embedded(settings)
        assert stranger.poll() is None
        stranger.kill()


def test_a_redis_of_ones_own_is_used_and_never_stopped(settings: Settings) -> None:
    own = Settings(home=settings.home / "other", redis=redis_url(settings))

    with connection(own) as client:
        client.set("bell", "rung")
        assert not stop_embedded(own)
        assert client.get("bell") == b"rung"
    assert not own.home.exists()


def test_a_home_with_a_very_long_path_has_its_socket_in_a_short_private_folder(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / ("a" * 60) / ("b" * 60))
    with connection(settings) as client:
        client.set("bell", "rung")
    path = server(settings).ensure_started()
    kill_9(settings)
    shutil.rmtree(path.parent)  # as a cleaner of temporary folders would

    with connection(settings) as client:
        assert client.ping()

    again = server(settings).ensure_started()
    assert path != again
    assert max(len(str(path)), len(str(again))) < 100
    assert stat.S_IMODE(again.parent.stat().st_mode) == 0o700
    assert stop_embedded(settings)
    shutil.rmtree(again.parent)


@pytest.mark.parametrize("name", ["our data", "a=b", "données"])
def test_whatever_the_home_is_called_a_worker_can_ask_who_it_is(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path / name)

    with connection(settings) as client:
        assert client.client_info()["addr"]  # as each worker asks when it begins

    path = server(settings).ensure_started()
    assert stop_embedded(settings)
    if path.parent != settings.home / "redis":
        shutil.rmtree(path.parent)


def test_a_silent_server_is_replaced(settings: Settings) -> None:
    server(settings).ensure_started()
    first = server(settings).pid() or 0
    os.kill(first, signal.SIGSTOP)

    server(settings, patience=0.3).ensure_started()

    assert server(settings).pid() not in {None, first}


def test_a_program_that_does_not_start_is_told_in_one_line(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "redis-server").write_text("#!/bin/sh\nexit 1\n")
    (broken / "redis-server").chmod(0o755)

    with pytest.MonkeyPatch.context() as outside:
        outside.setenv("PATH", str(broken))
        with connection(settings) as client, pytest.raises(EmbeddedRedisDown, match=r"reason is in .*redis\.log"):
            client.ping()


def server(settings: Settings, patience: float | None = None) -> RedisServer:
    """The server of a home, as seen without any client."""
    folder = settings.home / "redis"
    return RedisServer(folder) if patience is None else RedisServer(folder, patience=patience)


def server_seen_by_another_process(home: str) -> int:
    """Start or find the server and tell its process; runs in a process of its own."""
    with connection(Settings(home=home)) as client:
        return int(client.info("server")["process_id"])


def kill_9(settings: Settings) -> int:
    """End the server as a crash would, and wait until it is gone."""
    pid = server(settings).pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: server(settings).pid() is None)
    return pid


def stopped_with_something_written(settings: Settings) -> Path:
    """Write some keys, stop the server, and give the file they are in."""
    with connection(settings) as client:
        for number in range(20):
            client.set(f"bell:{number}", "rung")
    stop_embedded(settings)
    [aof] = (settings.home / "redis" / "appendonlydir").glob("*.incr.aof")
    return aof
