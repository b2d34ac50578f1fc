"""The record: what happened, when it became known and to whom, and because of what.

Each entity has a history of its own, numbered from 0; an event is named by its
entity and that number.  So one supplier more, or a longer horizon, changes no
name, no cause and no fingerprint of anything else.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any, Final, Literal, NamedTuple

#: An event's name: its entity, and its number in that entity's history.
EventId = tuple[str, int]
#: Facts are whole numbers and text, so that they are the same on every processor.
Fact = int | str
Known = Literal["customer", "supplier", "both", "all"]


# So many events of an entity are packed, and hashed, together as they happen.
_TOGETHER: Final = 64
# The last format of marshal that writes values only: later ones also say which are one object.
# It writes whole numbers, text and tuples alike on every processor.
_BY_VALUE: Final = 2


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
    """The events of one entity, as plain tuples: the last ones, and those before them packed.

    Packed, they take a quarter of the memory, which is what a long run waits for.
    """

    __slots__ = ("_digest", "_packed", "count", "last")

    def __init__(self) -> None:
        self.count = 0
        self.last: list[tuple[Any, ...]] = []
        self._packed: list[bytes] = []
        self._digest = blake2b(digest_size=16)

    def pack(self) -> None:
        """Pack the last events, which are as many as are packed together."""
        packed = marshal.dumps(self.last, _BY_VALUE)
        self._digest.update(packed)
        self._packed.append(packed)
        self.last.clear()

    def since(self, number: int) -> list[Event]:
        """Return the events from that *number* on."""
        first = number // _TOGETHER
        found: list[tuple[Any, ...]] = []
        for packed in self._packed[first:]:
            found += marshal.loads(packed)  # noqa: S302 - what it wrote itself
        found += self.last
        return [*map(Event._make, found[number - first * _TOGETHER :])]

    def fingerprint(self) -> str:
        """Return a hash of all events."""
        digest = self._digest.copy()
        if self.last:
            digest.update(marshal.dumps(self.last, _BY_VALUE))
        return digest.hexdigest()


def _history(events: Iterable[Event]) -> _History:
    """Return *events* as the history of an entity that has no others."""
    history = _History()
    for event in events:
        history.count += 1
        history.last.append(tuple(event))
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
        number = history.count
        history.count = number + 1
        known = time if known_at is None or known_at < time else known_at
        last = history.last
        last.append((time, kind, known, known_to, causes, facts))
        if len(last) == _TOGETHER:
            history.pack()
        return entity, number

    def forget(self) -> None:
        """Let go of all histories."""
        self._histories.clear()
        self._read.clear()

    def history(self, entity: str) -> list[Event]:
        """Return the events of *entity* in the order in which they were added."""
        history, found = self._histories.get(entity), self._read.get(entity, [])
        if history is not None and len(found) < history.count:
            # Not in place: whoever has read the history before keeps what it was then.
            found = self._read[entity] = [*found, *history.since(len(found))]
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
        return {entity: found.fingerprint() for entity, found in earlier.items() if found.count}
