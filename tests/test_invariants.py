from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from running import REGIMES, carried, prepared, shortened

from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.rebuilt import rebuilt_totals
from supplychain_sim.model.record import Event, EventId, Record
from supplychain_sim.model.transit import Shipment
from supplychain_sim.processes.production import Lot
from supplychain_sim.simulation import Run
from supplychain_sim.units import DAY, YEAR

RELATION, STOCK, FOUNDRY = "relation/housings", "stock/housings", "site/foundry"
# Not a whole number of years, so that the last part of the horizon is seen as well.
SCENARIO = shortened("1300 days")
YEARS: tuple[int | None, ...] = (None, 1, 2, 3)
# Between 0 and 1 as well, though they are states and no shares of anything.
STATES = ("capability", "design_share", "response", "trust", "ambition", "idle_capability")


@dataclass
class Ledger:
    """Units counted from the record as it grows, independently of all tallies."""

    ordered: int = 0
    finished: int = 0
    arrived: int = 0
    defective: int = 0
    read: int = 0

    def update(self, history: list[Event]) -> None:
        """Read what was added since."""
        for event in history[self.read :]:
            if event.kind == "ordered":
                self.ordered += _whole(event, 0)
            elif event.kind == "finished":
                self.finished += _whole(event, 0)
            elif event.kind == "arrived":
                self.arrived += _whole(event, 0)
                self.defective += _whole(event, 1)
        self.read = len(history)


