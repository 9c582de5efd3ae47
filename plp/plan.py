"""The communication plan as data: which channel, when again, when to stop."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta

from plp.errors import BadInput
from plp.fault import Fault, is_known
from plp.member import Route
from plp.outcome import FAILED_CALLS, AttemptState, By

MOST_ATTEMPTS = 20
"""No plan rings or texts one member more often than this for one alert; the schema holds it too."""

_UNITS = {"s": 1, "m": 60, "h": 3600}


def read_duration(text: str) -> timedelta:
    """Read `40s`, `2m` or `1h`.  Raises BadInput with what was expected."""
    found = re.fullmatch(r"(\d{1,6})([smh])", text.strip())
    if not found:
        raise BadInput(f"{text!r} is not a duration; write 40s, 2m or 1h")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def _minutes(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


@dataclass(frozen=True, slots=True)
class Plan:
    """When a member is tried again, per way of not being reached; the length of a tuple is the number of retries."""

    ring: timedelta = timedelta(seconds=40)
    voice_again_after: tuple[timedelta, ...] = _minutes(2, 5, 10)
    machine_again_after: tuple[timedelta, ...] = _minutes(5, 15)
    cut_short_again_after: tuple[timedelta, ...] = _minutes(2)
    text_after_voice: bool = True
    voice_after_text: timedelta = timedelta(minutes=3)
    expires: timedelta = timedelta(hours=2)


ROUTINE = Plan(
    voice_again_after=_minutes(30, 120),
    machine_again_after=_minutes(60),
    cut_short_again_after=_minutes(30),
    voice_after_text=timedelta(minutes=60),
    expires=timedelta(hours=24),
)


@dataclass(frozen=True, slots=True)
class Plans:
    """A partnership's two plans: one for what is urgent, one for what can wait."""

    urgent: Plan = Plan()
    routine: Plan = ROUTINE

    def for_(self, *, urgent: bool) -> Plan:
        """The plan for this urgency."""
        return self.urgent if urgent else self.routine


def read_plan(table: Mapping[str, object], default: Plan) -> Plan:
    """Read a plan from a table of durations; what it does not name keeps its default.

    Raises BadInput naming the key that is unknown or wrong.
    """
    known = {field.name for field in fields(Plan)}
    changes: dict[str, object] = {}
    for key, value in table.items():
        if key not in known:
            raise BadInput(f"{key}: no such setting; known are {', '.join(sorted(known))}")
        changes[key] = _read_setting(key, value, getattr(default, key))
    merged = {name: changes.get(name, getattr(default, name)) for name in known}
    return Plan(**merged)  # type: ignore[arg-type]  # each was read to the type of its default


def _read_setting(key: str, value: object, default: object) -> object:
    match default, value:
        case bool(), bool():
            return value
        case tuple(), list() if all(isinstance(item, str) for item in value):
            return tuple(_named(key, item) for item in value)
        case timedelta(), str():
            return _named(key, value)
        case _:
            raise BadInput(f"{key}: {_wanted(default)} is expected")


def _wanted(default: object) -> str:
    if isinstance(default, bool):
        return "true or false"
    return "a duration" if isinstance(default, timedelta) else "a list of durations"


def _named(key: str, text: str) -> timedelta:
    try:
        return read_duration(text)
    except BadInput as wrong:
        raise BadInput(f"{key}: {wrong}") from None


def write_plan(plan: Plan) -> dict[str, object]:
    """Write a plan as the table `read_plan` reads."""
    table: dict[str, object] = {}
    for field in fields(Plan):
        match getattr(plan, field.name):
            case bool(flag):
                table[field.name] = flag
            case timedelta() as length:
                table[field.name] = _written(length)
            case lengths:
                table[field.name] = [_written(length) for length in lengths]
    return table


