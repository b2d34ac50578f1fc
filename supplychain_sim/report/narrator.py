"""The narrator: events of a log as sentences, with dates, units and names of the scenario."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from supplychain_sim.errors import ResultsError
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.questionnaire import QUESTIONS
from supplychain_sim.model.record import Event, EventId
from supplychain_sim.model.setting import operations_of
from supplychain_sim.report.log import Log
from supplychain_sim.report.tellings import TELLINGS, Telling
from supplychain_sim.report.words import CHOICES, COUNTS, ELSEWHERE, GOVERNANCE, WORDS
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.units import DAY

_HOUR = 60
_MILLION = 1_000_000
_TOPICS = {question.number: question.topic for question in QUESTIONS}
_DIGITS = 4
_ANOTHER = "these results are of another version, run the scenario again"
#: How an event says a truth value of a regime.
_TRUTH = {"true": True, "false": False}
#: Fewer days or hours are told with a decimal.
_FEW = 10


def telling(entity: str, kind: str) -> Telling:
    """Return how events of a *kind* are told of an *entity*."""
    elsewhere = f"{kind} at {entity.split('/', maxsplit=1)[0]}"
    if elsewhere in TELLINGS:
        return TELLINGS[elsewhere]
    if kind not in TELLINGS:
        raise ResultsError(f"{entity}: found an unknown kind of event {kind!r}; {_ANOTHER}")
    return TELLINGS[kind]


def facts_of(entity: str, event: Event) -> dict[str, Any]:
    """Return the facts of *event* by name."""
    names = telling(entity, event.kind).facts.split()
    if names and names[-1].startswith("*"):
        rest = len(names) - 1
        single = dict(zip(names, event.facts[:rest], strict=False))
        return {**single, names[-1].removeprefix("*"): list(event.facts[rest:])}
    if len(names) != len(event.facts):
        raise ResultsError(
            f"{entity}: found {event.kind!r} with {_facts(event.facts)}, expected {len(names)}; "
            f"{_ANOTHER}"
        )
    return dict(zip(names, event.facts, strict=True))


class Narrator(string.Formatter):
    """Tells the events of a log.

    Parameters
    ----------
    log
        Whose events are told.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._start = datetime.combine(log.first_day, time())
        self._areas = {name: operations_of(part).areas for name, part in log.scenario.parts.items()}
        self._entity = ""
        self._time = 0

    def clause(self, name: EventId) -> str:
        """Return what happened, as a clause without its date."""
        entity, event = name[0], self._log.event(name)
        self._entity, self._time = entity, event.time
        said = telling(entity, event.kind).clause
        return self.vformat(said, (), {"it": _short(entity), **facts_of(entity, event)})

    def sentence(self, name: EventId) -> str:
        """Return what happened, as a sentence without its date."""
        clause = self.clause(name)
        return f"{clause[0].upper()}{clause[1:]}."

    def choice(self, event: Event) -> str:
        """Return what was chosen then that bears on an *event* of this kind, or nothing."""
        if event.kind not in CHOICES:
            return ""
        field = CHOICES[event.kind]
        return _said(field, getattr(self._governed(event.time), field))

    def _governed(self, now: int) -> Regime:
        """Return the regime that is in force at *now*."""
        regimes = self._log.scenario.regimes
        regime = regimes[self._log.regime]
        turns = regime.turns(regimes, self._log.first_day)
        return ([regime] + [follower for time, follower in turns if time <= now])[-1]

    def date(self, minute: int) -> str:
        """Return the date of a minute."""
        return (self._start + timedelta(minutes=minute)).date().isoformat()

    def clock(self, minute: int) -> str:
        """Return date and time of a minute."""
        return (self._start + timedelta(minutes=minute)).isoformat(" ", "minutes")

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a fact as words, count or quantity, as *format_spec* names it."""
        if not format_spec:
            return str(value)
        if format_spec in WORDS:
            return WORDS[format_spec][value]
        if format_spec in COUNTS:
            none, one, more = COUNTS[format_spec]
            return more.format(value) if value > 1 else (one if value else none)
        if format_spec in _QUANTITIES:
            return _QUANTITIES[format_spec](value)
        return str(self._of_scenario()[format_spec](value))

    def _of_scenario(self) -> Mapping[str, Callable[[Any], str]]:
        """Return how quantities are written that the scenario has to say something of."""
        return {
            "operation": self._operation,
            "practices": lambda pairs: self._practices(pairs[::2]),
            "unit cost": lambda level: (
                f"{self._outcomes().unit_cost(level / _MILLION):.2f} {self._log.scenario.currency}"
                " a unit"
            ),
            "defects": lambda level: (
                f"{self._outcomes().defects_per_million(level / _MILLION):.0f} ppm"
            ),
            "multiple": self._multiple,
            "exit rule": lambda _: self._exit_rule(),
            "gain": self._gain,
            "money": lambda amount: f"{amount:,} {self._log.scenario.currency}",
            "origin of": lambda origin: (
                ", an idea of its own" if origin == self._entity else f" from {_short(origin)}"
            ),
        }

    def _multiple(self, how: str) -> str:
        """Return by what rule targets are set that were not talked about."""
        multiple = self._log.scenario.targets.cost_and_quality
        of_book = how in {"set", "followed the book"}
        return f", at {multiple:g} times the levels of the taught book" if of_book else ""

    def _exit_rule(self) -> str:
        rule = self._log.scenario.contract.exit
        at = f"at {rule.audits} audits running" if rule.audits > 1 else "at the last audit"
        if self._governed(self._time).exit_on == "level":
            return f"defects had been above {rule.level_above:g} times those asked for {at}"
        return f"the response had been below {rule.response_below:g} {at}"

    def _gain(self, net: int) -> str:
        amount = f"{abs(net):,} {self._log.scenario.currency}"
        return f"brought the customer {amount}" if net >= 0 else f"cost the customer {amount}"

    def _operation(self, number: int) -> str:
        return f"operation {number} ({self._areas[self._part()][number]})"

    def _practices(self, operations: Sequence[int]) -> str:
        if len(operations) == 1:
            return f"the practice of {self._operation(operations[0])}"
        return f"the practices of {len(operations)} operations"

    def _outcomes(self) -> Outcomes:
        return Outcomes(self._log.scenario.parts[self._part()].at_gap_1)

    def _part(self) -> str:
        """Return the part that the entity of now is about."""
        scenario = self._log.scenario
        _, name, *what = self._entity.split("/")
        label = what[0] if what else name
        if label in scenario.relations:
            return scenario.relations[label].part
        if label in scenario.parts:
            return label
        made = [part for part, product in scenario.parts.items() if name in product.made_at]
        bought = [
            relation.part
            for relation in scenario.relations.values()
            if scenario.firms[relation.supplier].home == name
        ]
        return (made + bought)[0]


def _facts(facts: Sequence[Any]) -> str:
    return "1 fact" if len(facts) == 1 else f"{len(facts)} facts"


def _short(entity: str) -> str:
    """Return an entity as users name it.

    >>> _short("relation/housings"), _short("way/foundry/kassel")
    ('housings', 'foundry/kassel')
    """
    return entity.partition("/")[2]


def span(minutes: int) -> str:
    """Return a time in the unit that suits it.

    >>> span(90), span(1440), span(3000), span(60 * 1440)
    ('1.5 hours', '1 day', '2.1 days', '60 days')
    """
    size, unit = (_HOUR, "hour") if minutes < DAY else (DAY, "day")
    count = minutes / size
    shown = f"{count:.0f}" if count >= _FEW or count == round(count) else f"{count:.1f}"
    return f"{shown} {unit}" if shown == "1" else f"{shown} {unit}s"


def _lateness(minutes: int) -> str:
    if minutes > 0:
        return f"{span(minutes)} late"
    return f"{span(-minutes)} early" if minutes else "just in time"


def _question(number: str) -> str:
    topic = _TOPICS.get(number)
    return f'question {number} ("{topic}")' if topic else "the lot that was refused"


def _practice(number: int) -> str:
    return f"{number:016x}"[:_DIGITS] if number else "left out"


def _choices(facts: Sequence[Any]) -> str:
    pairs = zip(facts[::2], facts[1::2], strict=True)
    said = (_said(choice, _TRUTH.get(value, value)) for choice, value in pairs)
    return "; ".join(said) or "in nothing"


def _said(choice: str, value: Any) -> str:
    """Return what a regime says with a choice; an id of the scenario as it is."""
    return GOVERNANCE[choice].get(value) or ELSEWHERE.format(value)


def _of_quote(minutes: int) -> str:
    if minutes <= 0:
        return "in time"
    return f"{span(minutes)} later than quoted, by chance and by its practices when it was ordered"


def _on_the_way(minutes: int) -> str:
    return f", after {span(minutes)} more on the way than promised" if minutes > 0 else ""


def _percent(share: float) -> str:
    return f"{share:.3g} %"


#: How quantities are written that mean the same in every scenario.
_QUANTITIES: Mapping[str, Callable[[Any], str]] = {
    "thousandths": lambda found: _percent(found / 10),
    "share": lambda found: _percent(found / 10_000),
    "index": lambda found: f"{found / 1000:.2f}",
    "effect": lambda found: f"{found / _MILLION:+.2f}",
    "error": lambda found: f"{found / _MILLION:.2f}",
    "above": lambda found: f"{_percent(abs(found) / 10)} {'more' if found >= 0 else 'less'}",
    "missed by": lambda found: f"missed by {_percent(found / 10)}" if found > 0 else "not missed",
    "time": span,
    "backlog": lambda found: f", and the backlog took {span(found)} more" if found else "",
    "lateness": _lateness,
    "of quote": _of_quote,
    "on the way": _on_the_way,
    "sites": lambda found: " and ".join(found.split("/")),
    "place": _short,
    "source": lambda found: f", from {_short(found)}" if found else "",
    "place of": lambda found: f" at {found}" if found else "",
    "reasons": lambda found: f", marked down since {found}" if found else "",
    "question": _question,
    "practice": _practice,
    "choices": _choices,
}
