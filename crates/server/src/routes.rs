//! Every route of the HTTP interface, one file per resource.

pub mod acting;
pub mod allowance;
mod allowance_shapes;
pub mod apel;
pub mod apel_acts;
pub mod apel_minutes;
mod apel_shapes;
pub mod audit_minutes;
mod audit_shapes;
pub mod audits;
pub mod board;
pub mod board_cache;
pub mod calendar;
pub mod case_papers;
pub mod checks;
pub mod clocks;
pub mod cross_check_shapes;
pub mod cross_checks;
pub mod data_requests;
pub mod day_roll_shapes;
pub mod day_rolls;
pub mod days;
pub mod device_changes;
pub mod device_detail;
pub mod device_shapes;
pub mod devices;
pub mod discipline;
pub mod discipline_ground;
pub mod discipline_shapes;
pub mod discipline_sources;
pub mod discipline_view;
pub mod discrepancies;
pub mod discrepancy_bundles;
pub mod discrepancy_shapes;
pub mod documents;
pub mod doubt_shapes;
pub mod doubts;
pub mod download;
pub mod enrolment_cards;
pub mod erasures;
pub mod evidence;
pub mod file_answers;
pub mod first_day_shapes;
pub mod first_days;
pub mod follow_ups;
pub mod health;
pub mod holds;
pub mod iclock;
pub mod imports;
pub mod inbox;
pub mod indication_shapes;
pub mod info;
pub mod instruction_shapes;
pub mod instructions;
pub mod leave;
pub mod letter_shapes;
pub mod letters;
pub mod log;
pub mod marks;
pub mod match_rates;
pub mod matching;
pub mod matching_decisions;
pub mod matching_shapes;
pub mod my_apel;
pub mod my_data;
pub mod my_doubts;
pub mod my_phone;
pub mod my_push;
pub mod my_requests;
pub mod my_roster;
pub mod my_sidak;
pub mod my_spot_calls;
pub mod notices;
pub mod outages;
pub mod parity;
pub mod parity_shapes;
pub mod pattern_shapes;
pub mod patterns;
pub mod pay_stops;
pub mod pay_stops_shapes;
pub mod people;
pub mod people_files;
pub mod periods;
pub mod phones;
pub mod problem_rows;
pub mod proofs;
pub mod public_desk;
pub mod public_figures;
pub mod public_posts;
pub mod punches;
pub mod readiness;
pub mod recap;
pub mod reconcile;
pub mod reconcile_reports;
pub mod replay;
pub mod reprimands;
pub mod reprimands_shapes;
pub mod rolls;
pub mod roster;
pub mod roster_files;
pub mod roster_lists;
pub mod roster_proposals;
pub mod roster_setup;
pub mod roster_shapes;
mod rule_change_shapes;
pub mod rule_changes;
pub mod service_post_reports;
mod service_post_shapes;
pub mod service_posts;
pub mod session;
pub mod setup;
pub mod shapes;
pub mod sidak;
pub mod sidak_shapes;
pub mod sidak_streams;
pub mod signatures;
pub mod site_networks;
pub mod sites;
pub mod spot_checks;
pub mod stage_shapes;
pub mod stages;
pub mod stations;
pub mod units;
pub mod upload;
pub mod vendor_feeds;
pub mod visit_shapes;
pub mod visits;
pub mod webhooks;
pub mod witness;
pub mod witnesses;
pub mod zones;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

use crate::http::handlers::routes;
use crate::http::{FILE_LIMIT, Web};
use crate::openapi;
use crate::services::photographing;
use crate::services::requesting::filing;

/// The described part: `/api/v1`.
pub fn all() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(openapi::head()).nest("/api/v1", v1())
}

