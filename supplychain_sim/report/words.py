"""Words for facts that are told: for their values, for counts, and for what a regime has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from supplychain_sim.model.chronicle import ORIGINS

#: What stands for a value.
WORDS: Mapping[str, Mapping[Any, str]] = {
    "targets moved": {
        "set": "were set at the start",
        "followed the book": "followed the customer's newer book",
        "agreed": "were agreed between the two",
        "revised": "were taken back to what had been reached",
    },
    "target": {
        "cost": "cost target",
        "defects": "quality target",
        "time": "delivery target",
        0: "cost target",
        1: "quality target",
        2: "delivery target",
    },
    "counted": {
        "cost": "cost",
        "defects": "defects",
        "time": "late lines",
    },
    "bound": {
        "unread": ", having no reading of its own unit cost yet",
        "no fall": ", as it read its own unit cost to be no lower than before",
        "asked": ", all that was asked",
        "most": ", the most that it concedes in a year",
        "fall": ", all by which it read its own unit cost to have fallen",
    },
    "in time": {True: "in time", False: "late"},
    "promising": {
        True: "and it looked better",
        False: "and the idea did not work well enough",
    },
    "passed": {True: "passed", False: "was refused"},
    "made worse": {True: ", which on the whole made it worse", False: ""},
    "purpose": {
        "own idea": "of its own accord",
        "correction": "to correct a missed target",
        "retest": "of what another site had found",
    },
    "idea": {
        "replace": "another practice at",
        "leave out": "nothing at",
        "add": "something again at",
        "material": "another material at",
    },
    "change": {
        "replace": "a change of",
        "leave out": "to do without",
        "add": "to bring back",
        "material": "a change of material at",
    },
    "origin": ORIGINS,
}

#: What stands for a count: for none, for one, and for more.
COUNTS: Mapping[str, tuple[str, str, str]] = {
    "unit": ("nothing", "1 unit", "{} units"),
    "units": ("nothing was", "1 unit was", "{} units were"),
    "changes": ("no changes", "1 change", "{} changes"),
    "copied": ("nothing was copied", "1 operation was copied", "{} operations were copied"),
    "redrawn": ("no operation redrawn", "1 operation redrawn", "{} operations redrawn"),
    "to teach": ("nothing to be taught", "1 to be taught", "{} to be taught"),
    "defective found": ("no defect was found", "1 defect was found", "{} defects were found"),
    "defective made": ("no unit was defective", "1 unit was defective", "{} units were defective"),
    "defective": ("", ", 1 of them defective", ", {} of them defective"),
    "sorted out": ("", ", after 1 more was sorted out", ", after {} more were sorted out"),
    "defectives": ("no defective unit", "1 defective unit", "{} defective units"),
    "rounds": ("", ", and samples went round once", ", and samples went round {} times"),
    "put right": ("", ", which put 1 thing right", ", which put {} things right"),
    "designers": ("no designer", "1 designer", "{} designers"),
    "together": ("", "", ", {} operations together"),
}

#: What a regime says of each of its choices.
GOVERNANCE: Mapping[str, Mapping[Any, str]] = {
    "work_from": {
        "near": "the supplier is worked with from near by",
        "far": "the supplier is worked with from afar",
    },
    "architecture": {
        "integral": "the part is integral",
        "modular": "the part is modular",
    },
    "teaches": {
        "none": "nothing is taught",
        "process": "what is know-how of the process is taught",
        "current": "today's book is taught",
        "old": "the book that stopped early is taught",
    },
    "targets_move": {
        "fixed": "targets stay as they were set",
        "at_rounds": "targets follow the taught book at contract rounds",
        "jointly": "both move the targets every year, and take them back where no way is found",
    },
    "trials": {
        "never": "the supplier may try nothing",
        "when_missed": "the supplier tries changes only where a target is missed",
        "always": "the supplier tries changes of its own accord too",
    },
    "procedure_review": {
        True: "changes are reviewed and documented",
        False: "nobody reviews changes",
    },
    "benchmarking": {
        True: "accepted changes are tried at the customer's sites",
        False: "no accepted change is tried at the customer's sites",
    },
    "benchmarks": {
        "all": "everybody's changes are handed round",
        "customers": "the customer's own changes alone are handed round",
    },
    "doubt": {
        True: "a deviation makes the customer doubt its own practice",
        False: "no deviation makes the customer doubt its own practice",
    },
    "home_learns": {
        True: "the customer's home plant tries ideas of its own",
        False: "the customer's home plant tries no ideas of its own",
    },
    "design_share_from": {
        "none": "the supplier begins with no share of the design",
        "start": "the supplier begins with the share of the design that is usual",
        "most": "the supplier begins with the largest share of the design",
    },
    "design_share_moves": {
        True: "the accounts of a round move the design share",
        False: "the design share stays",
    },
    "exit_on": {
        "response": "the customer leaves for poor response",
        "level": "the customer leaves for a poor level of defects",
    },
    "procurement_lock": {
        True: "rules of procurement bind",
        False: "no rules of procurement bind",
    },
    "local_content": {
        True: "the quota of local content binds",
        False: "no quota of local content binds",
    },
    #: No choices: what a government has begun or ended.
    "rules of procurement": {
        True: "rules of procurement are in force in the supplier's country",
        False: "no rules of procurement are in force in the supplier's country",
    },
    "quota": {
        True: "a quota of local content is in force in the supplier's country",
        False: "no quota of local content is in force in the supplier's country",
    },
    #: No choice: what the choice and the rules of the day make of the book and the targets.
    "locked": {
        True: "book and targets are frozen by rules of procurement",
        False: "no rules of procurement freeze book and targets",
    },
}

#: What a regime says that works from a side of the scenario's own.
ELSEWHERE = "the supplier is worked with from {}"

#: The choice of a regime that bears on a kind of event.
CHOICES: Mapping[str, str] = {
    "targets": "targets_move",
    "tried": "trials",
    "not corrected": "trials",
    "other customer won": "trials",
    "introduced": "procedure_review",
    "visit cancelled": "work_from",
    "visit postponed": "work_from",
    "audit postponed": "work_from",
    "teaching waits": "work_from",
    "taught": "teaches",
    "design share": "design_share_moves",
}

_MOVES = ("taught", "book renewed", "introduced", "reverted", "forgotten")
_BACK = "[its cause is back]"
_WORSE = {
    **dict.fromkeys(_MOVES, "[this made it worse]"),
    "not corrected": _BACK,
    "corrected": _BACK,
}
_OF_A_TRIAL = {
    **dict.fromkeys(("visited", "spoke"), "[the idea drew on it]"),
    "closed": "[it held samples up]",
}

#: How a cause bears on its effect, where that is not plain: by their kinds.
BEARINGS: Mapping[str, Mapping[str, str]] = {
    "missed": _WORSE,
    "disputed": _WORSE,
    "tried": _OF_A_TRIAL,
    "price conceded": dict.fromkeys(_MOVES, "[this made the supplier cheaper]"),
    "contract round": dict.fromkeys(_MOVES, "[this made cost or quality worse]"),
}
