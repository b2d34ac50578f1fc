"""Government: courses for the supplier's people, and quotas that are looked at every month."""

from __future__ import annotations

from typing import Final

from supplychain_sim.engine import Environment, Phase, repeat
from supplychain_sim.model.law import Law
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.government import Training
from supplychain_sim.units import MONTH

_THOUSAND: Final = 1000


def courses(
    env: Environment, relation: Relation, training: Training, law: Law, record: Record
) -> None:
    """Hold a course at every interval, as long as there are any.

    What its people learn there is capability, as from anybody who teaches them.
    """

    def hold(now: int) -> None:
        if law.courses(now) is None:
            return
        record.add(relation.name, now, "course held")
        relation.capability.gain(training.capability, now)
        relation.tally.add("courses", now)

    repeat(env, training.every, Phase.WORK, f"{relation.name}/courses", hold)


def content_reviews(env: Environment, relation: Relation, record: Record) -> None:
    """Let the customer pay for each month in which the local content is below a quota.

    What the quota asks for besides, more teachers, comes with the bell of those who teach.
    """

    def look(now: int) -> None:
        quota = relation.quota(now)
        if quota is None or relation.lessons.content() >= quota.quota:
            return
        content = round(_THOUSAND * relation.lessons.content())
        record.add(relation.name, now, "below the quota", content, causes=(relation.agreed,))
        relation.fined(quota.penalty.over(MONTH), now)
        relation.tally.add("months below the quota", now)

    repeat(env, MONTH, Phase.PROGRESS, f"{relation.name}/content", look)