/// Subject by subject: one chain of all would take more of a stack than a thread has.
fn v1() -> OpenApiRouter<Web> {
    let files = OpenApiRouter::new()
        .routes(routes!(imports::preview_import))
        .routes(routes!(imports::create_import, imports::list_imports))
        .routes(routes!(problem_rows::list_problems_of_file))
        .routes(routes!(people_files::import_people))
        .routes(routes!(roster_files::download_roster, roster_files::import_roster))
        .routes(routes!(roster_lists::list_roster_lists, roster_lists::create_roster_list))
        .routes(routes!(allowance::create_allowance_amounts))
        .layer(DefaultBodyLimit::max(FILE_LIMIT));
    let photos = OpenApiRouter::new()
        .routes(routes!(punches::put_photo, punches::show_photo))
        .layer(DefaultBodyLimit::max(photographing::MOST_BYTES));
    let proof = OpenApiRouter::new()
        .routes(routes!(my_requests::put_request_file, my_requests::show_request_file))
        .routes(routes!(my_doubts::put_my_doubt_file, my_doubts::show_my_doubt_file))
        .routes(routes!(sidak::put_sidak_file, sidak::show_sidak_file))
        .routes(routes!(follow_ups::put_my_follow_up_file, follow_ups::show_my_follow_up_file))
        .routes(routes!(visits::put_visit_file, visits::show_visit_file))
        .layer(DefaultBodyLimit::max(filing::MOST_BYTES));
    let scans = OpenApiRouter::new()
        .routes(routes!(rolls::create_roll_scan))
        .layer(DefaultBodyLimit::max(filing::MOST_BYTES + 64 * 1024));
    OpenApiRouter::new()
        .merge(doors())
        .merge(register())
        .merge(machines())
        .merge(boards())
        .merge(rosters())
        .merge(own())
        .merge(inspections())
        .merge(discipline_cases())
        .merge(letter_desk())
        .merge(evidence_and_audits())
        .merge(allowances())
        .merge(rules())
        .merge(scans)
        .merge(photos)
        .merge(proof)
        .merge(files)
}

/// Doors anybody may knock at, and those to oneself.
fn doors() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(info::show_info))
        .routes(routes!(documents::show_document))
        .routes(routes!(public_figures::show_public_attendance))
        .routes(routes!(public_figures::download_public_table))
        .routes(routes!(public_desk::show_public_desk))
        .routes(routes!(public_desk::preview_public_table))
        .routes(routes!(public_desk::create_public_word))
        .routes(routes!(public_desk::create_public_withdrawal))
        .routes(routes!(session::create_session))
        .routes(routes!(session::delete_session))
        .routes(routes!(session::enrol))
        .routes(routes!(session::show_me))
        .routes(routes!(setup::show_setup, setup::create_instansi))
        .routes(routes!(replay::show_replay))
        .routes(routes!(public_posts::show_public_post))
        .routes(routes!(public_posts::create_public_post_report))
        .routes(routes!(proofs::show_proof))
        .routes(routes!(proofs::show_consistency))
        .routes(routes!(proofs::show_log))
}

/// People, units and places of work.
fn register() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(units::list_units, units::create_unit))
        .routes(routes!(units::change_unit))
        .routes(routes!(people::list_people, people::create_person))
        .routes(routes!(people_files::show_template))
        .routes(routes!(people::show_person))
        .routes(routes!(days::list_days))
        .routes(routes!(days::list_my_days))
        .routes(routes!(sites::list_sites, sites::create_site))
        .routes(routes!(sites::check_site))
        .routes(routes!(sites::change_site))
        .routes(routes!(sites::show_site_history))
        .routes(routes!(sites::assign_site))
        .routes(routes!(site_networks::list_site_networks, site_networks::change_site_networks))
        .routes(routes!(enrolment_cards::show_cards, enrolment_cards::print_cards))
        .routes(routes!(readiness::show_readiness))
        .routes(routes!(readiness::download_readiness_xlsx))
        .routes(routes!(readiness::download_readiness_csv))
        .routes(routes!(match_rates::list_match_rates))
        .routes(routes!(parity::show_parity))
        .routes(routes!(parity::download_parity))
        .routes(routes!(stages::list_stages))
        .routes(routes!(stages::show_stage))
        .routes(routes!(stages::create_stage_step))
        .routes(routes!(calendar::list_calendar))
        .routes(routes!(phones::list_phones))
        .routes(routes!(phones::decide_phone))
        .routes(routes!(stations::list_stations, stations::create_station))
        .routes(routes!(stations::revoke_station))
        .routes(routes!(stations::claim_station))
        .routes(routes!(stations::show_station))
        .routes(routes!(acting::list_acting, acting::create_acting))
        .routes(routes!(acting::end_acting))
}

