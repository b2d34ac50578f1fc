from __future__ import annotations

from pathlib import Path

import pytest
from flagship import Replacement, complaints


@pytest.mark.parametrize(
    ("replacement", "message"),
    [
        (
            ("start: 2003-01-06", "start: 0203-01-06"),
            "s.yaml:7:8: start: found 0203-01-06, expected a date from 1900 to 2200",
        ),
        (
            ("most: 98 %}", "most: 100 %}"),
            (
                "s.yaml:153:46: targets.jointly.delivery.most: found '100 %', "
                "expected less than 100 %"
            ),
        ),
        (
            ("interdependence: {value: 2,", "interdependence: {value: 7,"),
            (
                "s.yaml:37:7: parts.housing.areas.inspection: found cells of 7 operations, "
                "expected more than the 7 that each depends on (line 39)"
            ),
        ),
        (
            ("plants: [suzhou, kazan, chennai]", "plants: [suzhou, kazan]"),
            (
                "s.yaml:51:7: parts.housing.made_at.chennai: found 'chennai', "
                "expected the home or a plant of a firm"
            ),
        ),
        (
            ("rate: 0.08 /year", "rate: 100 /year"),
            (
                "s.yaml:134:11: hazards.strikes.rate: found closures of port 'hamburg' that take "
                "1188 % of the time with their backlogs, expected less than 100 %, "
                "or nothing gets through"
            ),
        ),
    ],
)
def test_what_cannot_be_together_is_told_at_its_place(
    replacement: Replacement, message: str, tmp_path: Path
) -> None:
    assert message in complaints(tmp_path, replacement)


def test_what_cannot_be_together_is_told_beside_other_problems(tmp_path: Path) -> None:
    found = complaints(
        tmp_path,
        ("most: 98 %}", "most: 100 %}"),
        ("customer: gear-maker", "customer: gear-makers"),
    )

    assert len(found) == 2
