from . import test_case_record
from . import test_escalation
from . import test_run
from . import test_screens
from . import test_security
from . import test_sending
