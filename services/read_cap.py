"""Read a message of the Common Alerting Protocol 1.2: strictly what decides, leniently what only decorates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from plp.alert import Kind
from plp.cap import CapMessage, CapReference, CapStatus, MsgType
from plp.errors import BadInput
from plp.language import Language

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
KIND = "tocsin:kind"
"""The parameter by which a message of ours keeps the kind for which CAP has no word."""
_AT = f"{{{NAMESPACE}}}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[+-]\d\d:\d\d|Z)")
_NAME = re.compile(r"[^\s,<&]{1,200}")
_URGENT = frozenset({"Immediate", "Expected"})
_REQUIRED = ("category", "event", "urgency", "severity", "certainty")
_MOST_REFERENCES = 50
_DEFAULT_LANGUAGE = "en-US"
Word = TypeVar("Word", bound=StrEnum)


def read_cap(document: bytes) -> CapMessage:
    """Read one message.  Raises BadInput, naming the element, for what is not well-formed, not CAP 1.2, holds a
    document type or entities (nothing outside the document is ever fetched), or is new and has no words of ours.

    `scope` must be there and is not looked at: whatever comes, only members are told.
    """
    alert = _parsed(document)
    does = _word(alert, "msgType", MsgType)
    status = _word(alert, "status", CapStatus)
    if status is CapStatus.SYSTEM:
        raise BadInput("status System is for networks of machines; there is nothing to tell anybody")
    if not _one(alert, "scope"):
        raise BadInput("scope is missing")
    infos = alert.findall(f"{_AT}info")
    if does.tells_something_new and not infos:
        raise BadInput(f"a message of type {does} without an info block has no words")
    references = tuple(_references(_one(alert, "references")))
    if does is not MsgType.ALERT and not references:
        raise BadInput(f"a message of type {does} must say in references which message it is about")
    name = CapReference(_name(alert, "sender"), _name(alert, "identifier"), _moment(_one(alert, "sent"), "sent"))
    ends = [_moment(text, "expires") for each in infos if (text := _one(each, "expires"))]
    return CapMessage(
        name=name,
        status=status,
        does=does,
        texts=_texts(infos),
        kind=_kind(status, does, infos),
        expires_at=min(ends) if ends else None,
        references=references,
        addresses=tuple(_one(alert, "addresses").replace('"', " ").split()),
        note=" ".join(_one(alert, "note").split())[:200],
    )


def _parsed(document: bytes) -> Element:
    try:
        alert: Element = fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        raise BadInput("document types and entities are not read; send the message without them") from None
    except (ParseError, ValueError, LookupError):
        raise BadInput("the body is not well-formed XML") from None
    if alert.tag != f"{_AT}alert":
        raise BadInput(f"the root must be alert in the namespace {NAMESPACE}")
    return alert


def _one(within: Element, name: str) -> str:
    """The text of an element that may stand once; empty where it is absent."""
    found = within.findall(f"{_AT}{name}")
    if len(found) > 1:
        raise BadInput(f"{name} stands twice")
    return (found[0].text or "").strip() if found else ""


def _word(within: Element, name: str, kind: type[Word]) -> Word:
    try:
        return kind(_one(within, name))
    except ValueError:
        raise BadInput(f"{name} must be one of {', '.join(kind)}") from None


def _name(within: Element, name: str) -> str:
    text = _one(within, name)
    if not _NAME.fullmatch(text) or not text.isprintable():
        raise BadInput(f"{name} must be there, without spaces, commas, < or &, of 200 characters at most")
    return text


def _moment(text: str, name: str) -> datetime:
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # told below, as what does not even look like one
    raise BadInput(f"{name} must be a moment with its time zone, as 2026-11-22T20:15:00+01:00")


def _references(text: str) -> Iterable[CapReference]:
    triples = text.split()
    if len(triples) > _MOST_REFERENCES:
        raise BadInput(f"references names more than {_MOST_REFERENCES} messages")
    for triple in triples:
        sender, _, rest = triple.partition(",")
        identifier, _, sent = rest.partition(",")
        if not sender or not identifier or "," in sent or not triple.isprintable():
            raise BadInput("references must be sender,identifier,sent, parted by spaces")
        yield CapReference(sender, identifier, _moment(sent, "references"))


def _texts(infos: Iterable[Element]) -> Mapping[Language, str]:
    """What is to be said in each language we speak; a description is preferred to its headline."""
    texts: dict[Language, str] = {}
    others: list[str] = []
    for info in infos:
        for name in _REQUIRED:
            if not "".join(each.text or "" for each in info.findall(f"{_AT}{name}")).strip():
                raise BadInput(f"an info block lacks {name}")
        said = _one(info, "language") or _DEFAULT_LANGUAGE
        primary = said.partition("-")[0].lower()
        if primary not in set(Language):
            others.append(said[:20])
            continue
        language = Language(primary)
        if language in texts:
            raise BadInput(f"two info blocks are in {language}; we can say only one")
        words = _one(info, "description") or _one(info, "headline") or _one(info, "event")
        texts[language] = f"{words} {_one(info, 'instruction')}".strip()
    if others and not texts:
        raise BadInput(f"no info block is in a language we speak ({', '.join(Language)}), only {', '.join(others)}")
    return texts


def _kind(status: CapStatus, does: MsgType, infos: Iterable[Element]) -> Kind:
    """What kind of message it becomes; a Cancel with words lifts what it cancels."""
    blocks = list(infos)
    if status.only_tries:
        return Kind.TEST
    if does is MsgType.CANCEL:
        return Kind.ALL_CLEAR
    if own := {value for each in blocks for value in _parameters(each, KIND)} & set(Kind):
        return Kind(sorted(own)[0])
    lifted = all("AllClear" in {_text(each) for each in block.findall(f"{_AT}responseType")} for block in blocks)
    if does is MsgType.UPDATE:
        return Kind.ALL_CLEAR if lifted else Kind.CORRECTION
    return Kind.URGENT if _URGENT & {_one(each, "urgency") for each in blocks} else Kind.PREVENTION


def _parameters(info: Element, name: str) -> Iterable[str]:
    for parameter in info.findall(f"{_AT}parameter"):
        if _one(parameter, "valueName") == name:
            yield _one(parameter, "value")


def _text(element: Element) -> str:
    return (element.text or "").strip()
