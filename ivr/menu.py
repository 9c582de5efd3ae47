"""The parts a telephone menu is made of, and the pure rule of what a key does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

BACK, HELP, END = "*", "0", "9"
SLIPS = 3
"""A wrong key repeats the step so often, even where silence would leave it at once."""


class Effect(StrEnum):
    """What a key makes happen.  A service performs it; a menu only names it."""

    ACKNOWLEDGE = "acknowledge"
    NOTE_PERSON = "note-person"
    CHECK_CODE = "check-code"
    RING_BACK = "ring-back"
    CHOOSE_PARTNERSHIP = "choose-partnership"
    NEXT_MESSAGE = "next-message"
    CHOOSE_TEMPLATE = "choose-template"
    CHOOSE_STREET = "choose-street"
    KEEP_TAKE = "keep-take"
    ACCEPT_TAKE = "accept-take"
    CONFIRM_LAUNCH = "confirm-launch"
    CANCEL_LAUNCH = "cancel-launch"
    STOP_CASCADE = "stop-cascade"
    BEGIN_CORRECTION = "begin-correction"
    VALIDATE_REPORT = "validate-report"
    LEAVE_REPORT = "leave-report"
    SEND_PATROL = "send-patrol"
    LAUNCH_FOR_REPORT = "launch-for-report"
    CLOSE_CALL_BACK = "close-call-back"
    BEGIN_FEEDBACK = "begin-feedback"
    BEGIN_ALL_CLEAR = "begin-all-clear"
    PUT_FEEDBACK_OFF = "put-feedback-off"
    KEEP_REPORT = "keep-report"
    ASK_CALL_BACK = "ask-call-back"
    KEEP_REASON = "keep-reason"
    CHECK_CARD = "check-card"
    PROVE_CARD = "prove-card"
    SET_LANGUAGE = "set-language"
    SET_CHANNEL = "set-channel"
    SET_HOURS = "set-hours"
    SET_PAUSE = "set-pause"
    TYPE_PAUSE = "type-pause"
    RESUME = "resume"
    LEAVE = "leave"
    CHOOSE_TO_JOIN = "choose-to-join"
    JOIN_IN = "join-in"
    CONSENT_TO_JOIN = "consent-to-join"
    JOIN_BY = "join-by"
    KEEP_NAME = "keep-name"
    CHECK_COORDINATOR = "check-coordinator"
    ACCEPT_CANDIDATE = "accept-candidate"
    REFUSE_CANDIDATE = "refuse-candidate"
    NEXT_CANDIDATE = "next-candidate"
    KEEP_PROPOSAL = "keep-proposal"
    PROPOSE = "propose"
    PROVE_SELF_TEST = "prove-self-test"


class Look(StrEnum):
    """What a crossroads looks at; it changes nothing."""

    IS_IT_A_PERSON = "is-it-a-person"
    PREPARED_MESSAGE = "prepared-message"
    RUNNING_CASCADE = "running-cascade"
    TAKE_READY = "take-ready"
    NEWEST_MESSAGE = "newest-message"
    WHY_RUNG = "why-rung"
    WHOSE_MENU = "whose-menu"
    FIRST_WAITING = "first-waiting"
    NEXT_WAITING = "next-waiting"
    REPORT = "report"
    AFTER_REPORT = "after-report"
    FEEDBACK_OWED = "feedback-owed"
    FEEDBACK_OF_LAST = "feedback-of-last"
    OTHER_MESSAGE = "other-message"
    EARLIER_MESSAGE = "earlier-message"
    MESSAGE_SAID = "message-said"
    REPORT_KEPT = "report-kept"
    CARD_ALLOWED = "card-allowed"
    AS_MEMBER = "as-member"
    WHOSE_SETTINGS = "whose-settings"
    READS_TEXTS = "reads-texts"
    IS_PAUSED = "is-paused"
    MAY_BE_TOLD = "may-be-told"
    SHOWS_NUMBER = "shows-number"
    IS_COORDINATOR = "is-coordinator"
    CANDIDATE_WAITING = "candidate-waiting"
    WHO_CALLS = "who-calls"


@dataclass(frozen=True, slots=True)
class Do:
    """Perform `effect`, then go where its answer leads."""

    effect: Effect
    leads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Menu:
    """Say something, then wait for one key.

    Silence repeats the step until `rounds` are over, then goes to `on_silence`: silence never acts.
    `proves` is how many whole readings were played once silence has lasted to the end.
    """

    says: tuple[str, ...]
    keys: Mapping[str, str | Do] = field(default_factory=dict)
    any_key: str | Do | None = None
    on_silence: str = "goodbye"
    back: str | None = None
    help: str | None = None
    wait: int = 10
    rounds: int = 3
    proves: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Say something, then wait for digits closed by #, or for a fixed number of them.

    After `rounds` without a right answer, or in silence, it goes to `on_silence`.
    """

    says: tuple[str, ...]
    answer: Do
    on_silence: str = "goodbye"
    back: str | None = None
    digits: int | None = None
    wait: int = 10
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Record:
    """Say something, beep, and record a voice until # or `silence` seconds without one; no voice is an answer too.

    Where there is a way back, * takes it and nothing is kept.
    """

    says: tuple[str, ...]
    answer: Do
    back: str | None = None
    longest: int = 60
    silence: int = 4


