"""The commands ``trace`` and ``why``: what happened, and because of what."""

from __future__ import annotations

import argparse

from supplychain_sim.cli.output import DONE, show


def trace(options: argparse.Namespace) -> int:
    """Print the events of a subject in order, and return the exit code."""
    from supplychain_sim.report import trace as report
    from supplychain_sim.report.log import read

    log = read(options.folder, options.regime, options.replication)
    span = report.days(log, options.from_, options.to)
    subject = log.subject(options.subject)
    found = report.events(log, subject, span, options.kind or ())
    written = report.as_json if options.format == "json" else report.as_text
    show(written(log, subject, found, span))
    return DONE


def why(options: argparse.Namespace) -> int:
    """Print what led to an event, and return the exit code."""
    from supplychain_sim.report import why as report
    from supplychain_sim.report.log import read

    log = read(options.folder, options.regime, options.replication)
    subject = log.subject(options.subject)
    chosen = report.chosen(log, subject, options.event, options.kind, options.at)
    if options.format == "json":
        show(report.as_json(log, chosen))
    else:
        show(report.as_text(log, chosen, report.Limits(options.depth, options.width)))
    return DONE
