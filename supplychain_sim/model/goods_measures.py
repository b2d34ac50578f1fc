"""Measures of goods: stock, line, kits, lanes and ports, with their tails beside their means."""

from __future__ import annotations

from functools import partial
from typing import Final

from supplychain_sim.model.measures import KIT, LANE, PORT, RELATION, STOCK, View, register, scaled
from supplychain_sim.units import DAY, HOUR

_MOST: Final = 0.95
_MIDDLE: Final = 0.5


def _quantile_days(name: str, share: float, view: View) -> float:
    return view.quantile(name, share) / DAY


def register_goods() -> None:
    """Define what is measured of goods."""
    _of_stock()
    _of_line()
    _of_ways()
    _of_kit()
    _of_lane()
    _of_port()


def _of_stock() -> None:
    register(
        "fill_rate",
        "share",
        STOCK,
        "mean",
        "Units from stock over units demanded.",
        lambda view: view.ratio("units from stock", "units demanded"),
    )
    register(
        "on_hand",
        "units",
        STOCK,
        "mean",
        "Units in stock, mean over month ends.",
        lambda view: view.mean("on_hand"),
    )
    register(
        "backorders",
        "units",
        STOCK,
        "mean",
        "Units owed, mean over month ends.",
        lambda view: view.mean("backorders"),
    )
    register(
        "lost_units",
        "units",
        STOCK,
        "total",
        "Units that were short and are not owed, where shortages are lost; else 0.",
        lambda view: view.total("units lost"),
    )


def _of_line() -> None:
    register(
        "weeks_short",
        "weeks",
        STOCK,
        "total",
        "Weeks whose need the stock did not cover in full.",
        lambda view: view.total("weeks short"),
    )
    register(
        "line_down_hours",
        "hours",
        STOCK,
        "total",
        "Hours, nights and weekends among them, in which the line lacked the part: from a need "
        "that the stock did not cover until all that is owed has come, or, where shortages are "
        "lost, until good units come.",
        lambda view: view.total("minutes down") / HOUR,
    )
    register(
        "line_down_longest_hours",
        "hours",
        STOCK,
        "longest",
        "The longest of these times without a break, among those that ended in the window or that "
        "the end of the horizon cut off; 0 where there was none.",
        lambda view: view.most("minutes down at a stretch") / HOUR,
    )


def _of_ways() -> None:
    register(
        "expedites",
        "shipments",
        STOCK,
        "total",
        "Lots that were sent fast since the plant would have run short.",
        lambda view: view.total("expedites"),
    )
    register(
        "diversions",
        "shipments",
        RELATION,
        "total",
        "Lots that were sent, or sent on, by another lane than the usual one, past a closure.",
        lambda view: view.total("diversions"),
    )
    register(
        "detours",
        "detours",
        RELATION,
        "total",
        "Times that ships with shipments that arrived had turned to another way past a canal or "
        "strait.",
        lambda view: view.total("detours"),
    )
    register(
        "accidents",
        "accidents",
        RELATION,
        "total",
        "Accidents that had delayed shipments that arrived.",
        lambda view: view.total("accidents"),
    )


def _of_kit() -> None:
    register(
        "kits",
        "kits",
        KIT,
        "total",
        "Kits that were complete: all lots ordered at one review had come, of every relation.",
        lambda view: view.total("kits"),
    )
    register(
        "kit_days",
        "days",
        KIT,
        "mean",
        "Time from the review at which its lots were ordered until a kit was complete.",
        partial(scaled, "minutes to complete", "kits", 1 / DAY),
    )
    register(
        "kit_days_p95",
        "days",
        KIT,
        "quantile",
        "The same time, as 95 % of the kits that were complete did not exceed it.",
        partial(_quantile_days, "to complete", _MOST),
    )
    register(
        "kit_wait_days",
        "days",
        KIT,
        "mean",
        "Time that the relation whose lots had all come first waited for the last, mean over kits.",
        partial(scaled, "minutes first waited for last", "kits", 1 / DAY),
    )
    register(
        "kits_in_promise_share",
        "share",
        KIT,
        "mean",
        "Kits complete within the longest of what their relations promise: quote plus the lane's "
        "published lead time.",
        lambda view: view.ratio("kits in promise", "kits"),
    )


def _of_lane() -> None:
    register(
        "distance_km",
        "km",
        LANE,
        "constant",
        "Length of the lane along its legs: by sea along the ways of ships, else by great circle "
        "and detour, from the first supplier that uses it. Without value where the scenario does "
        "not say where one of its stops is.",
        lambda view: view.constants["kilometres"],
    )
    register(
        "shipments",
        "shipments",
        LANE,
        "total",
        "Shipments that arrived.",
        lambda view: view.total("shipments"),
    )
    register(
        "transit_days",
        "days",
        LANE,
        "mean",
        "Time from departure to arrival.",
        partial(scaled, "minutes in transit", "shipments", 1 / DAY),
    )
    register(
        "transit_days_p50",
        "days",
        LANE,
        "quantile",
        "Time from departure to arrival that half of the shipments that arrived did not exceed.",
        partial(_quantile_days, "transit", _MIDDLE),
    )
    register(
        "transit_days_p95",
        "days",
        LANE,
        "quantile",
        "Time from departure to arrival that 95 % of the shipments that arrived did not exceed.",
        partial(_quantile_days, "transit", _MOST),
    )
    register(
        "units_in_transit",
        "units",
        LANE,
        "mean",
        "Units under way, mean over every minute of the window.",
        lambda view: view.total("unit minutes in transit") / view.minutes,
    )
    register(
        "week_late_share",
        "share",
        RELATION,
        "mean",
        "Shipments that arrived more than a week after quote plus the lane's published lead time.",
        lambda view: view.ratio("shipments a week late", "shipments"),
    )


def _of_port() -> None:
    register(
        "open_share",
        "share",
        PORT,
        "mean",
        "Share of time in which no closure holds.",
        lambda view: view.constants["open"],
    )
    register(
        "port_wait_days",
        "days",
        PORT,
        "mean",
        "Wait for reopening and backlog, over all shipments that passed.",
        partial(scaled, "minutes waited at", "shipments at", 1 / DAY),
    )
    register(
        "port_wait_if_shut_days",
        "days",
        PORT,
        "mean",
        "The same, over those that had to wait.",
        partial(scaled, "minutes waited at", "shipments held at", 1 / DAY),
    )
    register(
        "port_wait_days_p95",
        "days",
        PORT,
        "quantile",
        "Wait for reopening and backlog that 95 % of the shipments that passed did not exceed.",
        partial(_quantile_days, "waits at", _MOST),
    )
