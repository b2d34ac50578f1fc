"""Every measure, defined once: name, unit, window, definition, computation."""

from __future__ import annotations

from functools import partial

from supplychain_sim.model.measures import NOTHING, View, register
from supplychain_sim.units import DAY

RELATION, STOCK, LANE, SITE, PLANT, PORT = "relation", "stock", "lane", "site", "plant", "port"

_MILLION = 1e6


def _scaled(over: str, under: str, scale: float, view: View) -> float:
    return view.ratio(over, under) * scale


def _total(name: str, view: View) -> float:
    return view.total(name)


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


def _team_idle_share(view: View) -> float:
    teams = view.constants.get("teams", 0.0)
    return 1.0 - view.total("team minutes") / (teams * view.minutes) if teams else NOTHING


def _exited(view: View) -> float:
    years = None if view.year is None else range(1, view.year + 1)
    if years is None:
        return view.total("exits")
    return sum(view.tally.of("exits", year) for year in years)


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
        "function",
        "share",
        SITE,
        "at end",
        "Share of the part's function that the site's operations carry: what is left out carries "
        "none. Without value where the part has no function attribute.",
        lambda view: view.at_end("function"),
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


def _of_relation_outcomes() -> None:
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
        partial(_scaled, "defects", "units received", _MILLION),
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


def _of_relation_learning() -> None:
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
            "Days that campaigns of teaching and root-cause loops waited for quality engineers.",
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
            for step, number in (("contained", "D3"), ("verified", "D6"), ("closed", "D8"))
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
            partial(_scaled, over, under, 1.0),
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
        "Share of the trial teams' time that went into no trial.",
        _team_idle_share,
    )


def _of_relation_standing() -> None:
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
        "price_conceded",
        "%/year",
        RELATION,
        "mean",
        "Share of its price that the supplier conceded at a yearly talk, mean over the talks.",
        partial(_scaled, "price conceded", "price talks", 100.0),
    )
    register(
        "collaboration_cost",
        "money",
        RELATION,
        "total",
        "All that teaching, visits, trials, loops, reviews, root causes and audits cost both.",
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
        "exited",
        "share",
        RELATION,
        "at end",
        "1 if the customer has left for want of response, else 0; the relation runs on.",
        _exited,
    )


def _of_goods() -> None:
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
        partial(_scaled, "minutes in transit", "shipments", 1 / DAY),
    )
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
        partial(_scaled, "minutes waited at", "shipments at", 1 / DAY),
    )
    register(
        "port_wait_if_shut_days",
        "days",
        PORT,
        "mean",
        "The same, over those that had to wait.",
        partial(_scaled, "minutes waited at", "shipments held at", 1 / DAY),
    )


_of_site()
_of_plant()
_of_relation_outcomes()
_of_relation_learning()
_of_relation_standing()
_of_goods()