@dataclass(frozen=True, slots=True)
class Wait:
    """Say something, wait a moment, look again; after `rounds` looks it goes to `on_silence`."""

    says: tuple[str, ...]
    then: str
    on_silence: str
    seconds: int = 1
    rounds: int = 30


@dataclass(frozen=True, slots=True)
class Crossroads:
    """Say nothing; look, and go where that leads."""

    look: Look
    leads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Farewell:
    """Say something, or nothing, and hang up."""

    says: tuple[str, ...] = ()


Step = Menu | Ask | Record | Wait | Crossroads | Farewell
Speaking = Menu | Ask | Record | Wait | Farewell


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from a key: a step to go to, or something to do first."""

    goto: str
    round: int = 1
    apology: str | None = None
    do: Do | None = None
    digits: str = field(default="", repr=False)
    proves: int = 0


def press(here: str, step: Step, digits: str, round_: int = 1) -> Turn:
    """Tell what follows when the caller at `here`, in this round, sends `digits` ('' is silence).

    Pure.  An unknown key repeats the step; silence repeats it and then leaves; silence never acts.
    """
    match step:
        case Menu():
            return _at_menu(here, step, digits, round_)
        case Ask():
            return _at_ask(here, step, digits, round_)
        case Record(answer=do, back=back):
            return Turn(back) if back and digits == BACK else Turn(here, do=do, digits=digits)
        case Wait():
            return Turn(step.then, round_ + 1) if round_ < step.rounds else Turn(step.on_silence)
        case Crossroads() | Farewell():
            return Turn(here)


def _at_menu(here: str, menu: Menu, digits: str, round_: int) -> Turn:
    if not digits:
        stays = round_ < menu.rounds
        return Turn(here, round_ + 1) if stays else Turn(menu.on_silence, proves=menu.proves)
    key = digits[0]  # whoever mashes the keys means the first one
    match menu.keys.get(key, _common(menu, key)):
        case Do() as do:
            return Turn(here, round_, do=do, digits=key)
        case str(goto):
            return Turn(goto)
        case None:
            patience = max(menu.rounds, SLIPS)
            return Turn(here, round_ + 1, "unknown_key") if round_ < patience else Turn(menu.on_silence)


def _common(menu: Menu, key: str) -> str | Do | None:
    if menu.any_key is not None:
        return menu.any_key
    return {BACK: menu.back, HELP: menu.help}.get(key)


def _at_ask(here: str, ask: Ask, digits: str, round_: int) -> Turn:
    if ask.back and BACK in {digits[:1], digits[-1:]}:  # also after digits that were mistyped
        return Turn(ask.back)
    if digits:
        return Turn(here, round_, do=ask.answer, digits=digits)
    return Turn(here, round_ + 1) if round_ < ask.rounds else Turn(ask.on_silence)


def again(here: str, step: Step, round_: int, apology: str | None = None) -> Turn:
    """A step that comes round once more because the answer was wrong, or is left when its rounds are over."""
    if isinstance(step, Ask | Menu) and round_ >= step.rounds:
        return Turn(step.on_silence)
    return Turn(here, round_ + 1, apology)


def exits(step: Step) -> frozenset[str]:
    """Every step that can follow this one."""
    match step:
        case Farewell():
            return frozenset()
        case Crossroads(leads=leads):
            return frozenset(leads.values())
        case Record(answer=do, back=back):
            return frozenset({*do.leads.values(), *([back] if back else [])})
        case Wait():
            return frozenset({step.then, step.on_silence})
        case Ask():
            there = {*step.answer.leads.values(), step.on_silence}
            return frozenset(there | ({step.back} if step.back else set()))
        case Menu():
            return _exits_of_menu(step)


def _exits_of_menu(menu: Menu) -> frozenset[str]:
    there = {menu.on_silence}
    for target in (*menu.keys.values(), menu.any_key, menu.back, menu.help):
        match target:
            case Do(leads=leads):
                there.update(leads.values())
            case str(goto):
                there.add(goto)
            case None:
                pass
    return frozenset(there)
