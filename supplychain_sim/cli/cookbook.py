"""The command ``cookbook``: print the book of a site, alone or beside another."""

from __future__ import annotations

import argparse

from supplychain_sim.cli.output import DONE, show


def cookbook(options: argparse.Namespace) -> int:
    """Print the books that *options* name, and return the exit code."""
    from supplychain_sim.report import cookbook_tables
    from supplychain_sim.report.cookbooks import read, shown

    wanted = [(options.regime, options.site)]
    if options.against is not None or options.against_regime is not None:
        other = options.against_regime or options.regime, options.against or options.site
        wanted.append(other)
    view = shown(read(options.folder, options.replication), wanted, options.at)
    written = getattr(cookbook_tables, f"as_{options.format}")
    show(written(view, everything=options.all))
    return DONE
