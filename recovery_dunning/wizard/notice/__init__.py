from . import (  # isort: skip
    notice_wizard,
    preview,
    registered_wizard,
    tracking_wizard,
)
