"""Every measure, defined once: name, unit, window, definition, computation."""

from __future__ import annotations

from functools import partial
from typing import Final

from supplychain_sim.model.distance_measures import register_distance
from supplychain_sim.model.goods_measures import register_goods
from supplychain_sim.model.learning_measures import register_learning
from supplychain_sim.model.measures import (
    KIT,
    LANE,
    PLANT,
    PORT,
    RELATION,
    SITE,
    STOCK,
    register,
    scaled,
)
from supplychain_sim.model.relation_measures import register_outcomes, register_standing

_HUNDRED: Final = 100.0

__all__ = ["KIT", "LANE", "PLANT", "PORT", "RELATION", "SITE", "STOCK"]


def _of_site() -> None:
    register(
        "gap",
        "1",
        SITE,
        "at end",
        "Mean contribution of all operations to cost, defects and time at the site, over that "
        "of practices picked at random: 1 is a plant that picks blindly, lower is better.",
        lambda view: view.at_end("gap"),
    )
    register(
        "gap_change",
        "1/year",
        SITE,
        "mean",
        "Change of the gap from the end of the year before to the end of the year, below zero "
        "where the site gets better; over the horizon, from the end of the first month, for each "
        "year. Without value in year 1.",
        lambda view: view.change_per_year("gap"),
    )
    register(
        "function",
        "share",
        SITE,
        "at end",
        "Share of the part's function that the site's operations carry: what is left out carries "
        "none. Without value where the part has no function attribute.",
        lambda view: view.at_end("function"),
        may_lack_value=True,
    )


def _of_plant() -> None:
    register(
        "site_trials",
        "trials",
        PLANT,
        "total",
        "Trials that the site held.",
        lambda view: view.total("trials"),
    )
    register(
        "site_retests",
        "trials",
        PLANT,
        "total",
        "Those of its trials that tested changes made elsewhere.",
        lambda view: view.total("retests"),
    )
    for name, kind, words in (
        ("gain_from_own", "own", "ideas of its own, doubts among them"),
        ("gain_from_suppliers", "relation", "changes made at a supplier"),
        ("gain_from_plants", "site", "changes made at other plants of the customer"),
    ):
        register(
            name,
            "1/100 trials",
            PLANT,
            "mean",
            f"Fall of the gap by adoptions, for each 100 of the site's trials of {words}.",
            partial(scaled, f"gap gained by {kind}", f"trials of {kind}", _HUNDRED),
        )
    register(
        "site_agenda",
        "changes",
        PLANT,
        "at end",
        "Changes of others and doubts that wait for one of the site's trials.",
        lambda view: view.at_end("agenda"),
    )
    register(
        "site_adoptions",
        "changes",
        PLANT,
        "total",
        "Changes that the site made its standard.",
        lambda view: view.total("adoptions"),
    )
    register(
        "transfers_tested",
        "changes",
        PLANT,
        "total",
        "Changes made elsewhere that the site tested, each counted once, at its first trial.",
        lambda view: view.total("transfers tested"),
    )
    register(
        "transfers",
        "changes",
        PLANT,
        "total",
        "Changes made elsewhere that the site made its standard; at the customer's home "
        "these are the home adoptions.",
        lambda view: view.total("adoptions of others' changes"),
    )


_of_site()
_of_plant()
register_outcomes()
register_learning()
register_distance()
register_standing()
register_goods()
