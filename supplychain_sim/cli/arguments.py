"""What was typed: numbers that options take, and the words that go on with a sweep."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable

#: What is said of a sweep once, and has no place in the command that goes on with it.
_ONCE = ("--resume", "--retry-failed", "--repair", "--force")
_UNITS_OF_MEMORY = {"K": 2**10, "M": 2**20, "G": 2**30}


def whole(text: str) -> int:
    """Return a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number") from None


def seconds(text: str) -> float:
    """Return a number of seconds above 0."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number of seconds above 0")
    return found


def size(text: str) -> int:
    """Return a number of bytes, of such as ``800M``."""
    number, unit = (text[:-1], text[-1].upper()) if text[-1:].isalpha() else (text, "")
    if unit not in _UNITS_OF_MEMORY or not number.isdecimal() or not int(number):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected such as 800M or 2G")
    return int(number) * _UNITS_OF_MEMORY[unit]


def at_least_one(text: str) -> int:
    """Return a whole number above 0."""
    number = whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {number}, expected at least 1")
    return number


def going_on(words: Iterable[str]) -> str:
    """Return the command of these *words* without those that are said once."""
    from supplychain_sim.version import called

    return shlex.join([*called(), *(word for word in words if word not in _ONCE)])
