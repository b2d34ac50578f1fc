"""Which mechanisms build on which, by the names of their tests."""

from __future__ import annotations

#: Tests of mechanisms that build on one, by the test of that one: they may fail with it.
BUILT_ON = {
    "test_an_idea_of_its_own_that_holds_becomes_standard": (
        "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on",
        "test_a_change_that_holds_alone_is_adopted_alone_and_names_whose_it_was",
        "test_a_third_site_tests_in_its_own_trials_and_hands_nothing_on",
        "test_what_does_not_hold_at_home_alone_or_with_its_context_is_tested_elsewhere_all_the_same",
    ),
    "test_a_relation_works_with_the_side_that_its_regime_says": (
        "test_the_sample_of_a_proposal_waits_at_a_shut_airport_which_the_verdict_names",
        "test_where_the_evidence_is_in_between_the_centre_tests_once_more",
        "test_a_pool_that_is_fully_booked_delays_the_search",
        "test_a_supplier_that_is_trusted_more_is_searched_with_first",
        "test_one_campaign_copies_one_cell_of_the_customers_book",
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
    ),
    "test_a_team_proposes_what_looks_better_with_its_evidence": (
        "test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back",
        "test_a_change_that_does_not_help_what_was_missed_is_no_correction",
        "test_a_refused_team_lets_its_next_own_trial_wait",
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
        "test_a_team_corrects_first_then_retests_what_others_do_then_has_ideas",
    ),
    "test_a_third_site_tests_in_its_own_trials_and_hands_nothing_on": (
        "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on",
        "test_a_change_that_holds_alone_is_adopted_alone_and_names_whose_it_was",
        "test_an_idea_of_its_own_that_holds_becomes_standard",
    ),
    "test_who_is_good_at_improving_helps_to_choose_what_to_improve": (
        "test_those_who_are_hired_find_causes_in_generic_operations_alone",
    ),
    "test_an_operation_depends_on_so_many_others_and_never_on_itself": (
        "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on",
        "test_a_missed_target_draws_attention_until_it_is_met",
        "test_what_does_not_hold_at_home_alone_or_with_its_context_is_tested_elsewhere_all_the_same",
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
        "test_what_another_site_saves_with_a_suppliers_change_counts_in_its_account",
    ),
    "test_books_rebuilt_from_the_record_are_the_books_in_memory": (
        "test_an_undocumented_change_is_forgotten_when_the_one_who_knows_it_leaves",
    ),
    "test_cross_is_the_share_of_dependencies_that_leave_their_cell": (
        "test_a_change_that_does_not_help_what_was_missed_is_no_correction",
        "test_a_missed_target_draws_attention_until_it_is_met",
        "test_a_third_site_tests_in_its_own_trials_and_hands_nothing_on",
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
        "test_what_another_site_saves_with_a_suppliers_change_counts_in_its_account",
    ),
    "test_machines_of_its_own_start_with_whatever_a_novice_picks": (
        "test_each_month_below_the_quota_costs_the_customer",
        "test_below_the_quota_more_cells_are_taught_at_once",
        "test_a_step_that_departs_from_its_book_is_taught_before_others",
        "test_a_missed_target_draws_attention_until_it_is_met",
        "test_a_campaign_holds_an_engineer_of_the_customers_and_waits_until_one_is_free",
        "test_one_campaign_copies_one_cell_of_the_customers_book",
        "test_teaching_never_overwrites_a_change_of_the_suppliers_own",
        "test_where_the_process_is_taught_the_rest_is_left_to_the_supplier",
        "test_a_campaign_waits_for_the_way_to_reopen_and_holds_nobody_meanwhile",
    ),
    "test_a_gain_closes_a_share_of_what_is_missing": (
        "test_a_course_closes_a_share_of_the_missing_capability_while_courses_are_held",
        "test_a_supplier_with_idle_teams_wins_another_customer_for_whom_one_of_them_works",
        "test_an_audit_teaches_the_supplier_something",
        "test_the_supplier_gains_what_they_know",
        "test_each_change_makes_the_supplier_a_little_more_capable",
        "test_each_session_teaches_the_supplier_something",
        "test_a_correction_within_the_norm_teaches_more_than_a_late_one",
        "test_each_day_of_a_stay_closes_a_share_of_the_missing_capability",
    ),
    "test_a_team_corrects_first_then_retests_what_others_do_then_has_ideas": (
        "test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back",
        "test_a_refused_team_lets_its_next_own_trial_wait",
        "test_those_who_are_hired_find_causes_in_generic_operations_alone",
        "test_who_is_good_at_improving_helps_to_choose_what_to_improve",
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
        "test_a_team_proposes_what_looks_better_with_its_evidence",
    ),
    "test_a_design_share_opens_whole_cells_in_their_order": (
        "test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back",
        "test_a_refused_team_lets_its_next_own_trial_wait",
        "test_those_who_are_hired_find_causes_in_generic_operations_alone",
        "test_who_is_good_at_improving_helps_to_choose_what_to_improve",
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
        "test_a_team_corrects_first_then_retests_what_others_do_then_has_ideas",
        "test_a_team_proposes_what_looks_better_with_its_evidence",
    ),
    "test_each_revision_of_a_standard_has_the_next_version": (
        "test_a_change_is_standard_once_the_process_is_approved_and_its_acceptance_is_the_cause",
        "test_a_change_that_holds_alone_is_adopted_alone_and_names_whose_it_was",
        "test_an_idea_of_its_own_that_holds_becomes_standard",
    ),
    "test_a_shipment_that_meets_a_shut_port_arrives_after_reopening_and_names_the_closure": (
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_sample_of_a_proposal_waits_at_a_shut_airport_which_the_verdict_names",
    ),
    "test_visits_go_on_at_their_interval": (
        "test_a_visit_whose_way_is_shut_is_postponed_at_once_and_sets_out_when_it_reopens",
        "test_who_lands_where_the_airport_has_shut_meanwhile_waits_there",
        "test_a_visit_that_finds_nobody_free_waits",
        "test_each_day_of_a_stay_closes_a_share_of_the_missing_capability",
    ),
    "test_an_undocumented_change_is_forgotten_when_the_one_who_knows_it_leaves": (
        "test_what_was_never_written_down_is_documented_and_outlives_those_who_knew_it",
        "test_an_operation_goes_back_past_what_was_forgotten_before",
    ),
    "test_a_ratchet_asks_for_a_little_more_than_the_best_site": (
        "test_who_is_good_at_improving_makes_an_offer_more_realistic",
        "test_the_two_meet_between_what_is_asked_and_what_the_supplier_believes_that_it_can_reach",
    ),
    "test_a_change_is_standard_once_the_process_is_approved_and_its_acceptance_is_the_cause": (
        "test_each_change_makes_the_supplier_a_little_more_capable",
        "test_each_revision_of_a_standard_has_the_next_version",
        "test_what_is_accepted_is_documented_where_procedures_are_reviewed",
    ),
    "test_what_does_not_hold_at_home_alone_or_with_its_context_is_tested_elsewhere_all_the_same": (
        "test_what_home_found_itself_goes_to_the_third_sites_and_to_the_supplier",
    ),
    "test_a_change_that_holds_alone_is_adopted_alone_and_names_whose_it_was": (
        "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on",
        "test_a_third_site_tests_in_its_own_trials_and_hands_nothing_on",
    ),
    "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on": (
        "test_what_does_not_hold_at_home_alone_or_with_its_context_is_tested_elsewhere_all_the_same",
    ),
    "test_two_sites_share_the_outcomes_that_are_not_their_own": (
        "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on",
        "test_a_missed_target_draws_attention_until_it_is_met",
    ),
    "test_a_missed_target_opens_a_loop_once_the_first_six_months_are_over": (
        "test_a_miss_that_the_supplier_does_not_see_opens_no_loop_before_a_joint_measurement",
        "test_a_missed_target_draws_attention_until_it_is_met",
    ),
    "test_a_pool_that_is_fully_booked_delays_the_search": (
        "test_a_supplier_that_is_trusted_more_is_searched_with_first",
        "test_a_verified_correction_is_documented_by_an_engineer_of_the_supplier",
        "test_nothing_is_contained_before_an_engineer_of_the_supplier_is_free",
    ),
    "test_nothing_is_contained_before_an_engineer_of_the_supplier_is_free": (
        "test_a_pool_that_is_fully_booked_delays_the_search",
        "test_a_supplier_that_is_trusted_more_is_searched_with_first",
    ),
    "test_an_audit_reads_what_there_is_to_be_seen": (
        "test_a_refused_lot_is_a_finding",
        "test_an_audit_teaches_the_supplier_something",
        "test_an_auditor_who_misreads_gives_another_level",
        "test_each_finding_opens_a_corrective_action_because_of_the_audit",
        "test_an_audit_that_nobody_can_travel_to_is_held_when_the_way_reopens",
    ),
    "test_each_finding_opens_a_corrective_action_because_of_the_audit": (
        "test_a_refused_lot_is_a_finding",
    ),
    "test_a_session_takes_back_a_bad_change_and_leaves_a_good_one": (
        "test_each_session_teaches_the_supplier_something",
    ),
    "test_a_visit_refreshes_in_full_what_the_visitors_are_good_at_and_the_rest_in_part": (
        "test_who_is_good_at_improving_makes_an_offer_more_realistic",
        "test_who_is_good_at_improving_adds_observations_to_a_review",
        "test_who_is_good_at_improving_helps_to_choose_what_to_improve",
    ),
    "test_the_insight_of_a_visit_fades": (
        "test_the_two_meet_between_what_is_asked_and_what_the_supplier_believes_that_it_can_reach",
        "test_who_is_good_at_improving_makes_an_offer_more_realistic",
        "test_who_is_good_at_improving_adds_observations_to_a_review",
        "test_a_contact_brings_insight_some_of_the_way_to_what_a_visit_would_leave",
        "test_those_who_are_hired_find_causes_in_generic_operations_alone",
        "test_who_is_good_at_improving_helps_to_choose_what_to_improve",
        "test_a_visit_refreshes_in_full_what_the_visitors_are_good_at_and_the_rest_in_part",
    ),
    "test_poor_response_at_the_last_audits_ends_the_relation_because_of_them": (
        "test_who_costs_more_than_a_novice_is_replaced_and_who_costs_less_is_developed",
    ),
    "test_a_round_that_paid_raises_the_design_share_by_a_step": (
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
        "test_a_round_that_did_not_pay_lowers_the_share_whoever_the_supplier_is",
        "test_no_cells_are_opened_that_no_designer_would_look_after",
        "test_the_team_comes_back_when_that_customer_goes",
    ),
    "test_a_round_that_did_not_pay_lowers_the_share_whoever_the_supplier_is": (
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
    ),
    "test_ambition_and_idle_time_each_make_another_customer_likelier": (
        "test_the_team_comes_back_when_that_customer_goes",
        "test_a_supplier_with_idle_teams_wins_another_customer_for_whom_one_of_them_works",
    ),
    "test_the_team_comes_back_when_that_customer_goes": (
        "test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back",
    ),
    "test_a_team_that_works_elsewhere_ends_its_trial_and_begins_no_other_until_it_is_back": (
        "test_the_team_comes_back_when_that_customer_goes",
        "test_a_supplier_with_idle_teams_wins_another_customer_for_whom_one_of_them_works",
    ),
    "test_loops_go_with_crossings": (
        "test_a_far_team_waits_for_longer_with_the_same_luck",
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
    ),
    "test_a_far_team_waits_for_longer_with_the_same_luck": (
        "test_a_trial_takes_longer_by_what_its_samples_wait_and_names_the_closure",
    ),
    "test_a_change_reaches_the_operation_and_its_dependents_and_nothing_else": (
        "test_a_change_that_does_not_help_what_was_missed_is_no_correction",
        "test_each_finding_opens_a_corrective_action_because_of_the_audit",
        "test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on",
        "test_where_targets_move_jointly_a_loop_without_result_revises_the_target_instead",
        "test_the_same_gain_pays_nearby_and_not_from_afar_where_samples_cost_more",
    ),
    "test_the_two_meet_by_the_customers_weight_on_the_way_to_what_it_asks": (
        "test_the_two_meet_between_what_is_asked_and_what_the_supplier_believes_that_it_can_reach",
    ),
    "test_the_two_meet_between_what_is_asked_and_what_the_supplier_believes_that_it_can_reach": (
        "test_who_is_good_at_improving_makes_an_offer_more_realistic",
    ),
    "test_where_the_evidence_is_in_between_the_centre_tests_once_more": (
        "test_who_is_good_at_improving_adds_observations_to_a_review",
    ),
    "test_a_supplier_that_keeps_enough_of_its_savings_hires_a_designer_who_comes_later": (
        "test_a_tax_credit_makes_a_designer_pay_who_would_not_without_it",
    ),
    "test_a_supplier_with_idle_teams_wins_another_customer_for_whom_one_of_them_works": (
        "test_the_team_comes_back_when_that_customer_goes",
    ),
}
