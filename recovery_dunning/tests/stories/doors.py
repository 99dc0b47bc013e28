"""What of our models can be reached from outside: public methods, and fields that may be written."""

import inspect

from ...models.rights.guard import is_kept, is_ours
from ...models.rights.kept import OF_ODOO, OURS

ORM = {
    "create",
    "write",
    "unlink",
}  # asked for by Odoo itself, by access rights and rules; the guard stands before them
# methods of Odoo that we add something to: what Odoo asks for is asked for first, or nothing is done past the rights
OF_ODOO_ITSELF = {
    ("recovery.case", "web_read"),
    ("account.move", "button_draft"),
    ("account.move", "button_cancel"),
    ("ir.mail_server", "send_email"),
    ("mail.mail", "send"),
    ("mail.mail", "mark_outgoing"),
    ("res.config.settings", "get_values"),
    ("res.config.settings", "set_values"),
}


def public_methods(env):
    """(model, name, function) of each public method that we define, on each model that has it."""
    for name, model in sorted(env.registry.items()):
        seen = set()
        for definition in model.mro():
            if not definition.__module__.startswith("odoo.addons.recovery_dunning"):
                continue
            for method, function in vars(definition).items():
                if method.startswith("_") or not inspect.isfunction(function) or method in ORM | seen:
                    continue
                if (name, method) in OF_ODOO_ITSELF or getattr(function, "_api_private", False):
                    continue
                seen.add(method)
                yield name, method, function


def our_fields(env):
    """(model, field) of each field of ours on a model that a person writes."""
    for name in (*OURS, *OF_ODOO):
        for field in env[name]._fields.values():
            if is_ours(field):
                yield name, field


def kept_fields(env):
    return [(name, field) for name, field in our_fields(env) if is_kept(name, field)]