def _written(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    # In the largest unit that is exact: whatever was read can be read again within its six digits.
    unit, size = next((unit, size) for unit, size in reversed(_UNITS.items()) if seconds % size == 0)
    return f"{seconds // size}{unit}"


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt that has ended, or a text that is with the carrier."""

    by: By
    state: AttemptState
    fault: Fault | None = None
    code: int | None = None

    @property
    def strange(self) -> bool:
        """Whether it failed with a code nobody knows."""
        return self.state in _FAILED and self.code is not None and not is_known(self.code)


@dataclass(frozen=True, slots=True)
class Next:
    """Try this channel after this long."""

    by: By
    after: timedelta


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nothing more to try; the reason is the last thing that happened."""

    why: str


@dataclass(frozen=True, slots=True)
class Informed:
    """Heard, or a text delivered: enough, unless an acknowledgement comes of itself."""

    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing more to try, but a text is with the carrier: give its report this long."""

    after: timedelta
    why: str


Step = Next | GiveUp | Informed | Wait
_NOW = timedelta(0)
_DEAD_ENDS = frozenset({Fault.NUMBER, Fault.PERSON})
_FAILED = frozenset({AttemptState.REJECTED, AttemptState.FAILED})
_STRANGE_BEFORE_DEAD = 2
"""A code nobody knows may pass once; the second time it is taken to stay."""


def next_step(plan: Plan, route: Route, past: Sequence[Past]) -> Step:
    """Tell what the plan does next for a member who has not acknowledged, given all that was tried so far.

    Pure: the same history always gives the same step.  `past` is in the order in which the attempts were made.
    """
    if any(each.state is AttemptState.HEARD for each in past):
        return Informed("heard")
    if len(past) >= MOST_ATTEMPTS:
        return _enough(past)
    match route:
        case Route.TEXT_THEN_VOICE | Route.TEXT_AND_VOICE:
            return _text_first(plan, route, past)
        case Route.VOICE_THEN_TEXT:
            return _voice_first(plan, past)
        case Route.VOICE:
            return _voice_again(plan, past)


def _text_first(plan: Plan, route: Route, past: Sequence[Past]) -> Step:
    texts, calls = _texts(past), _calls(past)
    if not texts:
        return Next(By.SMS, _NOW)
    delivered = any(text.state is AttemptState.DELIVERED for text in texts)
    if delivered and (calls or route is Route.TEXT_THEN_VOICE):
        return Informed("text delivered")
    if calls:
        return _voice_again(plan, past)
    came_to_nothing = texts[-1].state in {AttemptState.UNDELIVERED, AttemptState.FAILED, AttemptState.REJECTED}
    return Next(By.VOICE, _NOW if came_to_nothing else plan.voice_after_text)


def _voice_first(plan: Plan, past: Sequence[Past]) -> Step:
    texts, calls = _texts(past), _calls(past)
    if any(text.state is AttemptState.DELIVERED for text in texts):
        return Informed("text delivered")
    step = _voice_again(plan, past)
    if texts:
        waits = texts[-1] is past[-1] and texts[-1].state in {AttemptState.SUBMITTED, AttemptState.SENT}
        return _patiently(plan, step) if waits else step
    failed = sum(call.state in FAILED_CALLS for call in calls)
    if plan.text_after_voice and (failed >= 2 or (failed and isinstance(step, GiveUp))):
        return Next(By.SMS, _NOW)
    return step


def _patiently(plan: Plan, step: Step) -> Step:
    match step:
        case Next():
            return Next(By.VOICE, plan.voice_after_text)
        case GiveUp(why):
            return Wait(plan.voice_after_text, why)
        case _:
            return step


def _voice_again(plan: Plan, past: Sequence[Past]) -> Step:
    calls = _calls(past)
    if not calls:
        return Next(By.VOICE, _NOW)
    last = calls[-1]
    if last.fault in _DEAD_ENDS:
        return GiveUp(f"{last.fault} refused by the carrier")
    if last.strange and sum(call.strange for call in calls) >= _STRANGE_BEFORE_DEAD:
        return GiveUp(f"twice with code {last.code}, which nobody knows, refused by the carrier")
    match last.state:
        case AttemptState.MACHINE:
            again = plan.machine_again_after
        case AttemptState.CUT_SHORT:
            again = plan.cut_short_again_after
        case _:
            again = plan.voice_again_after
    before = sum(_alike(call, last) for call in calls) - 1
    return Next(By.VOICE, again[before]) if before < len(again) else _enough(past)


def _alike(one: Past, other: Past) -> bool:
    special = {AttemptState.MACHINE, AttemptState.CUT_SHORT}
    return one.state is other.state or (one.state not in special and other.state not in special)


def _enough(past: Sequence[Past]) -> Step:
    if any(each.state is AttemptState.DELIVERED for each in past):
        return Informed("text delivered")
    return GiveUp(past[-1].state.value)


def _texts(past: Sequence[Past]) -> list[Past]:
    return [each for each in past if each.by is By.SMS]


def _calls(past: Sequence[Past]) -> list[Past]:
    return [each for each in past if each.by is By.VOICE]
