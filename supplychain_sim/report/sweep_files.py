"""What is written into the folder of a sweep once its runs are done, besides their measures."""

from __future__ import annotations

import json
from pathlib import Path

from supplychain_sim.durable import whole, write_whole
from supplychain_sim.report.sweeps import as_object, csv, text
from supplychain_sim.sweep.claims import decide
from supplychain_sim.sweep.effects import judge
from supplychain_sim.sweep.estimates import estimates
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.store import MEASURES

#: Estimates at each point, for a spreadsheet.
ESTIMATES = "estimates.csv"
#: Best points, main effects and claims, for programs.
RESULT = "result.json"


def write(plan: Plan, folder: Path) -> str:
    """Write the results of a sweep into its *folder*, and return them as text.

    Nothing is run: whoever changes a claim, or what the best points are told by, sees at once what
    that makes of the same runs.

    Parameters
    ----------
    plan
        The sweep.
    folder
        Where its measures are.

    Raises
    ------
    ResultsError
        If the measures cannot be read.
    OutputError
        If something cannot be written.
    """
    measures = folder / MEASURES
    judged = None if plan.best is None else judge(plan, plan.best, measures)
    verdicts = decide(plan, measures)
    with whole(folder / ESTIMATES) as stream:
        csv(estimates(plan, measures), stream)
    found = as_object(plan, judged, verdicts)
    content = json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(folder / RESULT, content.encode())
    return text(plan, judged, verdicts)