/// Terminals, and what comes from them and from files.
fn machines() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(devices::list_devices))
        .routes(routes!(device_detail::show_device))
        .routes(routes!(device_detail::list_device_messages))
        .routes(routes!(device_detail::show_device_message))
        .routes(routes!(device_changes::propose_device))
        .routes(routes!(device_changes::decide_device))
        .routes(routes!(device_changes::move_device))
        .routes(routes!(device_changes::retire_device))
        .routes(routes!(device_changes::guard_device))
        .routes(routes!(device_changes::create_device_command))
        .routes(routes!(device_changes::withdraw_device_command))
        .routes(routes!(clocks::show_device_clock))
        .routes(routes!(clocks::list_clock_proposals))
        .routes(routes!(clocks::decide_clock_proposal))
        .routes(routes!(marks::list_marks))
        .routes(routes!(problem_rows::list_problems))
        .routes(routes!(matching::list_unmatched))
        .routes(routes!(matching::show_key))
        .routes(routes!(matching::preview_pin_decisions))
        .routes(routes!(matching::create_pin_decisions))
        .routes(routes!(matching::propose_matches))
        .routes(routes!(matching::list_pin_conflicts))
        .routes(routes!(outages::list_outages, outages::create_outage))
        .routes(routes!(outages::show_outage_effects))
        .routes(routes!(outages::decide_outage))
        .routes(routes!(outages::end_outage))
        .routes(routes!(rolls::list_rolls, rolls::create_roll))
        .routes(routes!(rolls::show_roll_scan))
        .routes(routes!(zones::list_zones, zones::create_zone))
        .routes(routes!(zones::decide_zone))
        .routes(routes!(zones::list_zone_reviews))
        .routes(routes!(webhooks::list_webhooks, webhooks::create_webhook))
        .routes(routes!(webhooks::delete_webhook))
        .routes(routes!(webhooks::test_webhook))
        .routes(routes!(webhooks::list_webhook_deliveries))
}

/// Boards, first days, recaps and comparisons.
fn boards() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(board::show_board))
        .routes(routes!(board::follow_board))
        .routes(routes!(board::show_board_usual))
        .routes(routes!(first_days::list_first_days, first_days::create_first_day))
        .routes(routes!(first_days::show_first_day))
        .routes(routes!(first_days::list_first_day_people))
        .routes(routes!(first_days::download_first_day_xlsx))
        .routes(routes!(first_days::download_first_day_pdf))
        .routes(routes!(first_days::download_first_day_png))
        .routes(routes!(day_rolls::list_day_rolls, day_rolls::create_day_roll))
        .routes(routes!(day_rolls::list_my_day_rolls))
        .routes(routes!(day_rolls::show_day_roll))
        .routes(routes!(reconcile::show_reconciliation))
        .routes(routes!(reconcile::refresh_reconciliation))
        .routes(routes!(recap::show_recap))
        .routes(routes!(recap::download_xlsx))
        .routes(routes!(recap::download_pdf))
        .routes(routes!(reconcile_reports::download_reconcile_xlsx))
        .routes(routes!(reconcile_reports::download_reconcile_pdf))
        .routes(routes!(reconcile_reports::download_portal_corrections))
        .routes(routes!(roster_lists::compare_rosters))
        .routes(routes!(periods::list_periods, periods::close_period))
        .routes(routes!(periods::ask_reopen_period))
        .routes(routes!(periods::reopen_period))
        .routes(routes!(periods::list_deltas))
        .routes(routes!(discrepancies::list_discrepancies))
        .routes(routes!(discrepancies::show_discrepancy))
        .routes(routes!(discrepancies::preview_discrepancy))
        .routes(routes!(discrepancies::create_discrepancy_step))
        .routes(routes!(discrepancy_bundles::list_discrepancy_causes))
        .routes(routes!(discrepancy_bundles::look_at_cause_clock))
        .routes(routes!(discrepancy_bundles::preview_discrepancy_bundle))
        .routes(routes!(discrepancy_bundles::create_discrepancy_bundle))
        .routes(routes!(discrepancy_bundles::decide_discrepancy_bundle))
}

