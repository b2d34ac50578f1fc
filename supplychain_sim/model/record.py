"""The record: what happened, when it became known and to whom, and because of what.

Each entity has a history of its own, numbered from 0; an event is named by its
entity and that number.  So one supplier more, or a longer horizon, changes no
name, no cause and no fingerprint of anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Literal, NamedTuple

#: An event's name: its entity, and its number in that entity's history.
EventId = tuple[str, int]
#: Facts are whole numbers and text, so that they are the same on every processor.
Fact = int | str
Known = Literal["customer", "supplier", "both", "all"]


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


class Record:
    """The histories of all entities of one run."""

    def __init__(self) -> None:
        self._histories: dict[str, list[Event]] = {}

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
            history = self._histories[entity] = []
        known = time if known_at is None or known_at < time else known_at
        # What the constructor of a named tuple does, without a function more for each event.
        history.append(tuple.__new__(Event, (time, kind, known, known_to, causes, facts)))
        return entity, len(history) - 1

    def forget(self) -> None:
        """Let go of all histories."""
        self._histories.clear()

    def history(self, entity: str) -> list[Event]:
        """Return the events of *entity* in the order in which they were added."""
        return self._histories.get(entity, [])

    def event(self, name: EventId) -> Event:
        """Return the event of that name."""
        entity, number = name
        return self._histories[entity][number]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._histories))

    def fingerprints(self, until: int | None = None) -> dict[str, str]:
        """Return a hash of each entity's history, of the events before *until* if given."""
        found = {}
        for entity in self:
            digest = blake2b(digest_size=16)
            events = [e for e in self._histories[entity] if until is None or e.time < until]
            digest.update("".join(map(tuple.__repr__, events)).encode())
            if events:
                found[entity] = digest.hexdigest()
        return found
