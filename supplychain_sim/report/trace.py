"""The trace of a subject: its events in order, a sentence each."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from supplychain_sim.errors import ResultsError
from supplychain_sim.model.record import EventId, written
from supplychain_sim.report import stored
from supplychain_sim.report.log import Log
from supplychain_sim.report.narrator import Narrator, facts_of
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.units import DAY

_WIDTH = 100
#: Who knows of an event, as a reader would say it.
_KNOWERS = {
    "both": "known to both",
    "customer": "known to the customer",
    "supplier": "known to the supplier",
    "all": "known to all",
}


class Span(NamedTuple):
    """Days of a run, both included."""

    first: date
    last: date


def days(log: Log, first: str | None, last: str | None) -> Span:
    """Return the days from *first* to *last*; those of the run where one is None.

    Raises
    ------
    ResultsError
        If one is no day of the run, or the last comes before the first.
    """
    run = log.first_day, log.last_day
    begin = run[0] if first is None else stored.day(first, "--from", *run)
    end = run[1] if last is None else stored.day(last, "--to", *run)
    if end < begin:
        raise ResultsError(f"--to: found {end}, expected a day not before --from, {begin}")
    return Span(begin, end)


def events(log: Log, subject: str, span: Span, kinds: Collection[str]) -> list[EventId]:
    """Return the events of a *subject* in a *span*, of some *kinds* or of all if none is named.

    Raises
    ------
    ResultsError
        If there is no such subject, or it has no event of such a kind.
    """
    history = log.history(subject)
    known = {event.kind for event in history}
    for kind in kinds:
        if kind not in known:
            raise ResultsError(f"--kind: {no_such('kind of event', kind, known)}")
    begin = (span.first - log.first_day).days * DAY
    end = ((span.last - log.first_day).days + 1) * DAY
    return [
        (subject, number)
        for number, event in enumerate(history)
        if begin <= event.time < end and (not kinds or event.kind in kinds)
    ]


def as_text(log: Log, subject: str, found: list[EventId], span: Span) -> str:
    """Return *found* as lines: date, number, sentence, and who knew it when if not both at once."""
    narrator = Narrator(log)
    count = f"{len(found)} event" if len(found) == 1 else f"{len(found)} events"
    head = (
        f"{subject} ({log.regime}) from {span.first} to {span.last}, replication "
        f"{log.replication}: {count}\n\n"
    )
    return head + "".join(f"{line}\n" for name in found for line in _lines(log, narrator, name))


def _lines(log: Log, narrator: Narrator, name: EventId) -> Iterator[str]:
    event = log.event(name)
    lead = f"{narrator.clock(event.time)}  #{name[1]:<6} "
    text = f"{narrator.sentence(name)}{_known(log, narrator, name)}"
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_long_words=False
    )


def _known(log: Log, narrator: Narrator, name: EventId) -> str:
    event = log.event(name)
    if event.known_to == "both" and event.known_at == event.time:
        return ""
    since = "" if event.known_at == event.time else f" from {narrator.date(event.known_at)}"
    return f" [{_KNOWERS[event.known_to]}{since}]"


def as_json(log: Log, subject: str, found: list[EventId], span: Span) -> str:
    """Return *found* as JSON."""
    narrator = Narrator(log)
    content = {
        "regime": log.regime,
        "replication": log.replication,
        "subject": subject,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "events": [told(log, narrator, name) for name in found],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def told(log: Log, narrator: Narrator, name: EventId) -> dict[str, Any]:
    """Return an event as JSON can hold it, with its sentence."""
    event = log.event(name)
    return {
        "event": written(name),
        "time": narrator.clock(event.time),
        "kind": event.kind,
        "sentence": narrator.sentence(name),
        "known_at": narrator.clock(event.known_at),
        "known_to": event.known_to,
        "causes": [written(cause) for cause in event.causes],
        "facts": facts_of(name[0], event),
    }
