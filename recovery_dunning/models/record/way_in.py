"""The one way in: what every public method asks for before it does anything."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS
from odoo.tools.misc import clean_context

STATUS = "recovery_dunning.group_recovery_status"  # reads how a customer stands: reps, and all that follow
READER = "recovery_dunning.group_recovery_reader"  # reads the files: collectors, managers, auditors
AUDITOR = "recovery_dunning.group_recovery_auditor"  # a reader who does nothing
VIEWER = "recovery_dunning.group_recovery_viewer"
COLLECTOR = "recovery_dunning.group_recovery_user"
MANAGER = "recovery_dunning.group_recovery_manager"

# whether one of our own actions is at work: nothing that comes over the network can say so
_acting = ContextVar("recovery_acting", default=False)


def is_acting():
    """Whether one of our actions is at work, that has checked who may do it: what it writes is its own."""
    return _acting.get()


@contextmanager
def acting():
    """What is written in here is written by us, not by hand; rights and rules apply as ever."""
    token = _acting.set(True)
    try:
        yield
    finally:
        _acting.reset(token)


def check_group(env, group):
    """:raises AccessError: the user is not in `group` (None: whoever may do the rest)"""
    if group and not (env.su or env.user.has_group(group)):
        name = env.ref(group).sudo().full_name  # the name of the right, to be told
        raise AccessError(env._("You need the right “%s” to do this.", name))


def way_in(group, operation):
    """A public method, for whoever is in `group` (None: whoever has the right) and has the right of `operation` on
    each of the records, by access rights, rules and company. A dialog names only what its user may read. What the
    context says of new records (`default_…`) is left behind: it is said by whoever calls.

    :raises AccessError: the user may not
    """

    def decorate(method):
        @wraps(method)
        def entered(self, *args, **options):
            if not self.env.su:
                check_group(self.env, group)
                self.check_access(operation)
                if self.is_transient():
                    _check_named(self)
                if any(key.startswith("default_") for key in self.env.context):
                    self = self.with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
            with acting():
                return method(self, *args, **options)

        entered.way_in = (group, operation)
        return entered

    return decorate


def _check_named(dialogs):
    """:raises AccessError: a dialog names a record that its user may not read"""
    for field in dialogs._fields.values():
        if field.groups == NO_ACCESS or not (field.relational and field.store):
            continue  # of what nobody but us writes, he has named nothing
        if not dialogs.env[field.comodel_name].is_transient():
            if named := dialogs[field.name]:  # of none, nothing is asked
                named.check_access("read")
