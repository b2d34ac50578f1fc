from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process
from supplychain_sim.pools import Claim, Pool


class Work:
    """Claims on a pool, each by name, and when whose turn it was."""

    def __init__(self, people: int) -> None:
        self.env = Environment()
        self.pool = Pool(self.env, people)
        self.turns: list[tuple[str, int]] = []

    def ask(self, name: str, place: int, arrives: int, lasts: int) -> None:
        """Let a process claim one of the pool at a time, and hold it for a while."""

        def work() -> Process:
            yield self.env.at(arrives, Phase.WORK, name)
            with self.pool.request(place) as one:
                yield one
                self.turns.append((name, int(self.env.now)))
                yield self.env.after(lasts, Phase.WORK, name)

        self.env.process(work())

    def call(self, name: str, place: int, lasts: int) -> None:
        """Claim one of the pool now and hold it for a while, with no process that waits."""

        def take(one: Claim) -> None:
            now = int(self.env.now)
            self.turns.append((name, now))
            self.env.carry(one, now + lasts, 0, lambda held, _: self.pool.release(held))

        self.pool.request(place, take)


def test_who_finds_nobody_free_waits_by_place_and_then_by_time() -> None:
    work = Work(people=2)
    for name, place, arrives in (("a", 1, 1), ("b", 1, 2), ("c", 1, 3), ("d", 1, 4), ("e", 0, 5)):
        work.ask(name, place, arrives, lasts=10)

    work.env.run()

    assert work.turns == [("a", 1), ("b", 2), ("e", 11), ("c", 12), ("d", 21)]


def test_what_is_handed_a_claim_has_its_turn_as_a_process_has() -> None:
    work = Work(people=1)
    work.ask("waits", place=1, arrives=1, lasts=10)
    work.env.run(until=2)

    for name, place in (("late", 2), ("early", 0)):
        work.call(name, place, lasts=10)
    work.env.run()

    assert work.turns == [("waits", 1), ("early", 11), ("late", 21)]


def test_who_lets_go_and_asks_anew_at_once_is_before_those_of_a_greater_place() -> None:
    work = Work(people=1)
    env, pool = work.env, work.pool

    def twice() -> Process:
        for name in ("first", "again"):
            with pool.request(0) as one:
                yield one
                work.turns.append((name, int(env.now)))
                yield env.after(10, Phase.WORK, "twice")

    env.process(twice())
    work.ask("other", place=1, arrives=5, lasts=1)
    env.run()

    assert work.turns == [("first", 0), ("again", 10), ("other", 20)]


def test_a_claim_that_is_let_go_while_it_waits_is_never_served() -> None:
    work = Work(people=1)
    work.ask("holds", place=0, arrives=1, lasts=10)
    work.env.run(until=2)

    waiting = work.pool.request(0)
    work.pool.release(waiting)
    work.env.run()

    assert (waiting.triggered, work.pool.queue, work.pool.count) == (False, [], 0)
