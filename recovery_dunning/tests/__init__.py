"""The stories, in the rooms of their nouns. Odoo runs the modules that are named here."""

from .agency import (
    test_agency,
    test_agency_screens,
    test_ended_otherwise,
    test_remittance,
    test_remittance_file,
    test_remittance_lines,
    test_round_trip,
)
from .arrangement import (
    test_arrangement,
    test_correspondents,
    test_plan,
    test_plan_parties,
    test_promise,
    test_verdict,
)
from .board import (
    test_aged,
    test_behaviour,
    test_behind,
    test_board,
    test_board_files,
    test_board_tours,
    test_breakdown,
    test_expectation,
    test_kpi,
)
from .books import test_doubt_to_loss, test_doubtful, test_loss
from .case import (
    test_another_debtor,
    test_call,
    test_case_closing,
    test_case_ending,
    test_case_letters,
    test_case_screen,
    test_desk_tours,
    test_next_action,
    test_portfolio,
    test_posted_anew,
    test_priority,
    test_visit,
    test_worklist,
)
from .claim import test_claim, test_claim_invoice, test_clause, test_following, test_interest, test_newer_builds
from .court import (
    test_court_tours,
    test_insolvency,
    test_insolvency_noted,
    test_papers,
    test_payment_order,
    test_small_claims,
)
from .debtor import (
    test_attachment,
    test_debtor_file,
    test_visit_card,
    test_visit_list,
    test_visit_rights,
    test_visit_tours,
)
from .handoff import (
    test_export_layout,
    test_handoff,
    test_handoff_tours,
    test_package,
    test_package_failing,
    test_package_of_a_manager,
    test_package_printed,
    test_package_workbook,
    test_placement,
)
from .lifecycle import (
    test_lifecycle_any_order,
    test_lifecycle_arrival,
    test_lifecycle_following,
    test_lifecycle_inbox,
    test_lifecycle_mailbox,
    test_lifecycle_outgoing,
    test_lifecycle_owed,
    test_lifecycle_platforms,
    test_lifecycle_refusal,
    test_lifecycle_retrying,
    test_lifecycle_timeline,
    test_lifecycle_tours,
)
from .limitation import test_limitation
from .notice import (
    test_abroad,
    test_addressee,
    test_bounced,
    test_call_with_sms,
    test_dispatch,
    test_editing,
    test_letter_texts,
    test_letters,
    test_overtaken,
    test_registered,
    test_signer,
    test_sms,
    test_sms_at_night,
    test_sms_numbers,
    test_tone,
)
from .open_items import test_cover, test_cover_everywhere, test_ending, test_invoice_list
from .outbox import test_links, test_outage, test_press, test_replies, test_sending, test_wire
from .page import (
    test_page,
    test_page_attacked,
    test_page_figures,
    test_page_fuzzed,
    test_page_limits,
    test_page_payment,
    test_page_tours,
)
from .privacy import test_access_log, test_copy, test_erasing, test_notes
from .procedure import test_choice, test_contacts, test_procedure, test_window
from .record import (
    test_case_record,
    test_chain,
    test_evidence_file,
    test_pdf_bundle,
    test_taken_later,
    test_whole_file,
)
from .route import test_route
from .run import (
    test_background,
    test_escalation,
    test_forecast,
    test_go_live,
    test_go_live_days,
    test_hold,
    test_run,
    test_setup,
)
from .settlement import test_outcome, test_retention, test_settlement
from .whole import (
    test_branches,
    test_by_hand,
    test_companies_apart,
    test_hoot,
    test_menus,
    test_one_figure,
    test_random_history,
    test_random_ledger,
    test_rights_table,
    test_roles,
    test_screens,
    test_security,
    test_ten_rules,
    test_translations,
    test_way_in,
)
