"""Draws the telephone menus as Markdown: `python -m ivr.phone_tree > docs/phone-tree.md`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping

from ivr.menu import BACK, END, HELP, Ask, Crossroads, Do, Farewell, Menu, Record, Step, Wait, exits
from ivr.menus import ENTRANCES, STEPS
from texts.catalogue import say, words

CONTENT: Mapping[str, str] = {
    "alert.reading": "the message is read",
    "alert.readback": "the message is read, in each of its languages",
    "listening.every_reading": "the message is read, or played, in each of its languages",
    "launch.findings": "what refuses the message, else the two gravest warnings, else nothing",
    "take": "the recording is played",
    "ready.list": "each ready-made message, with its number",
    "ready.streets": "each street of the partnership, with its number",
    "notice.words": "the sentences are said",
    "candidate.voice": "the name is played, or read, if there is one",
    "report.words": "the report is played, or read",
    "call_back.reason": "the reason is played, if there is one",
    "feedback.reading": "the message is read",
    "check.answer": "what we called and wrote to this number is told, or that we did not, and what to do then",
    "check.brief": "what we called and wrote to this number is told, or that we did not",
}
"""What is said that no catalogue holds: the neighbourhood's own messages and voices."""

_OPENING = f"""\
# The phone tree

Drawn from `ivr/menus.py` and `texts/en.toml`; change those, never this page, and draw it again:
`python -m ivr.phone_tree > docs/phone-tree.md`.

Each step tells what is said, what each key does, and what silence does. Words in {{braces}} are filled in during the
call. **Bold** is what a key makes happen. Silence, and a key that a menu does not name (“{say("unknown_key", "en")}”),
bring the step round again as often as its line on silence says; after the last time both lead where silence leads.

The pictures leave out `{HELP}` (help; for a member who calls, a call back), `{END}` (end), `{BACK}` where it only goes
back, and whatever leads a step to itself; a dotted line is silence.
"""
_SHAPES: Mapping[type[Step], tuple[str, str]] = {
    Menu: ("[", "]"),
    Ask: ("[/", "/]"),
    Record: ("[[", "]]"),
    Wait: ("(", ")"),
    Crossroads: ("{", "}"),
    Farewell: ("([", "])"),
}
_READINGS = ("", "; the message was heard once", "; the message was heard twice")


def reachable(steps: Mapping[str, Step], entrance: str, *, short_of: Collection[str] = ()) -> frozenset[str]:
    """Every step a call can come to from this entrance, itself included, without passing those in `short_of`.

    Raises KeyError for an exit that leads nowhere.
    """
    seen: set[str] = set()
    ahead = [entrance]
    while ahead:
        here = ahead.pop()
        seen.add(here)
        ahead += exits(steps[here]) - seen - {*short_of}
    return frozenset(seen)


def draw(steps: Mapping[str, Step], entrances: Mapping[str, str]) -> str:
    """The whole tree in Markdown: a section an entrance, each step told in the first that comes to it on its own."""
    told: set[str] = set()
    sections = [_OPENING]
    for entrance, when in entrances.items():
        there = reachable(steps, entrance, short_of=entrances)
        fresh = {name: step for name, step in steps.items() if name in there - told}
        told |= there
        sections.append(f"## {when[0].upper()}{when[1:]}\n\nStarts at {_link(entrance)}.\n")
        if fresh:
            sections.append(_picture(steps, entrance, fresh))
        sections += [_telling(name, step) for name, step in fresh.items()]
    return "\n".join(sections)


def _telling(name: str, step: Step) -> str:
    said = () if isinstance(step, Crossroads) else step.says
    spoken = " ".join(f"*({CONTENT[key]})*" if key in CONTENT else words("en")[key] for key in said)
    rows = [f"| {when} | {then} |" for when, then in _rows(name, step)]
    table = ["| when | then |", "|---|---|", *rows] if rows else ["Hangs up."]
    return "\n".join([f"### {name}", "", *([f"> {spoken}", ""] if spoken else []), *table, ""])