/// Who serves when.
fn rosters() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(roster::show_roster))
        .routes(routes!(roster::create_roster_change))
        .routes(routes!(roster::apply_pattern))
        .routes(routes!(roster::copy_roster))
        .routes(routes!(roster_proposals::list_proposals))
        .routes(routes!(roster_proposals::decide_proposal))
        .routes(routes!(roster_setup::create_turn))
        .routes(routes!(roster_setup::change_turn))
        .routes(routes!(roster_setup::end_turn))
        .routes(routes!(roster_setup::create_post))
        .routes(routes!(roster_setup::end_post))
        .routes(routes!(roster_setup::create_pattern))
        .routes(routes!(roster_setup::end_pattern))
        .routes(routes!(my_roster::show_my_roster))
        .routes(routes!(my_roster::list_colleagues_on_duty))
        .routes(routes!(leave::show_leave))
        .routes(routes!(leave::create_leave_opening))
        .routes(routes!(inbox::list_inbox))
        .routes(routes!(inbox::show_inbox_request))
        .routes(routes!(inbox::create_decisions))
}

/// What people do and see for themselves.
fn own() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(punches::create_punches))
        .routes(routes!(my_phone::show_punching))
        .routes(routes!(my_phone::create_challenge))
        .routes(routes!(my_phone::create_my_phone, my_phone::list_my_phones))
        .routes(routes!(my_phone::revoke_my_phone))
        .routes(routes!(my_phone::list_seals))
        .routes(routes!(my_data::list_looks))
        .routes(routes!(my_data::download_export))
        .routes(routes!(my_data::list_my_data_requests, my_data::create_data_request))
        .routes(routes!(my_data::reply_to_data_request))
        .routes(routes!(my_data::withdraw_data_request))
        .routes(routes!(data_requests::list_data_requests))
        .routes(routes!(data_requests::answer_data_request))
        .routes(routes!(notices::list_notices))
        .routes(routes!(notices::read_notices))
        .routes(routes!(notices::show_choices, notices::put_choices))
        .routes(routes!(notices::create_email, notices::delete_email))
        .routes(routes!(notices::confirm_email))
        .routes(routes!(my_push::show_push, my_push::create_push))
        .routes(routes!(my_push::delete_push))
        .routes(routes!(my_push::test_push))
        .routes(routes!(my_requests::create_request, my_requests::list_my_requests))
        .routes(routes!(my_requests::check_request))
        .routes(routes!(my_requests::show_request))
        .routes(routes!(my_requests::withdraw_request))
        .routes(routes!(my_requests::resubmit_request))
        .routes(routes!(my_requests::show_my_leave))
        .routes(routes!(my_requests::list_colleagues))
        .routes(routes!(my_apel::list_my_apel))
        .routes(routes!(my_spot_calls::list_my_spot_calls))
        .routes(routes!(my_sidak::show_my_sidak))
        .routes(routes!(my_doubts::list_my_doubts))
        .routes(routes!(my_doubts::show_my_doubt))
        .routes(routes!(my_doubts::create_my_doubt_step))
}

