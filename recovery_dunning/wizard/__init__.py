from . import (
    recovery_claim_waive_wizard,
    recovery_contact_wizard,
    recovery_hold_wizard,
    recovery_notice_preview,
    recovery_notice_wizard,
    recovery_rate_wizard,
    recovery_send_wizard,
    recovery_statement,
    recovery_undo_wizard,
)
