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
    "defective made": ("no unit was defective", "1 unit was defective", "{} units were defective"),
    "defective": ("", ", 1 of them defective", ", {} of them defective"),
    "defectives": ("no defective unit", "1 defective unit", "{} defective units"),
    "rounds": ("", ", and samples went round once", ", and samples went round {} times"),
    "put right": ("", ", which put 1 thing right", ", which put {} things right"),
    "designers": ("no designer", "1 designer", "{} designers"),
    "together": ("", "", ", {} operations together"),
}

#: What a regime has chosen that bears on a kind of event: the choice, and words for its values.
CHOICES: Mapping[str, tuple[str, Mapping[Any, str]]] = {
    "targets": (
        "targets_move",
        {
            "fixed": "targets stay as they were set",
            "at_rounds": "targets follow the taught book at contract rounds",
            "jointly": "both move the targets every year, and take them back where no way is found",
        },
    ),
    "tried": (
        "trials",
        {
            "when_missed": "the supplier tries changes only where a target is missed",
            "always": "the supplier tries changes of its own accord too",
            "never": "the supplier may try nothing",
        },
    ),
    "not corrected": (
        "trials",
        {
            "when_missed": "the supplier tries changes only where a target is missed",
            "always": "the supplier tries changes of its own accord too",
            "never": "the supplier may try nothing, so that there was nothing to correct with",
        },
    ),
    "introduced": (
        "procedure_review",
        {True: "changes are reviewed and documented", False: "nobody reviews changes"},
    ),
    "visit cancelled": (
        "work_from",
        {"near": "the supplier is worked with from near by", "far": "visitors come from afar"},
    ),
    "taught": (
        "teaches",
        {
            "none": "nothing is taught",
            "process": "what is know-how of the process is taught",
            "current": "today's book is taught",
            "old": "the book that stopped early is taught",
        },
    ),
    "design share": (
        "design_share_moves",
        {True: "the accounts of a round move the design share", False: "the design share stays"},
    ),
}