@dataclass
class Watched:
    """A run that was looked at after every event, and what was found wrong then."""

    run: Run
    outcome: Outcome
    wrong: list[str] = field(default_factory=list)
    steps: int = 0
    unit_minutes: int = 0
    shipment_minutes: int = 0

    def value(self, subject: str, measure: str, year: int | None = None) -> float:
        """Return a reported measure."""
        (found,) = (m.value for m in self.outcome.measures if m[:3] == (subject, measure, year))
        return found

    def events(self, kind: str, year: int | None = None) -> list[Event]:
        """Return the events of the relation of a kind, in a year or the whole run."""
        return [
            event
            for event in self.run.record.history(RELATION)
            if event.kind == kind and year in (None, event.time // YEAR + 1)
        ]


def _whole(event: Event, place: int) -> int:
    fact = event.facts[place]
    assert isinstance(fact, int)
    return fact


def _on_the_way(run: Run) -> tuple[int, int, int]:
    """Return units in work, units in transit and shipments, from what the clock carries."""
    values = carried(run)
    lots = [value.units for value in values if isinstance(value, Lot)]
    shipments = [value.units for value in values if isinstance(value, Shipment)]
    return sum(lots), sum(shipments), len(shipments)


def _broken(run: Run, ledger: Ledger, in_work: int, in_transit: int) -> Iterator[str]:
    """Yield each conservation law that does not hold now."""
    tally = run.relations[RELATION].tally
    _, stock = run.observer.stocks[RELATION]
    used = tally.of("units demanded")
    if ledger.ordered != ledger.arrived + in_transit + in_work:
        yield "ordered = received + in transit + in work"
    if ledger.finished != ledger.arrived + in_transit:
        yield "produced = received + in transit"
    if stock.on_order != ledger.ordered - ledger.arrived:
        yield "on order = ordered - received"
    if stock.on_hand - stock.owed != stock.level + ledger.arrived - ledger.defective - used:
        yield "net stock = start + good units received - units used"
    if min(stock.on_hand, stock.owed, stock.on_order) < 0 or stock.on_hand * stock.owed:
        yield "stock is not negative, and nothing is owed while there is some"


def _watched(regime: str) -> Watched:
    run, ledger = prepared(SCENARIO, regime), Ledger()
    wrong: list[str] = []
    steps = unit_minutes = shipment_minutes = 0
    in_transit = shipments = 0
    while run.env.peek() < SCENARIO.horizon:
        before = int(run.env.now)
        run.env.step()
        now = int(run.env.now)
        if now < before:
            wrong.append(f"time went back to {now} from {before}")
        unit_minutes += in_transit * (now - before)
        shipment_minutes += shipments * (now - before)
        ledger.update(run.record.history(RELATION))
        in_work, in_transit, shipments = _on_the_way(run)
        wrong += [f"{now}: {law}" for law in _broken(run, ledger, in_work, in_transit)]
        steps += 1
    rest = SCENARIO.horizon - int(run.env.now)
    unit_minutes += in_transit * rest
    shipment_minutes += shipments * rest
    return Watched(run, run.outcome(), wrong, steps, unit_minutes, shipment_minutes)


@pytest.fixture(scope="module", params=REGIMES)
def watched(request: pytest.FixtureRequest) -> Watched:
    """A run of each regime, looked at after every event."""
    return _watched(request.param)


def test_units_are_conserved_and_time_goes_on_at_every_event(watched: Watched) -> None:
    assert watched.steps > 3000
    assert watched.wrong == []


def test_every_event_is_within_the_horizon_and_in_order(watched: Watched) -> None:
    record = watched.run.record
    for entity in record:
        times = [event.time for event in record.history(entity)]
        assert times == sorted(times), entity
        assert times[0] >= 0, entity
        assert times[-1] < SCENARIO.horizon, entity


def test_causes_exist_and_come_before_their_effects(watched: Watched) -> None:
    record = watched.run.record
    named = 0
    for entity in record:
        for number, effect in enumerate(record.history(entity)):
            assert effect.known_at >= effect.time
            for cause in effect.causes:
                named += 1
                happened = record.event(cause)
                assert happened.time <= effect.time, (entity, number)
                assert happened.known_at <= effect.known_at, (entity, number)
                assert cause[1] >= 0
                assert cause[0] != entity or cause[1] < number
    assert named > 1000


def test_every_chain_of_causes_ends_at_a_beginning(watched: Watched) -> None:
    record = watched.run.record
    rootless = Counter(
        event.kind for entity in record for event in record.history(entity) if not event.causes
    )

    # What happens by the calendar, by chance, or by an idea of one's own.
    assert set(rootless) <= {
        *("began", "closed", "ordered", "set out", "audited", "benchmarked"),
        *("procedure review", "book renewed", "adopted", "contract round", "short", "book"),
        "price asked",
    }
    assert rootless["began"] == 1


def test_what_is_counted_is_what_happened(watched: Watched) -> None:
    kinds = {
        "trials": "tried",
        "changes_accepted": "introduced",
        "changes_rejected": "refused",
        "changes_reverted": "reverted",
        "visits": "visited",
        "visits_cancelled": "visit cancelled",
        "changes_forgotten": "forgotten",
        "audits": "audited",
    }
    for year in YEARS:
        for measure, kind in kinds.items():
            expected = len(watched.events(kind, year))
            assert watched.value(RELATION, measure, year) == expected, (measure, year)
        loops = len(watched.events("corrected", year)) + len(watched.events("not corrected", year))
        assert watched.value(RELATION, "root_causes", year) == loops
    assert watched.value(RELATION, "audits") == 3
    tries = watched.run.relations[RELATION].regime.trials != "never"
    assert (watched.value(RELATION, "trials") > 0) == tries


def test_what_is_summed_is_what_happened(watched: Watched) -> None:
    sums = {
        "operations_taught": ("taught", 1),
        "joint_loops": ("tried", 3),
    }
    for year in YEARS:
        for measure, (kind, place) in sums.items():
            expected = sum(_whole(event, place) for event in watched.events(kind, year))
            assert watched.value(RELATION, measure, year) == expected, (measure, year)


def test_goods_are_reported_as_they_came(watched: Watched) -> None:
    ((lane, _, _),) = watched.run.observer.carried
    record = watched.run.record
    for year in YEARS:
        arrived = watched.events("arrived", year)
        units = sum(_whole(event, 0) for event in arrived)
        defects = sum(_whole(event, 1) for event in arrived)
        in_time = sum(_whole(event, 2) <= 0 for event in arrived)
        days = [(event.time - record.event(event.causes[0]).time) / DAY for event in arrived]
        assert len(arrived) > 200
        assert watched.value(lane, "shipments", year) == len(arrived)
        assert _same(watched.value(lane, "transit_days", year), sum(days) / len(days))
        assert _same(watched.value(RELATION, "defects_per_million", year), 1e6 * defects / units)
        assert _same(watched.value(RELATION, "on_time_share", year), in_time / len(arrived))


def _same(found: float, expected: float) -> bool:
    return abs(found - expected) <= 1e-9 * max(1.0, abs(expected))


def test_lines_within_quote_and_late_ones_are_all_lines(watched: Watched) -> None:
    for year in YEARS:
        finished = watched.events("finished", year)
        kept = sum(_whole(event, 1) <= 0 for event in finished)
        assert _same(watched.value(RELATION, "within_quote_share", year), kept / len(finished))
        ordered = watched.run.record
        quoted = watched.run.relations[RELATION].terms.quoted
        lateness = [e.time - ordered.event(e.causes[0]).time - quoted for e in finished]
        late = [minutes for minutes in lateness if minutes > 0]
        assert lateness == [_whole(event, 1) for event in finished]
        assert kept + len(late) == len(finished)


def test_root_causes_last_from_a_miss_to_its_end(watched: Watched) -> None:
    record = watched.run.record
    corrected = watched.events("corrected")
    ended = corrected + watched.events("not corrected")
    days = [(event.time - record.event(event.causes[0]).time) / DAY for event in ended]
    prompt = sum(_whole(event, 1) for event in corrected)

    assert {record.event(event.causes[0]).kind for event in ended} == {"missed"}
    assert _same(watched.value(RELATION, "root_cause_days"), sum(days) / len(days))
    assert _same(watched.value(RELATION, "corrected_share"), len(corrected) / len(ended))
    assert _same(watched.value(RELATION, "corrected_in_norm_share"), prompt / len(ended))


def test_bad_changes_are_those_introduced_as_bad(watched: Watched) -> None:
    introduced = watched.events("introduced")
    bad = sum(_whole(event, 3) for event in introduced)

    share = watched.value(RELATION, "bad_changes_share")
    assert _same(share, bad / len(introduced)) if introduced else math.isnan(share)


def test_what_was_short_and_what_came_from_stock_is_what_was_needed(watched: Watched) -> None:
    short = watched.run.record.history(STOCK)
    needed = watched.run.relations[RELATION].tally.of("units demanded")
    owed = sum(_whole(event, 0) for event in short)

    assert _same(watched.value(STOCK, "fill_rate"), 1 - owed / needed)


def test_trials_at_the_customers_sites_add_up(watched: Watched) -> None:
    run, record = watched.run, watched.run.record
    from_supplier = 0
    for plant in run.plants.values():
        adopted = [e for e in record.history(plant.name) if e.kind == "adopted"]
        others = [e for e in adopted if e.facts[0] != plant.name]
        from_supplier += sum(e.facts[0] == RELATION for e in adopted)
        assert plant.interval is not None
        value = {m: watched.value(plant.name, m) for m in ("site_trials", "site_retests")}
        # A trial that falls on the horizon itself is not held.
        assert value["site_trials"] == (SCENARIO.horizon - 1) // plant.interval
        assert watched.value(plant.name, "site_adoptions") == len(adopted) == len(plant.adoptions)
        assert watched.value(plant.name, "transfers") == len(others) <= value["site_retests"]
        assert value["site_retests"] == sum(plant.retests)
        assert len(adopted) - len(others) <= value["site_trials"] - value["site_retests"]
        assert sum(watched.value(plant.name, "site_trials", year) for year in (1, 2, 3)) == (
            (3 * YEAR - 1) // plant.interval
        )
    assert watched.value(RELATION, "adopted_elsewhere") == from_supplier


def ports(watched: Watched) -> list[str]:
    return [place for place in watched.run.calendars if place.startswith("port/")]


def test_a_port_is_open_when_no_closure_of_the_record_holds(watched: Watched) -> None:
    for port in ports(watched):
        shut = np.zeros(SCENARIO.horizon, dtype=bool)
        for event in watched.run.record.history(port):
            shut[event.time : event.time + _whole(event, 1)] = True
        for year in YEARS:
            window = shut if year is None else shut[(year - 1) * YEAR : year * YEAR]
            assert _same(watched.value(port, "open_share", year), 1 - float(window.mean()))


def test_waits_at_a_port_are_over_all_goods_that_passed(watched: Watched) -> None:
    tally = watched.run.relations[RELATION].tally
    for port in ports(watched):
        passed = tally.of(f"shipments at {port}")
        held = [
            event
            for event in watched.events("arrived")
            if any(cause[0] == port for cause in event.causes)
        ]
        assert tally.of(f"shipments held at {port}") <= len(held)
        if passed:
            waited = tally.of(f"minutes waited at {port}") / DAY / passed
            assert _same(watched.value(port, "port_wait_days"), waited)


def test_shares_are_between_nothing_and_all(watched: Watched) -> None:
    shares = [
        m
        for m in watched.outcome.measures
        if REGISTRY[m.measure].unit == "share" or m.measure in STATES
    ]
    outside = [m for m in shares if not (math.isnan(m.value) or 0 <= m.value <= 1)]

    assert len(shares) > 50
    assert outside == []


def _finished(record: Record, arrived: Event) -> EventId:
    """Return the completion of a lot that has arrived, sorted or not, with or without defects."""
    cause = arrived.causes[0]
    while (before := record.event(cause)).kind in {"defects made", "sorted out"}:
        cause = before.causes[0]
    return cause


def test_littles_identity_holds_for_goods_in_transit(watched: Watched) -> None:
    record, horizon = watched.run.record, SCENARIO.horizon
    left = {
        (RELATION, number): (event.time, _whole(event, 0))
        for number, event in enumerate(record.history(RELATION))
        if event.kind == "finished"
    }
    ends = {_finished(record, event): event.time for event in watched.events("arrived")}
    stays = [(ends.get(name, horizon) - time, units) for name, (time, units) in left.items()]

    assert watched.shipment_minutes == sum(minutes for minutes, _ in stays)
    assert watched.unit_minutes == sum(minutes * units for minutes, units in stays)
    assert watched.unit_minutes > 0


def test_units_in_transit_over_time_are_units_times_the_time_they_took(watched: Watched) -> None:
    ((lane, _, _),) = watched.run.observer.carried
    record = watched.run.record
    ends = {_finished(record, event): event.time for event in watched.events("arrived")}
    stays = [
        (event.time, ends.get((RELATION, number), SCENARIO.horizon), _whole(event, 0))
        for number, event in enumerate(record.history(RELATION))
        if event.kind == "finished"
    ]
    for year in YEARS:
        start, end = (0, SCENARIO.horizon) if year is None else ((year - 1) * YEAR, year * YEAR)
        expected = sum(
            units * max(0, min(arrived, end) - max(left, start)) for left, arrived, units in stays
        )
        found = watched.value(lane, "units_in_transit", year) * (end - start)
        assert _same(found, expected), year
        assert expected > 0


def test_a_book_has_the_totals_of_its_practices(watched: Watched) -> None:
    books = {name: plant.book for (_, name), plant in watched.run.plants.items()}
    books[FOUNDRY] = watched.run.relations[RELATION].book

    assert {n: rebuilt_totals(b) for n, b in books.items()} == {
        n: b.totals for n, b in books.items()
    }
