"""What is said to an officer or the desk: from what he is about to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ivr.twiml import Utterance
from plp import addresses
from plp.alert import Alert
from plp.book import Book
from plp.call import Call
from plp.cascade import Final
from plp.language import Language
from plp.ports import Ports
from services.expect_cost import expect_cost
from services.forecast import forecast
from services.propose_message import proposer_of
from services.say_cost import say_cost
from services.words import blanks_of, blanks_of_zone, reading, spoken_blanks
from texts.catalogue import say
from webhooks.choices import cascade_in_view, chosen_alert, prepared_alerts
from webhooks.launch_prompts import BEFORE_THE_DIGITS, before_the_digits
from webhooks.report_prompts import about_reports, is_about_reports
from webhooks.take_prompts import every_reading, refusal_of_take

Said = list[Utterance]


def to_officer(ports: Ports, book: Book, call: Call, key: str) -> Said:
    """One key of a step's `says`, in the officer's language."""
    language = Language(call.memory["language"])
    if is_about_reports(key):
        return about_reports(ports, book, call, key)
    if key in BEFORE_THE_DIGITS:
        return before_the_digits(ports, book, call, key)
    if key == "alert.readback":
        return _read_back(ports, book, call, language)
    if key == "listening.every_reading":
        return every_reading(ports, book, chosen_alert(book, call), language)
    if key == "take":
        return [Utterance("", language, addresses.media(ports.public_url, call.memory["take"]))]
    written = _officer_blanks(ports, book, call, key, language)
    return [Utterance(say(key, language, **spoken_blanks(book.people.zone(call.zone), written, language)), language)]


def _read_back(ports: Ports, book: Book, call: Call, language: Language) -> Said:
    """The message in his own language, or every voice he recorded."""
    alert = chosen_alert(book, call)
    if alert.recordings:
        media = [addresses.media(ports.public_url, name) for name in alert.recordings.values()]
        return [Utterance("", language, clip, pause_after=1) for clip in media]
    return [_reading_in(book, alert, language)]


def _reading_in(book: Book, alert: Alert, language: Language) -> Utterance:
    best = language if language in alert.texts else next(iter(alert.texts))
    partnership = book.people.partnership(alert.partnership)
    return Utterance(reading(book.people.zone(partnership.zone), partnership, alert, best), best, pause_after=1)


def _officer_blanks(ports: Ports, book: Book, call: Call, key: str, language: Language) -> Mapping[str, object]:
    memory = call.memory
    match key.split(".", maxsplit=1)[0]:
        case "launch" if key in {"launch.readback", "launch.partnership_is", "launch.prepared"}:
            return _about_launch(ports, book, call, key, language)
        case "launch":
            reason = say(memory.get("refusal", "refusal.other"), language)
            return {
                "pair": ", ".join(memory.get("pair", "")),
                "colleague": memory.get("colleague", ""),
                "reason": reason,
            }
        case "own":
            return _about_his_take(memory, language)
        case "running":
            return _about_cascade(book, call, language)
        case _:
            zone = book.people.zone(call.zone)
            name = book.people.officer(call.officer).name if call.officer else ""
            return blanks_of_zone(zone, language) | {"name": name}


def _about_his_take(memory: Mapping[str, str], language: Language) -> Mapping[str, object]:
    return {
        "language": say(f"language.{memory.get('recording_in', language)}", language),
        "reason": refusal_of_take(memory, language),
    }


def _about_launch(ports: Ports, book: Book, call: Call, key: str, language: Language) -> Mapping[str, object]:
    partnership = book.people.partnership(call.memory["partnership"])
    expected = forecast(ports, partnership.slug)
    about: dict[str, object] = {
        "partnership": partnership.name_in(language),
        "members": _counted(expected.members, language),
        "landlines": expected.landlines,
        "duration": _spoken(expected.last_call_after, language),
    }
    if key == "launch.partnership_is":
        return about
    alert = chosen_alert(book, call)
    if key == "launch.readback":
        cost = say_cost(expect_cost(ports, alert.id), language)
        return about | {"kind": say(f"kind.{alert.kind}", language), "cost": cost}
    prepared = [each.id for each in prepared_alerts(ports, book, call)]
    position = prepared.index(alert.id) + 1 if alert.id in prepared else 1
    text = _reading_in(book, alert, language).text if alert.texts else _own_voice(book, alert, language)
    return about | {"position": position, "total": len(prepared), "text": text}


def _own_voice(book: Book, alert: Alert, language: Language) -> str:
    """What stands for a message without words; one that a coordinator proposes is called so."""
    if proposer_of(book, alert):
        return say("launch.proposed", language)
    partnership = book.people.partnership(alert.partnership)
    return say("alert.own_voice", language, **blanks_of(book.people.zone(partnership.zone), partnership, language))


def _spoken(length: timedelta, language: Language) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 1:
        return say("duration.moment", language)
    return say("duration.minute", language) if minutes == 1 else say("duration.minutes", language, number=minutes)


def _counted(members: int, language: Language) -> str:
    return say("count.member", language) if members == 1 else say("count.members", language, number=members)


def _about_cascade(book: Book, call: Call, language: Language) -> Mapping[str, object]:
    cascade = cascade_in_view(book, call)
    if cascade is None:
        return {}
    tally = book.cascades.tally(cascade.id)
    tried = book.cascades.attempts(cascade.id).values()
    told = sum(any(attempt.may_have_told for attempt in attempts) for attempts in tried)
    return {
        "partnership": book.people.partnership(cascade.partnership).name_in(language),
        "members": _counted(tally.members, language),
        "acknowledged": tally.by_final.get(Final.ACKNOWLEDGED, 0),
        "informed": tally.by_final.get(Final.INFORMED, 0),
        "unreached": tally.by_final.get(Final.UNREACHED, 0),
        "pending": tally.pending,
        "told": told,
    }