/// Sidak, visits, apel, service posts, and what follows.
fn inspections() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(sidak_streams::follow_sidak))
        .routes(routes!(apel::list_apel, apel::create_apel))
        .routes(routes!(apel_acts::list_apel_events))
        .routes(routes!(apel::show_apel))
        .routes(routes!(apel_minutes::print_apel_minutes))
        .routes(routes!(apel::move_apel))
        .routes(routes!(apel::cancel_apel))
        .routes(routes!(apel::close_apel))
        .routes(routes!(apel::let_off_apel))
        .routes(routes!(apel_acts::tap_apel))
        .routes(routes!(apel_acts::scan_apel))
        .routes(routes!(apel_acts::add_apel_point))
        .routes(routes!(apel_acts::add_apel_instruction))
        .routes(routes!(apel_acts::propose_apel_correction))
        .routes(routes!(apel_acts::decide_apel_correction))
        .routes(routes!(service_posts::show_service_post_coverage))
        .routes(routes!(service_posts::list_service_posts, service_posts::create_service_post))
        .routes(routes!(service_posts::show_service_post))
        .routes(routes!(service_posts::change_service_post))
        .routes(routes!(service_posts::show_service_post_plan))
        .routes(routes!(service_posts::download_service_post_sheet))
        .routes(routes!(service_post_reports::list_service_post_reports))
        .routes(routes!(service_post_reports::answer_service_post_report))
        .routes(routes!(visits::list_visit_tours, visits::create_visit_tour))
        .routes(routes!(visits::show_visit_roster))
        .routes(routes!(visits::list_visits, visits::create_visit))
        .routes(routes!(visits::show_visit))
        .routes(routes!(visits::print_visit_minutes))
        .routes(routes!(visits::create_visit_follow_ups))
        .routes(routes!(sidak::list_sidak, sidak::create_sidak))
        .routes(routes!(sidak::show_sidak))
        .routes(routes!(sidak::close_sidak))
        .routes(routes!(sidak::print_sidak_minutes))
        .routes(routes!(sidak::publish_sidak))
        .routes(routes!(sidak::show_sidak_unit))
        .routes(routes!(sidak::create_sidak_roll))
        .routes(routes!(instructions::list_instructions, instructions::create_instruction))
        .routes(routes!(instructions::create_instruction_step))
        .routes(routes!(follow_ups::list_follow_ups))
        .routes(routes!(follow_ups::show_follow_up))
        .routes(routes!(follow_ups::create_follow_up_step))
        .routes(routes!(follow_ups::show_follow_up_file))
        .routes(routes!(follow_ups::list_my_follow_ups))
        .routes(routes!(follow_ups::show_my_follow_up))
        .routes(routes!(follow_ups::create_my_follow_up_step))
}

/// The ladder and cases of discipline, stops of pay and the register of reprimands.
fn discipline_cases() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(discipline::list_indications))
        .routes(routes!(discipline::list_cases, discipline::create_case))
        .routes(routes!(discipline::show_case))
        .routes(routes!(discipline_sources::draft_case))
        .routes(routes!(discipline_sources::show_source_case))
        .routes(routes!(discipline::create_case_act))
        .routes(routes!(discipline::put_case_file, discipline::show_case_file))
        .routes(routes!(discipline::print_case_letter))
        .routes(routes!(signatures::show_case_signature, signatures::sign_case_letter))
        .routes(routes!(discipline::find_case_people))
        .routes(routes!(pay_stops::list_pay_stops, pay_stops::create_pay_stop))
        .routes(routes!(pay_stops::show_pay_stop_days))
        .routes(routes!(pay_stops::show_pay_stop))
        .routes(routes!(pay_stops::create_pay_stop_act))
        .routes(routes!(pay_stops::print_pay_stop_letter))
        .routes(routes!(signatures::show_pay_stop_signature, signatures::sign_pay_stop_letter))
        .routes(routes!(pay_stops::list_my_pay_stops))
        .routes(routes!(reprimands::list_reprimands, reprimands::create_reprimand))
        .routes(routes!(reprimands::count_reprimands))
        .routes(routes!(reprimands::show_reprimand))
        .routes(routes!(reprimands::create_reprimand_act))
        .routes(routes!(reprimands::print_reprimand_letter))
        .routes(routes!(signatures::show_reprimand_signature, signatures::sign_reprimand_letter))
        .routes(routes!(reprimands::list_my_reprimands))
        .routes(routes!(case_papers::propose_letter_number))
        .routes(routes!(case_papers::list_case_papers, case_papers::create_case_paper))
        .routes(routes!(case_papers::download_case_absences))
        .routes(routes!(case_papers::download_hukdis_json))
        .routes(routes!(case_papers::download_hukdis_csv))
}

/// What an office says about its letters.
fn letter_desk() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(letters::list_letter_templates))
        .routes(routes!(letters::show_letter_template, letters::create_letter_template))
        .routes(routes!(letters::preview_letter_template))
        .routes(routes!(letters::list_letterheads, letters::create_letterhead))
        .routes(routes!(letters::preview_letterhead))
        .routes(routes!(letters::show_letter_numbering, letters::create_letter_numbering))
}

