"""What comes with dates, wired: books and targets that are renewed, other regimes, governments."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.model.plant import adopted_since
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.processes.government import content_reviews, courses
from supplychain_sim.processes.target_setting import follow_book, following
from supplychain_sim.processes.teaching import bring_book, renewal
from supplychain_sim.processes.turning_points import turning_points
from supplychain_sim.simulation.goods import order_level
from supplychain_sim.simulation.run import Run

#: Renews something because of events.
Renew = Callable[..., None]


def wire_turns(run: Run, relation: Relation) -> None:
    """Wire what rounds renew, and what comes with dates: other regimes, rules and courses."""
    env, scenario = run.env, run.scenario
    bring, follow = _bringer(run, relation), _follower(run, relation)
    if any(phase.teaches != "none" for phase in relation.phases):
        env.process(renewal(env, relation, scenario.contract.round, bring))
    if any(phase.targets_move == "at_rounds" for phase in relation.phases):
        env.process(following(env, relation, scenario.contract.round, follow))
    _wire_government(run, relation)
    turns = dict(scenario.regimes[run.regime].turns(scenario.regimes, scenario.start))
    dates = relation.law.dates(scenario.horizon)
    if not turns and not dates:
        return
    bells, home = run.bells[relation.name], run.home_of(relation)
    _, stock = run.observer.stocks[relation.name]

    def renew(why: EventId) -> None:
        bring(why)
        if relation.regime.targets_move == "at_rounds":
            follow(why)

    def turned() -> None:
        stock.level = order_level(run, relation)
        home.learns = relation.regime.home_learns
        bells.work.ring()
        bells.to_teach.ring()

    env.process(turning_points(env, relation, turns, dates, renew, turned, run.record))


def _wire_government(run: Run, relation: Relation) -> None:
    law = relation.law
    training = law.government.training
    if training is not None:
        courses(run.env, relation, training, law, run.record)
    if law.government.local_content is not None:
        content_reviews(run.env, relation, run.record)


def _bringer(run: Run, relation: Relation) -> Renew:
    """Return what brings home's book of that day, because of events and of what home learned."""
    home, to_teach = run.home_of(relation), run.bells[relation.name].to_teach
    learned = adopted_since(home)

    def bring(*why: EventId) -> None:
        now = int(run.env.now)
        causes = (*why, *learned())
        bring_book(relation, home.book.practices, now, to_teach, run.record, *causes)

    return bring


def _follower(run: Run, relation: Relation) -> Renew:
    """Return what sets the targets by home's book of that day, and says why."""
    home, multiple = run.home_of(relation), run.scenario.targets.cost_and_quality
    learned = adopted_since(home)

    def follow(*why: EventId) -> None:
        causes = (*why, relation.agreed, *learned())
        levels = home.book.asked_levels()
        follow_book(relation, levels, multiple, int(run.env.now), run.record, *causes)

    return follow
