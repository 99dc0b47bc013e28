from . import (
    recovery_contact_wizard,
    recovery_forecast,
    recovery_go_live,
    recovery_go_live_applying,
    recovery_go_live_day,
    recovery_go_live_line,
    recovery_hold_wizard,
    recovery_notice_preview,
    recovery_notice_wizard,
    recovery_send_wizard,
    recovery_undo_wizard,
    recovery_word_wizard,
)