/// Checks, evidence, doubts, audits and erasures.
fn evidence_and_audits() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(audit_minutes::print_audit_minutes))
        .routes(routes!(checks::list_checks, checks::create_checks))
        .routes(routes!(evidence::show_punch_evidence))
        .routes(routes!(evidence::list_weighed_days))
        .routes(routes!(cross_checks::show_my_cross_checks))
        .routes(routes!(cross_checks::create_cross_check_answers))
        .routes(routes!(cross_checks::list_cross_checks))
        .routes(routes!(cross_checks::list_counter_looks))
        .routes(routes!(cross_checks::create_counter_look))
        .routes(routes!(cross_checks::show_cross_check))
        .routes(routes!(spot_checks::list_spot_checks))
        .routes(routes!(spot_checks::show_spot_rule))
        .routes(routes!(spot_checks::create_spot_round))
        .routes(routes!(spot_checks::show_spot_round))
        .routes(routes!(spot_checks::excuse_spot_call))
        .routes(routes!(witnesses::create_witness_statements, witnesses::list_witnesses))
        .routes(routes!(witnesses::list_my_witnesses))
        .routes(routes!(patterns::list_pattern_points))
        .routes(routes!(patterns::show_pattern_point))
        .routes(routes!(patterns::list_pattern_phones))
        .routes(routes!(patterns::show_pattern_phones))
        .routes(routes!(patterns::show_pattern_timeline))
        .routes(routes!(patterns::download_pattern_dossier_pdf))
        .routes(routes!(patterns::download_pattern_dossier_xlsx))
        .routes(routes!(patterns::show_pattern_dossier))
        .routes(routes!(audits::show_audit_patterns))
        .routes(routes!(audits::list_audit_samples, audits::create_audit_sample))
        .routes(routes!(audits::show_audit_sample))
        .routes(routes!(audits::redraw_audit_sample))
        .routes(routes!(audits::show_audit_population))
        .routes(routes!(audits::list_audit_findings, audits::create_audit_finding))
        .routes(routes!(audits::show_audit_finding))
        .routes(routes!(audits::answer_audit_finding))
        .routes(routes!(audits::close_audit_finding))
        .routes(routes!(doubts::list_doubts, doubts::create_doubt))
        .routes(routes!(doubts::list_doubt_queue))
        .routes(routes!(doubts::list_doubt_signals))
        .routes(routes!(doubts::show_doubt))
        .routes(routes!(doubts::create_doubt_step))
        .routes(routes!(doubts::show_doubt_file))
        .routes(routes!(erasures::list_erasures, erasures::create_erasure))
        .routes(routes!(erasures::plan_erasure))
        .routes(routes!(erasures::decide_erasure))
        .routes(routes!(holds::list_holds, holds::create_hold))
        .routes(routes!(holds::end_hold))
}

/// The allowance of a month.
fn allowances() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(allowance::list_allowance))
        .routes(routes!(allowance::list_allowance_schedules))
        .routes(routes!(allowance::list_allowance_months, allowance::create_allowance_month))
        .routes(routes!(allowance::decide_allowance_month))
        .routes(routes!(allowance::suppose_allowance))
        .routes(routes!(allowance::export_allowance))
        .routes(routes!(allowance::show_allowance))
        .routes(routes!(allowance::show_my_allowance))
}

/// The rules in force and their changes.
fn rules() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(rule_changes::list_rules))
        .routes(routes!(rule_changes::show_rule_text))
        .routes(routes!(rule_changes::suppose_rules))
        .routes(routes!(rule_changes::list_rule_changes, rule_changes::create_rule_change))
        .routes(routes!(rule_changes::decide_rule_change))
}

/// What programs and people read beside the API.
pub fn unlisted() -> Router<Web> {
    Router::new()
        .route("/healthz", get(health::show_liveness))
        .route("/readyz", get(health::show_readiness))
        .route("/metrics", get(health::show_metrics))
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/docs", get(openapi::browse))
        .merge(log::router())
        .route("/witness/add-checkpoint", post(witness::add_checkpoint))
}
