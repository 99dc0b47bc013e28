from . import (
    recovery_contact_wizard,
    recovery_forecast,
    recovery_hold_wizard,
    recovery_notice_preview,
    recovery_notice_wizard,
    recovery_send_wizard,
    recovery_undo_wizard,
)
