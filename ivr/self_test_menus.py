"""What whoever calls hears while the line tests itself: one moment, in which our own call proves itself."""

from __future__ import annotations

from ivr.menu import Ask, Crossroads, Do, Effect, Farewell, Look, Step

SELF_TEST: dict[str, Step] = {
    "self_test.listen": Ask(
        says=("self_test.moment",),
        answer=Do(Effect.PROVE_SELF_TEST, {"ours": "self_test.heard", "another": "self_test.goes_on"}),
        on_silence="self_test.goes_on",
        digits=8,
        wait=5,
        rounds=1,
    ),
    "self_test.goes_on": Crossroads(
        Look.WHO_CALLS, {"stranger": "stranger.welcome", "shut": "stranger.shut", "code": "officer.code"}
    ),
    "self_test.heard": Farewell(says=("self_test.received",)),
}
