"""Measures of what distance takes: of the time and the money of trials, and of people's days."""

from __future__ import annotations

from functools import partial
from typing import Final

from supplychain_sim.model.measures import NOTHING, RELATION, View, register, scaled
from supplychain_sim.units import DAY

#: What the samples of a trial spend their time with, as it is counted.
_WITH_SAMPLES: Final = (
    "trial minutes of travel",
    "trial minutes of review",
    "trial minutes held up",
)


def _days_with_samples(view: View) -> float:
    return sum(view.total(name) for name in _WITH_SAMPLES) / DAY


def _work_days(view: View) -> float:
    trials = view.total("trials")
    return (view.total("trial days") - _days_with_samples(view)) / trials if trials else NOTHING


def _total(name: str, view: View) -> float:
    return view.total(name)


def register_distance() -> None:
    """Define what the time and the money of trials and visits went into."""
    register(
        "trial_work_days",
        "days",
        RELATION,
        "mean",
        "Mean time of a trial that went into its own work; with those of travel, of review and "
        "held up it is the time of a trial.",
        _work_days,
    )
    for name, counted, words in (
        ("trial_travel_days", _WITH_SAMPLES[0], "for which its samples travelled, as planned"),
        ("trial_review_days", _WITH_SAMPLES[1], "that joint reviews of its samples took"),
        (
            "trial_held_days",
            _WITH_SAMPLES[2],
            "for which its samples waited at airports that were shut, or for the backlog there",
        ),
    ):
        register(
            name,
            "days",
            RELATION,
            "mean",
            f"Mean time of a trial {words}.",
            partial(scaled, counted, "trials", 1 / DAY),
        )
    register(
        "trial_work_cost",
        "money",
        RELATION,
        "total",
        "What trials cost in work: that of the trial itself, and the team's time at it; with the "
        "team's waiting, reviews and freight it is all that trials and their loops cost both.",
        lambda view: view.total("paid trials") - view.total("teams waited with samples"),
    )
    for name, counted, words in (
        (
            "trial_waiting_cost",
            "teams waited with samples",
            "What trial teams cost the supplier while their samples were away.",
        ),
        ("joint_review_cost", "joint reviews", "What joint reviews of samples cost the customer."),
        (
            "sample_freight_cost",
            "freight of samples",
            "What sending samples to joint reviews cost the customer.",
        ),
        ("visits_cost", "paid visits", "What visits cost the customer."),
    ):
        register(name, "money", RELATION, "total", words, partial(_total, counted))
    for name, unit, counted, words in (
        (
            "travel_days",
            "days",
            "travel days",
            "Days that visitors spent on journeys to the supplier and back.",
        ),
        (
            "visitors_held_days",
            "days",
            "visitors' days held up",
            "Days that visitors waited under way, where an airport or the way was shut.",
        ),
        (
            "visits_postponed",
            "visits",
            "visits postponed",
            "Visits that could not set out when planned, whether they were made later or not.",
        ),
        (
            "audits_postponed",
            "audits",
            "audits postponed",
            "Audits that could not be held when they were due, since no auditor could travel.",
        ),
        (
            "teaching_held_days",
            "days",
            "teaching days held up",
            "Days that teaching waited until its teachers could travel.",
        ),
    ):
        register(name, unit, RELATION, "total", words, partial(_total, counted))
