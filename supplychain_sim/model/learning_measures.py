"""Measures of what a relation learns: how often, how long, and what came of it."""

from __future__ import annotations

from functools import partial

from supplychain_sim.model.measures import NOTHING, RELATION, View, register, scaled


def _total(name: str, view: View) -> float:
    return view.total(name)


def _team_idle_share(view: View) -> float:
    teams = view.constants.get("teams", 0.0)
    return 1.0 - view.total("team minutes") / (teams * view.minutes) if teams else NOTHING


def register_learning() -> None:
    """Define what is counted of trials, reviews, teaching, visits and root causes."""
    for name, unit, total, words in (
        ("trials", "trials", "trials", "Trials that ended at the supplier."),
        ("joint_loops", "loops", "joint loops", "Loops of sample and joint review in them."),
        ("changes_accepted", "changes", "changes accepted", "Changes that became standard."),
        ("changes_rejected", "changes", "changes rejected", "Proposals that review refused."),
        ("changes_reverted", "changes", "changes reverted", "Changes that a session took back."),
        (
            "standards_revised",
            "standards",
            "standards revised",
            "New versions of the supplier's standards, by introduction or by going back.",
        ),
        (
            "operations_taught",
            "operations",
            "operations taught",
            "Operations copied from the book.",
        ),
        ("visits", "visits", "visits", "Visits made to the supplier."),
        (
            "contacts",
            "contacts",
            "contacts",
            "Times that those who visit spoke to the supplier's people between their visits.",
        ),
        (
            "visits_cancelled",
            "visits",
            "visits cancelled",
            "Visits that a closure prevented, or for which nobody was free until the next was due.",
        ),
        (
            "visit_wait_days",
            "days",
            "visit days waited",
            "Days that planned visits waited for somebody of the group to be free.",
        ),
        (
            "engineer_wait_days",
            "days",
            "engineer days waited",
            "Days that teaching, loops and corrective actions waited for quality engineers.",
        ),
        (
            "changes_forgotten",
            "changes",
            "changes forgotten",
            "Undocumented changes that were lost when the people who knew them left.",
        ),
        (
            "people_hired_away",
            "people",
            "people hired away",
            "Visitors who went over to the supplier.",
        ),
        ("root_causes", "loops", "root causes", "Root-cause loops that ended."),
        ("audits", "audits", "audits", "Audits held."),
        (
            "corrective_actions",
            "actions",
            "corrective actions",
            "Corrective actions that audits asked for.",
        ),
        (
            "corrective_actions_overdue",
            "actions",
            "corrective actions overdue",
            "Corrective actions that were closed after they were due, in the year of closing.",
        ),
        (
            "lots_refused",
            "lots",
            "lots refused",
            "Lots with more defectives in an audit's sample than the plan allows.",
        ),
        (
            "adopted_elsewhere",
            "changes",
            "adopted elsewhere",
            "The supplier's changes that the customer's sites made their standard.",
        ),
    ):
        register(name, unit, RELATION, "total", words, partial(_total, total))
    for name, unit, over, under, words in (
        (
            "bad_changes_share",
            "share",
            "bad changes",
            "changes accepted",
            "Accepted changes that made the unweighted sum worse when they were introduced.",
        ),
        ("trial_days", "days", "trial days", "trials", "Mean time of a trial, waiting included."),
        (
            "root_cause_days",
            "days",
            "root cause days",
            "root causes",
            "Mean time from a miss to the end of its loop.",
        ),
        (
            "corrected_share",
            "share",
            "root causes corrected",
            "root causes",
            "Loops that ended with a correction.",
        ),
        (
            "corrected_in_norm_share",
            "share",
            "root causes corrected in norm",
            "root causes",
            "Loops that ended with a correction within the norm.",
        ),
        *(
            (
                f"root_cause_{step}_late",
                "share",
                f"root causes {step} late",
                "root causes",
                f"Loops that had not come to step {number} within its norm, nor to an end.",
            )
            for step, number in (("contained", "D3"), ("implemented", "D6"), ("closed", "D8"))
        ),
        (
            "root_cause_recurrence",
            "share",
            "root causes recurrent",
            "root causes",
            "Loops for a cause that an earlier loop had left, or whose correction did not hold.",
        ),
        (
            "audit_score",
            "points",
            "audit points",
            "audits",
            "Mean level of the audits: points given of 100 possible.",
        ),
        *(
            (
                f"audits_grade_{grade.lower()}",
                "share",
                f"audits grade {grade}",
                "audits",
                f"Audits that ended with grade {grade}, downgrading included.",
            )
            for grade in "ABC"
        ),
    ):
        register(
            name,
            unit,
            RELATION,
            "mean",
            words,
            partial(scaled, over, under, 1.0),
        )
    register(
        "misses",
        "targets",
        RELATION,
        "total",
        "Monthly reviews at which a target was missed by the customer's reading, summed over "
        "the three targets; those in dispute too.",
        lambda view: view.tally.starting_with("missed ", view.year),
    )
    register(
        "misses_disputed",
        "targets",
        RELATION,
        "total",
        "Those of them that the supplier's own reading did not show, so that a joint "
        "measurement had to tell; none while a loop or a measurement for the target runs.",
        lambda view: view.total("misses disputed"),
    )
    register(
        "team_idle_share",
        "share",
        RELATION,
        "mean",
        "Share of the trial teams' time that went into no trial; a team that works for another "
        "customer is idle for this one.",
        _team_idle_share,
    )
