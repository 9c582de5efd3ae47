"""The directory of handsets: which character answers a number, the first time and the times after."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from exchange.handsets.character import Character
from exchange.handsets.named import NAMED

CHARACTER = TypeAdapter(Character)
Written = str | Mapping[str, object]
RINGING = {"answers_after", "rings"}


class NotACharacter(ValueError):
    """A description that cannot be understood; the sentence says what is wrong."""


@dataclass(frozen=True)
class Handset:
    """A telephone as it was described: its usual character and those of its first calls."""

    written: Written
    usual: Character
    on_call: tuple[Character, ...] = ()

    def on(self, nth: int) -> Character:
        """The character at the nth call received, counted from 1."""
        return self.on_call[nth - 1] if nth <= len(self.on_call) else self.usual


@dataclass
class Directory:
    """All handsets by number, and the one that stands for every unknown number."""

    named: dict[str, Mapping[str, object]] = field(default_factory=lambda: dict(NAMED))
    _handsets: dict[str, Handset] = field(default_factory=dict)
    _calls: Counter[str] = field(default_factory=Counter)
    _first_default: Handset = Handset("listener", Character())
    _default: Handset = Handset("listener", Character())

    def put(self, number: str, written: Written) -> None:
        """Adds or replaces a handset. Raises NotACharacter."""
        self._handsets[number] = self.read(written)
        self._calls.pop(number, None)

    def start_with(self, written: Written) -> None:
        """Says who answers unknown numbers now and after each reset. Raises NotACharacter."""
        self._first_default = self._default = self.read(written)

    def put_default(self, written: Written) -> None:
        """Says who answers unknown numbers. Raises NotACharacter."""
        self._default = self.read(written)

    def written(self) -> dict[str, Written]:
        """Every handset as it was described."""
        return {number: handset.written for number, handset in self._handsets.items()}

    def at(self, number: str) -> Character:
        """The usual character of a number, without counting a call."""
        return self._handsets.get(number, self._default).usual

    def rung(self, number: str) -> Character:
        """The character that meets the next call to this number, which is counted."""
        self._calls[number] += 1
        return self._handsets.get(number, self._default).on(self._calls[number])

    def forget(self) -> None:
        """Removes every handset; unknown numbers are answered as at the start."""
        self._default = self._first_default
        self._handsets.clear()
        self._calls.clear()

    def read(self, written: Written) -> Handset:
        """Understands a name or a description. Raises NotACharacter."""
        traits = self._traits({}, written)
        firsts = traits.pop("on_call", ())
        if not isinstance(firsts, list | tuple):
            raise NotACharacter("on_call is a list")
        on_call = tuple(self._character(self._traits(traits, change)) for change in firsts)
        return Handset(written, self._character(traits), on_call)

    def _traits(self, base: Mapping[str, object], written: Written) -> dict[str, object]:
        """The base with the changes written over it; a name starts afresh from the named character."""
        changes = {"like": written} if isinstance(written, str) else dict(written)
        if name := changes.pop("like", None):
            if str(name) not in self.named:
                raise NotACharacter(f"no character is named {name!r}; there are {', '.join(sorted(self.named))}")
            base = self._traits({}, self.named[str(name)])
        if RINGING & changes.keys():
            base = {trait: said for trait, said in base.items() if trait not in RINGING}
        return {**base, **changes}

    def _character(self, traits: Mapping[str, object]) -> Character:
        try:
            return CHARACTER.validate_python(traits)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise NotACharacter(f"{place}: {first['msg']}") from error
