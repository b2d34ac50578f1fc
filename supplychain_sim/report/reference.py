"""The measures as a table for the documentation, made from where they are defined."""

from __future__ import annotations

from supplychain_sim import simulation  # noqa: F401 - wiring the model registers its measures
from supplychain_sim.model.measures import REGISTRY


def measures_table() -> str:
    """Return every registered measure as a Markdown table, by name."""
    lines = ["| Measure | Of | Unit | Window | Definition |", "|---|---|---|---|---|"]
    for _, measure in sorted(REGISTRY.items()):
        cells = (
            f"`{measure.name}`",
            measure.subject,
            measure.unit,
            measure.window,
            measure.definition,
        )
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(lines) + "\n"
