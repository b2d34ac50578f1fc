"""What can be measured of what, as far as a scenario has to know it.

The measures themselves are defined in the model, which is a layer above; a test
keeps the two lists the same.
"""

from __future__ import annotations

from typing import NamedTuple


class Measured(NamedTuple):
    """The kind of subject that a measure is of, and its unit; ``plant`` is a site with trials."""

    kind: str
    unit: str


MEASURES = {
    "gap": Measured("site", "1"),
    "gap_change": Measured("site", "1/year"),
    "function": Measured("site", "share"),
    "site_trials": Measured("plant", "trials"),
    "site_retests": Measured("plant", "trials"),
    "gain_from_own": Measured("plant", "1/100 trials"),
    "gain_from_suppliers": Measured("plant", "1/100 trials"),
    "gain_from_plants": Measured("plant", "1/100 trials"),
    "site_agenda": Measured("plant", "changes"),
    "site_adoptions": Measured("plant", "changes"),
    "transfers": Measured("plant", "changes"),
    "transfers_tested": Measured("plant", "changes"),
    "unit_cost": Measured("relation", "money/unit"),
    "landed_cost": Measured("relation", "money/unit"),
    "defects_per_million": Measured("relation", "ppm"),
    "sorted_out": Measured("relation", "units"),
    "defects_made_per_million": Measured("relation", "ppm"),
    "within_quote_share": Measured("relation", "share"),
    "on_time_share": Measured("relation", "share"),
    "trials": Measured("relation", "trials"),
    "joint_loops": Measured("relation", "loops"),
    "changes_accepted": Measured("relation", "changes"),
    "changes_rejected": Measured("relation", "changes"),
    "changes_reverted": Measured("relation", "changes"),
    "operations_taught": Measured("relation", "operations"),
    "visits": Measured("relation", "visits"),
    "contacts": Measured("relation", "contacts"),
    "visits_cancelled": Measured("relation", "visits"),
    "standards_revised": Measured("relation", "standards"),
    "changes_forgotten": Measured("relation", "changes"),
    "visit_wait_days": Measured("relation", "days"),
    "engineer_wait_days": Measured("relation", "days"),
    "people_hired_away": Measured("relation", "people"),
    "misses_disputed": Measured("relation", "targets"),
    "price_conceded": Measured("relation", "%/year"),
    "root_causes": Measured("relation", "loops"),
    "audits": Measured("relation", "audits"),
    "corrective_actions": Measured("relation", "actions"),
    "corrective_actions_overdue": Measured("relation", "actions"),
    "lots_refused": Measured("relation", "lots"),
    "adopted_elsewhere": Measured("relation", "changes"),
    "bad_changes_share": Measured("relation", "share"),
    "trial_days": Measured("relation", "days"),
    "root_cause_days": Measured("relation", "days"),
    "corrected_share": Measured("relation", "share"),
    "corrected_in_norm_share": Measured("relation", "share"),
    "root_cause_contained_late": Measured("relation", "share"),
    "root_cause_implemented_late": Measured("relation", "share"),
    "root_cause_closed_late": Measured("relation", "share"),
    "root_cause_recurrence": Measured("relation", "share"),
    "audit_score": Measured("relation", "points"),
    "audits_grade_a": Measured("relation", "share"),
    "audits_grade_b": Measured("relation", "share"),
    "audits_grade_c": Measured("relation", "share"),
    "misses": Measured("relation", "targets"),
    "team_idle_share": Measured("relation", "share"),
    "capability": Measured("relation", "1"),
    "idle_capability": Measured("relation", "1"),
    "design_share": Measured("relation", "1"),
    "response": Measured("relation", "1"),
    "trust": Measured("relation", "1"),
    "ambition": Measured("relation", "1"),
    "collaboration_cost": Measured("relation", "money"),
    "cost_per_change": Measured("relation", "money/change"),
    "designers_cost": Measured("relation", "money"),
    "local_content": Measured("relation", "share"),
    "months_below_quota": Measured("relation", "months"),
    "penalties": Measured("relation", "money"),
    "courses": Measured("relation", "courses"),
    "exited": Measured("relation", "share"),
    "other_customers": Measured("relation", "customers"),
    "design_staff": Measured("relation", "people"),
    "suppliers_replaced": Measured("relation", "suppliers"),
    "developments": Measured("relation", "exits"),
    "fill_rate": Measured("stock", "share"),
    "on_hand": Measured("stock", "units"),
    "backorders": Measured("stock", "units"),
    "lost_units": Measured("stock", "units"),
    "shipments": Measured("lane", "shipments"),
    "transit_days": Measured("lane", "days"),
    "open_share": Measured("port", "share"),
    "port_wait_days": Measured("port", "days"),
    "port_wait_if_shut_days": Measured("port", "days"),
}
