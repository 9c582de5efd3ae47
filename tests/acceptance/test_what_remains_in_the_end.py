"""What took longest, and what is left in the logs when all stories of the town are told."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import LongStory
from tests.acceptance.logs import kept_out_of_logs
from tests.acceptance.town import Town, outcomes

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]


def test_a_call_that_was_never_taken_is_placed_after_two_looks_and_rings_once(
    town: Town, long_story: LongStory
) -> None:
    ana = long_story.street.deliveries(town.finished(long_story.cascade, within=110))["Ana"]

    assert outcomes(ana) == ["voice rejected", "voice acknowledged"]
    assert len(long_story.street.calls_to("Ana")) == 1


def test_a_call_that_shows_late_in_the_list_is_adopted_and_rings_nobody_twice(
    town: Town, long_story: LongStory
) -> None:
    ben = long_story.street.deliveries(town.finished(long_story.cascade, within=110))["Ben"]

    assert outcomes(ben) == ["voice busy", "voice acknowledged"]
    assert [each["carrier_sid"] for each in ben["attempts"]] == [
        call["sid"] for call in long_story.street.calls_to("Ben")
    ]


def test_no_log_holds_a_number_a_code_a_password_or_a_traceback(town: Town) -> None:
    found = kept_out_of_logs(town)

    assert not found, "\n".join(found)
