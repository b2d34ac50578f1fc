"""The record: what happened, when it became known and to whom, and because of what.

Each entity has a history of its own, numbered from 0; an event is named by its
entity and that number.  So one supplier more, or a longer horizon, changes no
name, no cause and no fingerprint of anything else.
"""

from __future__ import annotations

import marshal
from collections.abc import Container, Iterable, Iterator
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

#: An event's name: its entity, and its number in that entity's history.
EventId = tuple[str, int]
#: Facts are whole numbers and text, so that they are the same on every processor.
Fact = int | str
Known = Literal["customer", "supplier", "both", "all"]


# So many events of an entity are packed, and hashed, together as they happen.
_TOGETHER = 64
# The last format of marshal that writes values only: later ones also say which are one object.
# It writes whole numbers, text and tuples alike on every processor.
_BY_VALUE = 2


class Event(NamedTuple):
    """One thing that happened.

    Parameters
    ----------
    time
        When, in minutes from the start.
    kind
        What, in one word or two.
    known_at
        From when on it is known, never before *time*.
    known_to
        Who knows it then.
    causes
        Events without which it would not have happened so.
    facts
        What else is to be said, by the kind of event.
    """

    time: int
    kind: str
    known_at: int
    known_to: Known
    causes: tuple[EventId, ...]
    facts: tuple[Fact, ...]


def written(name: EventId) -> str:
    """Return the name of an event as text.

    >>> written(("relation/housings", 12))
    'relation/housings#12'
    """
    return f"{name[0]}#{name[1]}"


def named(text: str) -> EventId | None:
    """Return the name of an event from text; None if it is no such name.

    >>> named("relation/housings#12"), named("relation/housings")
    (('relation/housings', 12), None)
    """
    entity, mark, number = text.rpartition("#")
    return (entity, int(number)) if mark and number.isascii() and number.isdecimal() else None


class _History:
    """The events of one entity: the last ones as they are, those before them packed.

    Packed, they take a quarter of the memory, which is what a long run waits for.
    """

    __slots__ = ("_digest", "_packed", "last")

    def __init__(self) -> None:
        self.last: list[Event] = []
        self._packed: list[bytes] = []
        self._digest = blake2b(digest_size=16)

    def __len__(self) -> int:
        return len(self._packed) * _TOGETHER + len(self.last)

    def pack(self) -> None:
        """Pack the last events, which are as many as are packed together."""
        packed = _packed(self.last)
        self._digest.update(packed)
        self._packed.append(packed)
        self.last = []

    def since(self, number: int) -> list[tuple[Any, ...]]:
        """Return the events from *number* on, as plain tuples but for the last."""
        block, skipped = divmod(number, _TOGETHER)
        found: list[tuple[Any, ...]] = []
        for packed in self._packed[block:]:
            found += marshal.loads(packed)  # noqa: S302 - what it wrote itself
        return [*found, *self.last][skipped:]

    def events(self) -> list[Event]:
        """Return all events."""
        packed = self.since(0)[: -len(self.last) or None]
        return [*map(Event._make, packed), *self.last]

    def fingerprint(self) -> str:
        """Return a hash of all events."""
        digest = self._digest.copy()
        if self.last:
            digest.update(_packed(self.last))
        return digest.hexdigest()


def _packed(events: list[Event]) -> bytes:
    return marshal.dumps(list(map(tuple, events)), _BY_VALUE)


def _history(events: Iterable[Event]) -> _History:
    """Return *events* as the history of an entity that has no others."""
    history = _History()
    for event in events:
        history.last.append(event)
        if len(history.last) == _TOGETHER:
            history.pack()
    return history


class Record:
    """The histories of all entities of one run."""

    def __init__(self) -> None:
        self._histories: dict[str, _History] = {}
        #: Histories unpacked for readers, each until the next event of its entity.
        self._read: dict[str, list[Event]] = {}

    def add(
        self,
        entity: str,
        time: int,
        kind: str,
        *facts: Fact,
        causes: tuple[EventId, ...] = (),
        known_at: int | None = None,
        known_to: Known = "both",
    ) -> EventId:
        """Add an event to the history of *entity* and return its name.

        Parameters
        ----------
        known_at
            Now, unless said otherwise.
        """
        history = self._histories.get(entity)
        if history is None:
            history = self._histories[entity] = _History()
        number = len(history)
        last = history.last
        known = time if known_at is None or known_at < time else known_at
        # What the constructor of a named tuple does, without a function more for each event.
        last.append(tuple.__new__(Event, (time, kind, known, known_to, causes, facts)))
        if len(last) == _TOGETHER:
            history.pack()
        return entity, number

    def forget(self) -> None:
        """Let go of all histories."""
        self._histories.clear()
        self._read.clear()

    def length(self, entity: str) -> int:
        """Return how many events *entity* has had."""
        return len(self._histories[entity]) if entity in self._histories else 0

    def since(self, entity: str, number: int, kinds: Container[str]) -> list[tuple[int, Event]]:
        """Return the events of *entity* of some *kinds* from *number* on, each with its number."""
        if entity not in self._histories:
            return []
        later = enumerate(self._histories[entity].since(number), number)
        return [(place, Event._make(kept)) for place, kept in later if kept[1] in kinds]

    def history(self, entity: str) -> list[Event]:
        """Return the events of *entity* in the order in which they were added."""
        found = self._read.get(entity)
        if entity not in self._histories:
            return []
        if found is None or len(found) < self.length(entity):
            found = self._read[entity] = self._histories[entity].events()
        return found

    def event(self, name: EventId) -> Event:
        """Return the event of that name."""
        entity, number = name
        return self.history(entity)[number]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._histories))

    def fingerprints(self, until: int | None = None) -> dict[str, str]:
        """Return a hash of each entity's history, of the events before *until* if given."""
        if until is None:
            return {entity: self._histories[entity].fingerprint() for entity in self}
        earlier = {
            entity: _history(event for event in self.history(entity) if event.time < until)
            for entity in self
        }
        return {entity: found.fingerprint() for entity, found in earlier.items() if len(found)}
