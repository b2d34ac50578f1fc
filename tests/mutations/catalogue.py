"""How each mechanism is disabled, by the test of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from mutations.neutral import (
    PLENTY,
    Neutral,
    ends_at_once,
    founded_with,
    is_property,
    many,
    passes_on,
    returns,
    then,
    where,
    where_called_from,
    with_argument,
    with_field,
)
from supplychain_sim.model.journey import UNHINDERED


class Change(NamedTuple):
    """What is replaced, by module and name, and by what."""

    module: str
    name: str
    neutral: Neutral


#: What disables one mechanism.
Mutation = tuple[Change, ...]


def _mutation(module: str, name: str, neutral: Neutral) -> Mutation:
    return (Change(module, name, neutral),)


def _far(relation: Any) -> Any:
    relation.side = relation.terms.far
    return relation


def _home_alone_tries(plants: Any) -> Any:
    for plant in plants.values():
        if not plant.third_sites:
            plant.interval = None
    return plants


def _unlocked(relation: Any) -> Any:
    relation.regime = relation.regime.model_copy(update={"procurement_lock": False})
    return relation


def _may_always_try(relation: Any) -> Any:
    relation.regime = relation.regime.model_copy(update={"trials": "always"})
    return relation


def _no_credit(_: int) -> float:
    return 0.0


def _by_the_terms(relation: Any, _: int) -> Any:
    return relation.terms.teaching.teachers


def _undisputed(targets: Any) -> Any:
    reviewed = targets.reviewed.model_copy(update={"disputes": False})
    return targets.model_copy(update={"reviewed": reviewed})


def _without_rest(_: Any, start: int, minutes: int) -> tuple[int, tuple[int, ...]]:
    return start + minutes, ()


def _punctual(route: Any) -> Any:
    return replace(route, stretches=tuple(replace(one, late=None) for one in route.stretches))


def _all_of_it(lessons: Any) -> Any:
    lessons.only = None
    return lessons


def _of_one_world(landscape: Any) -> Any:
    return replace(landscape, site_share=0.0)


def _without_dependents(_: Any) -> Any:
    return lambda dependencies: ((),) * len(dependencies)


def _never_lowered(original: Any) -> Any:
    return lambda share, *rest: max(share, original(share, *rest))


_PROCESSES = "tests/processes"

#: By the test of the mechanism's own.
MUTATIONS: dict[str, Mutation] = {
    # 1-16: actors, places and objects
    f"{_PROCESSES}/test_plant_trials.py::test_an_idea_of_its_own_that_holds_becomes_standard": (
        _mutation("processes.plant_trials", "plant_trials", ends_at_once)
    ),
    "tests/test_avenues.py::test_a_relation_works_with_the_side_that_its_regime_says": (
        _mutation("model.founding", "found_relation", then(_far))
    ),
    f"{_PROCESSES}/test_trials.py::test_a_team_proposes_what_looks_better_with_its_evidence": (
        _mutation("processes.trials", "team", returns(None))
    ),
    f"{_PROCESSES}/test_third_sites.py"
    "::test_a_third_site_tests_in_its_own_trials_and_hands_nothing_on": (
        _mutation("model.founding", "found_plants", then(_home_alone_tries))
    ),
    f"{_PROCESSES}/test_teaching.py"
    "::test_a_campaign_holds_an_engineer_of_the_customers_and_waits_until_one_is_free": (
        _mutation("processes.teaching", "teacher", with_argument(3, many))
    ),
    f"{_PROCESSES}/test_skills.py"
    "::test_those_who_are_hired_find_causes_in_generic_operations_alone": (
        _mutation(
            "model.insight",
            "Insight.fresh_where_generic",
            lambda _: lambda insight, skill, now: insight.fresh(skill, now),
        )
    ),
    f"{_PROCESSES}/test_skills.py::test_who_is_good_at_improving_helps_to_choose_what_to_improve": (
        _mutation(
            "model.relation",
            "Relation.finds",
            where(lambda relation, skill, *rest: skill == "improvement", (0.0, 0.0)),
        )
    ),
    f"{_PROCESSES}/test_improvement_team.py"
    "::test_who_is_good_at_improving_makes_an_offer_more_realistic": (
        _mutation("model.negotiation", "read_more", passes_on(0))
    ),
    f"{_PROCESSES}/test_improvement_team.py"
    "::test_who_is_good_at_improving_adds_observations_to_a_review": (
        _mutation(
            "model.relation",
            "Relation.retested",
            lambda _: lambda relation, now: relation.terms.trial.retest,
        )
    ),
    f"{_PROCESSES}/test_benchmarking.py"
    "::test_a_change_in_force_is_handed_to_home_with_its_introduction_as_the_cause": (
        _mutation("model.benchmark", "Exchange.hand_over", returns(None))
    ),
    "tests/test_landscape.py::test_an_operation_depends_on_so_many_others_and_never_on_itself": (
        _mutation(
            "model.landscape",
            "draw_dependencies",
            lambda _: lambda operations, *rest: ((),) * len(operations),
        )
    ),
    "tests/test_chronicle.py::test_books_rebuilt_from_the_record_are_the_books_in_memory": (
        _mutation("model.chronicle", "write", returns(None))
    ),
    "tests/test_founding.py::test_transferred_machines_start_with_homes_practices_of_their_time": (
        _mutation("model.founding", "_on_machines_from_home", returns([]))
    ),
    # 18-29: the avenues of upgrading
    "tests/test_landscape.py::test_cross_is_the_share_of_dependencies_that_leave_their_cell": (
        _mutation("model.landscape", "draw_dependencies", with_argument(2, lambda _: 0.0))
    ),
    "tests/test_founding.py::test_where_the_process_is_taught_the_rest_is_left_to_the_supplier": (
        _mutation("model.teaching", "Lessons.renew", with_argument(0, _all_of_it))
    ),
    "tests/test_learning_core.py::test_the_old_book_is_the_current_book_of_a_shorter_history": (
        _mutation("model.history", "home_history", then(lambda one: replace(one, old=one.current)))
    ),
    "tests/test_founding.py::test_machines_of_its_own_start_with_whatever_a_novice_picks": (
        _mutation(
            "model.founding",
            "_on_machines_from_home",
            lambda _: lambda product, landscape: landscape.owned_by("supplier"),
        )
    ),
    "tests/test_capability.py::test_a_gain_closes_a_share_of_what_is_missing": (
        _mutation("model.capability", "Capability.gain", returns(None))
    ),
    f"{_PROCESSES}/test_teaching.py::test_one_campaign_copies_one_cell_of_the_customers_book": (
        _mutation("model.teaching", "teach_cell", returns(0))
    ),
    f"{_PROCESSES}/test_introduction.py"
    "::test_each_change_makes_the_supplier_a_little_more_capable": (
        _mutation(
            "model.capability", "Capability.gain", where_called_from("processes.introduction", None)
        )
    ),
    f"{_PROCESSES}/test_procedure_review.py::test_each_session_teaches_the_supplier_something": (
        _mutation(
            "model.capability",
            "Capability.gain",
            where_called_from("processes.procedure_review", None),
        )
    ),
    f"{_PROCESSES}/test_auditing.py::test_an_audit_teaches_the_supplier_something": (
        _mutation(
            "model.capability", "Capability.gain", where_called_from("processes.auditing", None)
        )
    ),
    f"{_PROCESSES}/test_visits.py"
    "::test_each_day_of_a_stay_closes_a_share_of_the_missing_capability": (
        _mutation(
            "model.capability", "Capability.gain", where_called_from("processes.visits", None)
        )
    ),
    f"{_PROCESSES}/test_root_cause.py"
    "::test_a_correction_within_the_norm_teaches_more_than_a_late_one": (
        _mutation("model.capability", "Capability.gain", where_called_from("model.relation", None))
    ),
    "tests/test_capability.py::test_capability_erodes_at_a_constant_rate": (
        _mutation("model.capability", "Capability.at", lambda _: lambda one, now: one.level)
    ),
    f"{_PROCESSES}/test_trials.py"
    "::test_a_team_corrects_first_then_retests_what_others_do_then_has_ideas": (
        _mutation("model.trying", "scheduled", returns(()))
    ),
    f"{_PROCESSES}/test_root_cause.py"
    "::test_a_supplier_that_is_trusted_more_is_searched_with_first": (
        _mutation(
            "model.standing", "Place.__call__", lambda _: lambda place: (not place.urgent, 0.0)
        )
    ),
    "tests/test_standing.py::test_ambition_follows_gains_in_capability_up_to_its_limit": (
        _mutation("model.standing", "Ambition.after", lambda _: lambda one, gained: one.level)
    ),
    f"{_PROCESSES}/test_contracting.py"
    "::test_poor_response_at_the_last_audits_ends_the_relation_because_of_them": (
        _mutation("model.contract", "exit_due", returns(False))
    ),
    "tests/test_courting.py::test_ambition_and_idle_time_each_make_another_customer_likelier": (
        _mutation("model.courting", "chance_of_another", returns(0.0))
    ),
    "tests/test_succession.py::test_a_novice_takes_over_with_everything_that_goes_with_it": (
        _mutation("model.succession", "take_over", returns(None))
    ),
    "tests/test_loop.py::test_a_correction_that_comes_back_counts_as_if_it_had_found_nothing": (
        _mutation("model.capability", "Response.came_back", returns(None))
    ),
    # 30-48: the governance of mutual learning
    f"{_PROCESSES}/test_target_setting.py"
    "::test_the_two_meet_between_what_is_asked_and_what_the_supplier_believes_that_it_can_reach": (
        _mutation("model.negotiation", "OwnRecord.offer", passes_on(2))
    ),
    f"{_PROCESSES}/test_root_cause.py"
    "::test_where_targets_move_jointly_a_loop_without_result_revises_the_target_instead": (
        _mutation("model.targets", "Targets.revise", returns(None))
    ),
    "tests/test_trial.py::test_a_design_share_opens_whole_cells_in_their_order": (
        _mutation("model.trial", "open_operations", returns(()))
    ),
    f"{_PROCESSES}/test_procedure_review.py"
    "::test_where_the_evidence_is_in_between_the_centre_tests_once_more": (
        _mutation("model.trial", "decide", returns((True, ())))
    ),
    f"{_PROCESSES}/test_ambition_and_corrections.py"
    "::test_a_refused_team_lets_its_next_own_trial_wait": (
        _mutation("model.standing", "Ambition.rest", returns(0))
    ),
    f"{_PROCESSES}/test_kinds_of_change.py"
    "::test_each_revision_of_a_standard_has_the_next_version": (
        _mutation("model.standards", "Standards.revise", returns(()))
    ),
    "tests/test_avenues.py"
    "::test_what_another_site_saves_with_a_suppliers_change_counts_in_its_account": (
        _mutation("model.relation", "Relation.credit", returns(None))
    ),
    f"{_PROCESSES}/test_visits.py::test_visits_go_on_at_their_interval": (
        _mutation("processes.visits", "visits", returns(None))
    ),
    f"{_PROCESSES}/test_auditing.py::test_changes_are_documented_where_they_went_through_review": (
        _mutation(
            "model.remedies",
            "is_documented",
            lambda _: lambda relation, change: change.event in relation.audit_file.documented,
        )
    ),
    f"{_PROCESSES}/test_turnover.py"
    "::test_an_undocumented_change_is_forgotten_when_the_one_who_knows_it_leaves": (
        _mutation("processes.turnover", "turnover", ends_at_once)
    ),
    "tests/test_targets.py::test_a_ratchet_asks_for_a_little_more_than_the_best_site": (
        _mutation("model.targets", "Targets.ratcheted", lambda _: lambda one, *rest: one.proposal())
    ),
    f"{_PROCESSES}/test_introduction.py"
    "::test_a_change_is_standard_once_the_process_is_approved_and_its_acceptance_is_the_cause": (
        _mutation("processes.introduction", "approval", returns(lambda *_: None))
    ),
    f"{_PROCESSES}/test_third_sites.py"
    "::test_what_does_not_hold_at_home_alone_or_with_its_context_is_tested_elsewhere_all_"
    "the_same": (_mutation("model.plant", "Plant.pass_on", returns(None))),
    f"{_PROCESSES}/test_benchmarking.py"
    "::test_doubt_puts_homes_own_operation_on_its_agenda_and_nothing_elsewhere": (
        _mutation("model.benchmark", "Exchange.doubt", returns(None))
    ),
    f"{_PROCESSES}/test_plant_trials.py"
    "::test_a_change_that_holds_alone_is_adopted_alone_and_names_whose_it_was": (
        _mutation(
            "model.plant",
            "Plant.adopt",
            where(lambda plant, test, *rest: test.origin != plant.name, None),
        )
    ),
    f"{_PROCESSES}/test_plant_trials.py"
    "::test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on": (
        _mutation("processes.plant_trials", "plant_trials", with_field(2, with_context=False))
    ),
    "tests/test_kinds_in_runs.py::test_all_kinds_of_change_are_tried_and_introduced": (
        _mutation("model.function", "FunctionShares.kind", returns("replace"))
    ),
    "tests/test_learning_core.py::test_two_sites_share_the_outcomes_that_are_not_their_own": (
        _mutation("model.cookbook", "Cookbook.__init__", with_argument(1, _of_one_world))
    ),
    f"{_PROCESSES}/test_kinds_of_change.py"
    "::test_what_is_accepted_is_documented_where_procedures_are_reviewed": (
        _mutation(
            "model.relation",
            "Relation.pay",
            where(lambda relation, what, *rest, **who: what == "documentation", None),
        )
    ),
    f"{_PROCESSES}/test_trials.py::test_where_nothing_may_be_tried_not_even_a_miss_is_corrected": (
        _mutation("model.trying", "next_job", with_argument(0, _may_always_try))
    ),
    # 51-57: the work between customer and supplier
    f"{_PROCESSES}/test_target_review.py"
    "::test_a_missed_target_opens_a_loop_once_the_first_six_months_are_over": (
        _mutation("model.targets", "misses", returns((0.0, 0.0, 0.0)))
    ),
    f"{_PROCESSES}/test_target_review.py"
    "::test_a_miss_that_the_supplier_does_not_see_opens_no_loop_before_a_joint_measurement": (
        _mutation("processes.target_review", "target_review", with_argument(2, _undisputed))
    ),
    f"{_PROCESSES}/test_own_inspection.py"
    "::test_who_finds_four_of_five_counts_four_for_each_that_slips_through": (
        _mutation("processes.own_inspection", "inspected", passes_on(2))
    ),
    f"{_PROCESSES}/test_root_cause.py::test_a_pool_that_is_fully_booked_delays_the_search": (
        _mutation("processes.root_cause", "root_cause_loop", with_argument(3, many))
    ),
    f"{_PROCESSES}/test_root_cause.py"
    "::test_nothing_is_contained_before_an_engineer_of_the_supplier_is_free": (
        _mutation("model.founding", "found_relation", founded_with("root_cause", containment=0))
    ),
    f"{_PROCESSES}/test_sorting.py"
    "::test_from_containment_to_correction_defects_are_kept_from_the_customer": (
        _mutation("model.loop", "Loop.sorts", is_property(False))
    ),
    f"{_PROCESSES}/test_ambition_and_corrections.py"
    "::test_a_change_that_does_not_help_what_was_missed_is_no_correction": (
        _mutation("model.trial_course", "_helps", returns(True))
    ),
    f"{_PROCESSES}/test_root_cause.py"
    "::test_a_verified_correction_is_documented_by_an_engineer_of_the_supplier": (
        _mutation("model.founding", "found_relation", founded_with("root_cause", prevention=0))
    ),
    f"{_PROCESSES}/test_recurrence.py"
    "::test_a_correction_that_did_not_help_is_a_recurrence_for_a_time": (
        _mutation("model.recurrence", "recurring", returns(None))
    ),
    f"{_PROCESSES}/test_informal_contact.py"
    "::test_a_contact_brings_insight_some_of_the_way_to_what_a_visit_would_leave": (
        _mutation("model.insight", "Insight.refresh", returns(None))
    ),
    f"{_PROCESSES}/test_auditing.py::test_an_audit_reads_what_there_is_to_be_seen": (
        _mutation("processes.auditing", "auditing", ends_at_once)
    ),
    f"{_PROCESSES}/test_auditing.py::test_an_auditor_who_misreads_gives_another_level": (
        _mutation("model.audit", "ask", with_argument(1, lambda _: 0.0))
    ),
    f"{_PROCESSES}/test_auditing.py::test_a_refused_lot_is_a_finding": (
        _mutation("processes.auditing", "_lot_passes", returns(True))
    ),
    f"{_PROCESSES}/test_auditing.py"
    "::test_each_finding_opens_a_corrective_action_because_of_the_audit": (
        _mutation("processes.auditing", "_ask_for_correction", returns(None))
    ),
    f"{_PROCESSES}/test_corrective_action.py"
    "::test_an_action_that_waits_too_long_for_an_engineer_is_overdue": (
        _mutation("processes.corrective_action", "corrective_action", with_argument(3, many))
    ),
    f"{_PROCESSES}/test_corrective_action.py"
    "::test_what_was_never_written_down_is_documented_and_outlives_those_who_knew_it": (
        _mutation("model.remedies", "document", returns(0))
    ),
    f"{_PROCESSES}/test_corrective_action.py"
    "::test_a_step_that_departs_from_its_book_is_taught_before_others": (
        _mutation("model.remedies", "teach_first", returns(0))
    ),
    f"{_PROCESSES}/test_procedure_review.py"
    "::test_a_session_takes_back_a_bad_change_and_leaves_a_good_one": (
        _mutation("processes.procedure_review", "procedure_reviews", ends_at_once)
    ),
    f"{_PROCESSES}/test_visits.py::test_a_visit_that_finds_nobody_free_waits": (
        _mutation("pools", "Crew.__init__", with_argument(2, lambda _: PLENTY))
    ),
    "tests/test_insight.py"
    "::test_a_visit_refreshes_in_full_what_the_visitors_are_good_at_and_the_rest_in_part": (
        _mutation("model.insight", "Insight.leave", with_field(1, otherwise=1.0))
    ),
    "tests/test_capability.py::test_the_insight_of_a_visit_fades": (
        _mutation("model.capability", "freshness", returns(1.0))
    ),
    f"{_PROCESSES}/test_courting.py::test_the_team_comes_back_when_that_customer_goes": (
        _mutation("model.courting", "Courting.come_back", returns(None))
    ),
    f"{_PROCESSES}/test_replacement.py"
    "::test_who_costs_more_than_a_novice_is_replaced_and_who_costs_less_is_developed": (
        _mutation("model.contract", "loss_of_round", returns(0.0))
    ),
    f"{_PROCESSES}/test_design_staff.py"
    "::test_a_tax_credit_makes_a_designer_pay_who_would_not_without_it": (
        _mutation("processes.design_staff", "design_staff", with_argument(3, lambda _: _no_credit))
    ),
    f"{_PROCESSES}/test_design_staff.py"
    "::test_a_supplier_that_keeps_enough_of_its_savings_hires_a_designer_who_comes_later": (
        _mutation("processes.design_staff", "design_staff", ends_at_once)
    ),
    f"{_PROCESSES}/test_contracting.py"
    "::test_no_cells_are_opened_that_no_designer_would_look_after": (
        _mutation("model.design_staff", "DesignStaff.look_after", returns(True))
    ),
    f"{_PROCESSES}/test_contracting.py::test_a_round_that_paid_raises_the_design_share_by_a_step": (
        _mutation("model.contract", "next_share", passes_on(0))
    ),
    f"{_PROCESSES}/test_teaching.py"
    "::test_teaching_never_overwrites_a_change_of_the_suppliers_own": (
        Change("model.teaching", "Lessons.next_cell", with_argument(2, lambda _: ())),
        Change("model.teaching", "teach_cell", with_argument(3, lambda _: ())),
    ),
    # 58-64: distance, hazards and limits
    "tests/test_trial.py::test_loops_go_with_crossings": (
        _mutation("model.trial", "loops", returns(0))
    ),
    f"{_PROCESSES}/test_trials.py::test_a_far_team_waits_for_longer_with_the_same_luck": (
        _mutation("model.trial", "loop_minutes", lambda _: lambda rule, side: rule.review)
    ),
    f"{_PROCESSES}/test_shipping.py"
    "::test_goods_received_are_counted_with_their_defects_and_freight": (
        _mutation("model.lane", "Route.freight", is_property(0.0))
    ),
    "tests/test_lane.py::test_delays_are_drawn_leg_by_leg_and_rounded_once_each": (
        _mutation("model.lane", "Route.passage", with_argument(0, _punctual))
    ),
    f"{_PROCESSES}/test_shipping.py"
    "::test_a_shipment_that_meets_a_shut_port_arrives_after_reopening_and_names_the_closure": (
        _mutation("model.calendar", "Calendar.release", lambda _: lambda one, time: (time, ()))
    ),
    f"{_PROCESSES}/test_production.py::test_work_on_a_line_rests_while_the_plant_is_shut": (
        _mutation("model.calendar", "Calendar.worked", lambda _: _without_rest)
    ),
    "tests/test_closures.py"
    "::test_a_closure_brings_about_another_after_its_lag_and_is_named_as_its_cause": (
        _mutation("model.closures", "Chained.through", returns([]))
    ),
    "tests/test_accidents.py::test_delays_add_up_as_a_compound_poisson_variable": (
        _mutation("model.accidents", "Accidents.of", returns(()))
    ),
    "tests/test_course.py"
    "::test_a_ship_goes_round_what_usually_lasts_and_does_not_know_that_it_ends_soon": (
        _mutation("model.course", "_turn", returns(None))
    ),
    "tests/test_forwarding.py::test_a_strike_that_has_not_begun_sends_nothing_round": (
        _mutation(
            "model.forwarding",
            "choose_lane",
            with_argument(0, lambda ways: replace(ways, otherwise=())),
        )
    ),
    "tests/test_forwarding.py::test_a_lot_may_turn_until_it_has_come_to_the_port": (
        _mutation("model.forwarding", "better_way", returns(None))
    ),
    "tests/test_forwarding.py::test_what_is_under_way_counts_as_far_as_it_is_expected_before": (
        _mutation(
            "model.forwarding",
            "choose_lane",
            with_argument(0, lambda ways: replace(ways, fast=None)),
        )
    ),
    f"{_PROCESSES}/test_visits.py"
    "::test_a_visit_whose_way_is_shut_is_postponed_at_once_and_sets_out_when_it_reopens": (
        _mutation("model.journey", "Journey.stop", where_called_from("processes.visits", None))
    ),
    f"{_PROCESSES}/test_trials.py"
    "::test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure": (
        _mutation("model.journey", "Journey.round_trips", returns(UNHINDERED))
    ),
    f"{_PROCESSES}/test_procedure_review.py"
    "::test_the_sample_of_a_proposal_waits_at_a_shut_airport_which_the_verdict_names": (
        _mutation("model.journey", "Journey.sample", returns(UNHINDERED))
    ),
    f"{_PROCESSES}/test_visits.py"
    "::test_who_lands_where_the_airport_has_shut_meanwhile_waits_there": (
        _mutation("model.journey", "Journey.landing", returns(None))
    ),
    f"{_PROCESSES}/test_auditing.py"
    "::test_an_audit_that_nobody_can_travel_to_is_held_when_the_way_reopens": (
        _mutation("model.journey", "Journey.stop", where_called_from("processes.auditing", None))
    ),
    f"{_PROCESSES}/test_teaching.py"
    "::test_a_campaign_waits_for_the_way_to_reopen_and_holds_nobody_meanwhile": (
        _mutation("model.journey", "Journey.stop", where_called_from("processes.teaching", None))
    ),
    "tests/test_contract.py"
    "::test_a_round_that_did_not_pay_lowers_the_share_whoever_the_supplier_is": (
        _mutation("model.contract", "next_share", _never_lowered)
    ),
    f"{_PROCESSES}/test_contracting.py"
    "::test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more": (
        _mutation("model.contract", "account_of", with_argument(2, lambda _: 0.0))
    ),
    "tests/test_capability.py::test_what_a_customer_does_not_use_is_idle": (
        _mutation("model.capability", "idle", returns(0.0))
    ),
    f"{_PROCESSES}/test_teaching.py"
    "::test_no_newer_book_comes_under_a_lock_or_where_nothing_is_taught": (
        _mutation("processes.teaching", "renewal", with_argument(1, _unlocked))
    ),
    f"{_PROCESSES}/test_turning_points.py"
    "::test_a_lock_that_is_lifted_brings_the_book_of_that_day": (
        _mutation("model.law", "Law.dates", returns([]))
    ),
    f"{_PROCESSES}/test_government.py::test_below_the_quota_more_cells_are_taught_at_once": (
        _mutation("model.relation", "Relation.teachers", lambda _: _by_the_terms)
    ),
    f"{_PROCESSES}/test_government.py::test_each_month_below_the_quota_costs_the_customer": (
        _mutation("model.relation", "Relation.fined", returns(None))
    ),
    f"{_PROCESSES}/test_government.py"
    "::test_a_course_closes_a_share_of_the_missing_capability_while_courses_are_held": (
        _mutation("processes.government", "courses", returns(None))
    ),
    f"{_PROCESSES}/test_turning_points.py"
    "::test_a_regime_that_follows_is_in_force_from_its_first_minute": (
        _mutation("model.relation", "Relation.govern", returns(None))
    ),
    "tests/test_learning_core.py"
    "::test_a_change_reaches_the_operation_and_its_dependents_and_nothing_else": (
        _mutation("model.landscape", "_dependents", _without_dependents)
    ),
    # 74-90: market and rivalry, as far as they are here
    "tests/test_kinds_in_runs.py"
    "::test_what_is_left_out_costs_function_and_never_more_than_the_demand_allows": (
        _mutation("model.cookbook", "Cookbook.allows", returns(True))
    ),
    f"{_PROCESSES}/test_turnover.py::test_an_operation_goes_back_past_what_was_forgotten_before": (
        _mutation(
            "model.forgetting",
            "Memory.leaves",
            lambda _: (
                lambda memory, operation, practice, before, in_force: (
                    before if in_force == practice else None
                )
            ),
        )
    ),
    f"{_PROCESSES}/test_courting.py"
    "::test_a_supplier_with_idle_teams_wins_another_customer_for_whom_one_of_them_works": (
        _mutation("processes.courting", "courting", ends_at_once)
    ),
    f"{_PROCESSES}/test_courting.py"
    "::test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back": (
        _mutation("model.courting", "Courting.here", lambda _: property(lambda self: self.teams))
    ),
    f"{_PROCESSES}/test_hiring.py::test_the_supplier_gains_what_they_know": (
        _mutation("processes.hiring", "hiring", ends_at_once)
    ),
    "tests/test_teaching.py"
    "::test_what_is_taken_in_depends_on_what_is_known_and_on_the_last_visit": (
        _mutation("model.teaching", "chance_of_copying", with_argument(1, lambda _: 0.0))
    ),
    "tests/test_targets.py::test_the_two_meet_by_the_customers_weight_on_the_way_to_what_it_asks": (
        _mutation("model.targets", "Targets.settle", with_field(3, customer_weight=1.0))
    ),
    f"{_PROCESSES}/test_target_review.py::test_a_missed_target_draws_attention_until_it_is_met": (
        _mutation("model.targets", "attention", returns((1.0, 1.0, 1.0)))
    ),
    f"{_PROCESSES}/test_benchmarking.py"
    "::test_what_home_found_itself_goes_to_the_third_sites_and_to_the_supplier": (
        _mutation("model.benchmark", "Exchange.hand_on_plants_own", returns(None))
    ),
    f"{_PROCESSES}/test_price_talks.py"
    "::test_every_year_the_customer_asks_and_the_supplier_concedes_what_its_cost_has_fallen": (
        _mutation("model.price", "Price.concede", returns(0.0))
    ),
}

#: Tests of what no function makes so: choices of presets, and what the schema does not ask for.
NOTHING_TO_DISABLE = frozenset(
    {
        "tests/test_regimes.py::test_all_regimes_start_with_the_same_design_share",
        "tests/test_avenues.py::test_offshore_outsourcing_is_near_apprenticeship_from_afar",
        "tests/test_avenues.py::test_the_country_of_a_site_changes_nothing",
    }
)
