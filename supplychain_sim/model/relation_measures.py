"""Measures of a relation: what the customer gets, what it costs, and how the two stand."""

from __future__ import annotations

from functools import partial
from typing import Final

from supplychain_sim.model.measures import NOTHING, RELATION, View, register, scaled

_MILLION: Final = 1e6


def _at_end(series: str, view: View) -> float:
    return view.at_end(series)


def _cost_per_change(view: View) -> float:
    changes = view.total("changes accepted")
    return view.tally.starting_with("paid ", view.year) / changes if changes else NOTHING


def _landed_cost(view: View) -> float:
    received = view.total("units received")
    if not received:
        return NOTHING
    extra = view.total("freight") + view.tally.starting_with("paid ", view.year)
    return view.ratio("unit cost x units", "units produced") + extra / received


def _exited(view: View) -> float:
    years = None if view.year is None else range(1, view.year + 1)
    if years is None:
        return min(1.0, view.total("exits"))
    return min(1.0, sum(view.tally.of("exits", year) for year in years))


def register_outcomes() -> None:
    """Define what the customer gets of a relation, and at which cost."""
    register(
        "unit_cost",
        "money/unit",
        RELATION,
        "mean",
        "Cost of the units finished in the window, before freight.",
        lambda view: view.ratio("unit cost x units", "units produced"),
    )
    register(
        "landed_cost",
        "money/unit",
        RELATION,
        "mean",
        "Unit cost, plus freight and all cost of collaboration for each unit received.",
        _landed_cost,
    )
    register(
        "defects_per_million",
        "ppm",
        RELATION,
        "mean",
        "Defects found on arrival for each million units received, from counts.",
        partial(scaled, "defects", "units received", _MILLION),
    )
    register(
        "sorted_out",
        "units",
        RELATION,
        "total",
        "Defective units that the supplier sorted out, from the containment of a miss to its "
        "correction: the customer received none of them.",
        lambda view: view.total("units sorted out"),
    )
    register(
        "defects_made_per_million",
        "ppm",
        RELATION,
        "mean",
        "Defects found on arrival and those that the supplier sorted out before shipping, for each "
        "million units received: what the process made.",
        lambda view: view.ratio("defects made", "units received") * _MILLION,
    )
    register(
        "within_quote_share",
        "share",
        RELATION,
        "mean",
        "Order lines finished in the window within the time quoted at order.",
        lambda view: view.ratio("lines within quote", "lines"),
    )
    register(
        "on_time_share",
        "share",
        RELATION,
        "mean",
        "Shipments that arrived within quote plus the lane's published lead time.",
        lambda view: view.ratio("shipments on time", "shipments"),
    )


def register_standing() -> None:
    """Define how a relation stands: states, prices and exit."""
    for name, words in (
        ("capability", "Ability to find, judge and carry changes, from 0 to 1."),
        ("idle_capability", "Share of capability beyond the design share: 1 - share/capability."),
        ("design_share", "Part of the work that the supplier may change."),
        ("response", "Index of how promptly causes of misses are found and corrected."),
        ("trust", "The customer's trust, from 0 to 1: who is trusted is served first."),
        ("ambition", "What the supplier wants to do of its own accord, from 0 to 1."),
    ):
        register(name, "1", RELATION, "at end", words, partial(_at_end, name))
    register(
        "design_staff",
        "people",
        RELATION,
        "at end",
        "Designers of the supplier, who look after the cells that the design share opens.",
        partial(_at_end, "design_staff"),
    )
    register(
        "other_customers",
        "customers",
        RELATION,
        "at end",
        "Other customers, for each of whom one of the supplier's trial teams works.",
        partial(_at_end, "other_customers"),
    )
    register(
        "price_conceded",
        "%/year",
        RELATION,
        "mean",
        "Share of its price that the supplier conceded at a yearly talk, mean over the talks.",
        partial(scaled, "price conceded", "price talks", 100.0),
    )
    register(
        "collaboration_cost",
        "money",
        RELATION,
        "total",
        "All that teaching, visits, trials, loops, reviews, root causes, audits, "
        "searches and new starts cost both.",
        lambda view: view.tally.starting_with("paid ", view.year),
    )
    register(
        "cost_per_change",
        "money/change",
        RELATION,
        "mean",
        "Cost of collaboration over the changes accepted.",
        _cost_per_change,
    )
    register(
        "local_content",
        "share",
        RELATION,
        "at end",
        "Share of the operations to be taught that the supplier does by the book or in a way of "
        "its own that was agreed; the others are done with kits from abroad.",
        partial(_at_end, "local_content"),
    )
    register(
        "months_below_quota",
        "months",
        RELATION,
        "total",
        "Months at whose end the local content was below a quota that binds.",
        lambda view: view.total("months below the quota"),
    )
    register(
        "penalties",
        "money",
        RELATION,
        "total",
        "What the customer paid for local content below a quota; no cost of collaboration.",
        lambda view: view.total("fined"),
    )
    register(
        "courses",
        "courses",
        RELATION,
        "total",
        "Courses that a government held for the supplier's people.",
        lambda view: view.total("courses"),
    )
    register(
        "designers_cost",
        "money",
        RELATION,
        "total",
        "Salaries of designers, which the supplier pays, less tax credits; they are no cost of "
        "collaboration.",
        lambda view: view.total("salaries of designers"),
    )
    register(
        "exited",
        "share",
        RELATION,
        "at end",
        "1 if the customer has left a supplier for want of response, else 0; what follows is said "
        "by the scenario.",
        _exited,
    )
    register(
        "suppliers_replaced",
        "suppliers",
        RELATION,
        "total",
        "Suppliers in whose place another has come after an exit.",
        lambda view: view.total("suppliers replaced"),
    )
    register(
        "developments",
        "exits",
        RELATION,
        "total",
        "Exits after which the customer began anew with the supplier that it had.",
        lambda view: view.total("developments"),
    )
