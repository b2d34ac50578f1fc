"""Because of what: the chain of causes of an event, back to where it begins."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supplychain_sim.errors import ResultsError
from supplychain_sim.model.record import Event, EventId, named, written
from supplychain_sim.report import stored
from supplychain_sim.report.log import Log
from supplychain_sim.report.narrator import Narrator, facts_of, telling
from supplychain_sim.report.trace import told
from supplychain_sim.report.words import BEARINGS
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.units import DAY

#: Kinds of outcome, the most telling first: without a kind, the last event of the first of
#: these that a subject has is explained.
OUTCOMES = (
    *("exit", "design share", "not corrected", "missed", "reverted", "refused", "introduced"),
    *("adopted", "lost", "short", "hired away", "closed"),
)
#: The last shipment that came late, of all that arrived.
LATE = "late arrival"
#: Steps by which the line of each further cause is shorter.
SIDEWAYS = 2
#: What is told after other causes, being the ground on which they stand.
_GROUND = frozenset({"targets", "audited", "arrived", "ordered"})
#: How much is told unless somebody asks for more or less.
DEPTH, WIDTH = 10, 1
_LINE = 100


class Limits(NamedTuple):
    """How much of a chain is told as text.

    Parameters
    ----------
    depth
        Steps back along the first cause of each effect; the line of each further cause ends
        earlier by :data:`SIDEWAYS` steps.
    width
        Causes of a kind that are told of each effect.
    """

    depth: int
    width: int


class Chosen(NamedTuple):
    """The event that is explained, and by what rule it was taken."""

    name: EventId
    rule: str


def chosen(log: Log, subject: str, number: int | None, kind: str | None, at: str | None) -> Chosen:
    """Return the event of a *subject* that is to be explained.

    Parameters
    ----------
    subject
        An entity, or an event such as ``relation/housings#12``.
    number
        Of the event.
    kind
        Of the event; the most telling unless given.
    at
        The day up to which events count.

    Raises
    ------
    ResultsError
        If there is no such subject, event, kind or day.
    """
    name = named(subject) if number is None else (subject, number)
    if name is not None:
        if kind is not None or at is not None:
            other = "--at" if kind is None else "--kind"
            raise ResultsError(f"{other}: found beside {written(name)}, expected one of the two")
        log.event(name)
        return Chosen(name, "the event that was named")
    history = log.history(subject)
    until, when = len(history), ""
    if at is not None:
        day = stored.day(at, "--at", log.first_day, log.last_day)
        end = ((day - log.first_day).days + 1) * DAY
        until = sum(event.time < end for event in history)
        when = f" up to {day}"
    last = _last_of_each(subject, history[:until])
    if kind is None:
        kind = next((one for one in OUTCOMES if one in last), None)
        rule = f"the last {kind!r}{when}, of all kinds the most telling that there is"
        if kind is None:
            return Chosen((subject, _last(log, subject, until, when)), f"the last event{when}")
        return Chosen((subject, last[kind]), rule)
    if kind not in last:
        raise ResultsError(f"--kind: {no_such('kind of event', kind, last)}{when and f',{when}'}")
    return Chosen((subject, last[kind]), f"the last {kind!r}{when}")


def _last(log: Log, subject: str, until: int, when: str) -> int:
    if not until:
        raise ResultsError(f"{log.source}: no event of {subject}{when}")
    return until - 1


def _last_of_each(subject: str, history: Sequence[Event]) -> dict[str, int]:
    last = {event.kind: number for number, event in enumerate(history)}
    late = [
        number
        for number, event in enumerate(history)
        if event.kind == "arrived" and facts_of(subject, event)["late"] > 0
    ]
    return {**last, LATE: late[-1]} if late else last


def chain(log: Log, name: EventId) -> list[EventId]:
    """Return an event and all that led to it, each once and before its own causes."""
    found: dict[EventId, None] = {}
    rest = [name]
    while rest:
        one = rest.pop()
        if one not in found:
            found[one] = None
            rest += reversed(log.event(one).causes)
    return list(found)


def as_json(log: Log, asked: Chosen) -> str:
    """Return the whole chain as JSON."""
    narrator = Narrator(log)
    names = chain(log, asked.name)
    content = {
        "regime": log.regime,
        "replication": log.replication,
        "event": written(asked.name),
        "rule": asked.rule,
        "chain": [
            {**told(log, narrator, name), "first_cause": _first(log, name)} for name in names
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _first(log: Log, name: EventId) -> str | None:
    event = log.event(name)
    return None if event.causes else telling(name[0], event.kind).first


def as_text(log: Log, asked: Chosen, limits: Limits) -> str:
    """Return the chain as sentences, a step further in for each step back."""
    head = f"{written(asked.name)} ({log.regime}, replication {log.replication}): {asked.rule}"
    return (
        textwrap.fill(head, _LINE, break_on_hyphens=False)
        + "\n\n"
        + _Text(log, Narrator(log), limits, asked.name[0]).of(asked.name)
    )


@dataclass
class _Text:
    """Tells a chain.

    Parameters
    ----------
    subject
        The entity that was asked about.
    cut
        Events whose causes lie too deep to be told.
    """

    log: Log
    narrator: Narrator
    limits: Limits
    subject: str
    cut: list[EventId] = field(default_factory=list)
    _told: set[EventId] = field(default_factory=set)
    _choices: set[str] = field(default_factory=set)

    def of(self, name: EventId) -> str:
        """Return the chain of *name*, and what was left out of it."""
        lines = list(self._lines(name, 0, "On", self.limits.depth, ""))
        if self.cut:
            lines.append("")
            lines += textwrap.wrap(
                f"Told at most {self.limits.depth} steps back; what came before "
                f"{written(self.cut[0])}{_others(len(self.cut) - 1)} is told with a larger "
                "--depth, or by asking why of it.",
                _LINE,
            )
        return "".join(f"{line}\n" for line in lines)

    def _lines(
        self, name: EventId, depth: int, opening: str, steps: int, effect: str
    ) -> Iterator[str]:
        """Yield the lines of an event and of what led to it; *effect* is what kind it led to."""
        event = self.log.event(name)
        self._told.add(name)
        text = f"{opening} {self.narrator.date(event.time)} {self.narrator.clause(name)}"
        bearing = BEARINGS.get(effect, {}).get(event.kind, "")
        told_with = f"({self._mark(name)}){bearing and ' '}{bearing}{self._remark(name)}"
        yield from self._wrapped(f"{text} {told_with}", depth)
        if event.causes and steps <= 0:
            self.cut.append(name)
            return
        word, steps = "because", steps - 1
        for alike in self._alike(event.causes):
            here = []
            for cause in self._at_length(alike):
                # Its own chain may have been told by a neighbour's in the meantime.
                if cause not in self._told:
                    yield from self._lines(cause, depth + 1, f"{word} on", steps, event.kind)
                    word, steps = "and because", steps - SIDEWAYS
                    here.append(cause)
            for text in self._in_short([cause for cause in alike if cause not in here]):
                yield from self._wrapped(f"{word} {text}", depth + 1)
                word = "and because"

    def _at_length(self, alike: Sequence[EventId]) -> list[EventId]:
        """Return those of *alike* causes that are told at length: the last not yet told."""
        fresh = [cause for cause in alike if cause not in self._told]
        # To tell one more is as short as to say that there is one.
        width = self.limits.width + (len(fresh) == self.limits.width + 1)
        return fresh[-width:]

    def _in_short(self, alike: Sequence[EventId]) -> Iterator[str]:
        """Yield what is said of *alike* causes that are not told at length."""
        again = [cause for cause in alike if cause in self._told]
        more = [cause for cause in alike if cause not in self._told]
        self._told.update(more)
        if more:
            dates = [self.narrator.date(self.log.event(cause).time) for cause in more]
            first, last = min(dates), max(dates)
            when = f"on {last}" if first == last else f"from {first} to {last}"
            yield f"of {len(more)} more like it, {when} (the last: {self._mark(more[-1])})"
        if again:
            yield f"of {self._mark(again[-1])}{_others(len(again) - 1)}, told above"

    def _remark(self, name: EventId) -> str:
        """Return what the regime has chosen, each choice once, and where a chain ends."""
        event = self.log.event(name)
        choice = self.narrator.choice(event)
        said = ""
        if choice and choice not in self._choices:
            self._choices.add(choice)
            said = f" - here {choice}"
        first = _first(self.log, name)
        return f"{said} [first cause: {first}]" if first else said

    def _alike(self, causes: Sequence[EventId]) -> list[list[EventId]]:
        """Return *causes* by kind and place, in the order of the first of each, no one twice.

        The ground on which others stand comes last.
        """
        groups: dict[tuple[str, str], dict[EventId, None]] = {}
        for cause in causes:
            groups.setdefault((cause[0], self.log.event(cause).kind), {})[cause] = None
        ordered = sorted(groups.items(), key=lambda item: item[0][1] in _GROUND)
        return [list(group) for _, group in ordered]

    def _mark(self, name: EventId) -> str:
        """Return the name of an event, without its entity if it is of what was asked about."""
        return f"#{name[1]}" if name[0] == self.subject else written(name)

    def _wrapped(self, text: str, depth: int) -> list[str]:
        indent = "  " * depth
        return textwrap.wrap(
            text,
            _LINE,
            initial_indent=indent,
            subsequent_indent=f"{indent}    ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _others(count: int) -> str:
    if not count:
        return ""
    return f" and {count} other" if count == 1 else f" and {count} others"
