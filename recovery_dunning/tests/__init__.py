from . import (
    test_case_record,
    test_choice,
    test_dialogue,
    test_editing,
    test_escalation,
    test_hold,
    test_run,
    test_screens,
    test_security,
    test_sending,
    test_ten_rules,
    test_window,
)