def _rows(name: str, step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case Menu():
            yield from _rows_of_menu(step)
        case Ask():
            yield from _rows_of_ask(name, step)
        case Record(answer=do, longest=longest, back=back):
            yield f"a voice, at most {longest} seconds, or none", _then(do)
            if back:
                yield f"`{BACK}`", _link(back)
        case Wait():
            yield f"after {_seconds(step.seconds)}", _link(step.then)
            yield f"after {step.rounds} times", _link(step.on_silence)
        case Crossroads(look=look, leads=leads):
            yield from ((f"{look.value}: {answer}", _link(goto)) for answer, goto in leads.items())
        case Farewell():
            return


def _rows_of_menu(menu: Menu) -> Iterator[tuple[str, str]]:
    keys = {HELP: menu.help, BACK: menu.back, **menu.keys}
    for key in sorted(keys, key="123456780*9#".index):
        target = keys[key]
        if target is not None:
            yield f"`{key}`", _then(target)
    if menu.any_key is not None:
        yield ("any other key" if menu.keys else "any key"), _then(menu.any_key)
    yield _silence(menu), _link(menu.on_silence) + _READINGS[menu.proves]


def _rows_of_ask(name: str, ask: Ask) -> Iterator[tuple[str, str]]:
    yield (f"{ask.digits} digits" if ask.digits else "digits, then `#`"), _then(ask.answer)
    if ask.back:
        yield f"`{BACK}`", _link(ask.back)
    if name in ask.answer.leads.values():
        yield f"{ask.rounds} wrong answers", _link(ask.on_silence)
    yield _silence(ask), _link(ask.on_silence)


def _silence(step: Menu | Ask) -> str:
    rounds = f"{step.rounds} times " if step.rounds > 1 else ""
    return f"silence, {rounds}{_seconds(step.wait)}"


def _seconds(count: int) -> str:
    return "1 second" if count == 1 else f"{count} seconds"


def _then(target: str | Do) -> str:
    match target:
        case Do(effect=effect, leads=leads):
            answers = "; ".join(f"{answer}: {_link(goto)}" for answer, goto in leads.items())
            return f"**{effect.value}**; {answers}"
        case str(goto):
            return _link(goto)


def _link(name: str) -> str:
    return f"[{name}](#{name.replace('.', '')})"


def _picture(steps: Mapping[str, Step], entrance: str, fresh: Mapping[str, Step]) -> str:
    edges: list[str] = []
    shown = {entrance: None}
    for name, step in fresh.items():
        for arrow, target, label in _edges(step):
            if target != name:
                edges.append(f'  {_node(name)} {arrow}|"{label}"| {_node(target)}')
                shown |= {name: None, target: None}
    nodes = [
        f'  {_node(name)}{opens}"{name}"{closes}' for name in shown for opens, closes in [_SHAPES[type(steps[name])]]
    ]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *edges, "```", ""])


def _node(name: str) -> str:
    return name.replace(".", "_")


def _edges(step: Step) -> Iterator[tuple[str, str, str]]:
    """Arrow, target and label of every way out that the picture shows."""
    match step:
        case Menu(keys=keys, any_key=any_key):
            ways = {key: target for key, target in keys.items() if key not in {END, HELP}}
            for key, target in (ways | ({"any key": any_key} if any_key is not None else {})).items():
                yield from _solid(key, target)
            yield "-.->", step.on_silence, "silence"
        case Ask(answer=do):
            yield from _solid("digits", do)
            yield "-.->", step.on_silence, "silence"
        case Record(answer=do):
            yield from _solid("voice or none", do)
        case Wait():
            yield "-->", step.then, "again"
            yield "-.->", step.on_silence, "too long"
        case Crossroads(leads=leads):
            yield from (("-->", goto, answer) for answer, goto in leads.items())
        case Farewell():
            return


def _solid(key: str, target: str | Do) -> Iterator[tuple[str, str, str]]:
    label = "star" if key == BACK else key
    match target:
        case Do(leads=leads):
            yield from (("-->", goto, f"{label}: {answer}") for answer, goto in leads.items())
        case str(goto):
            yield "-->", goto, label


if __name__ == "__main__":
    sys.stdout.write(draw(STEPS, ENTRANCES))
