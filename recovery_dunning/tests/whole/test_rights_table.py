"""`docs/rights.md`, who may do what: made from the models themselves, and checked to be what they are."""

import os
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import new_test_user, tagged

from ...models.record.way_in import COLLECTOR, MANAGER, VIEWER
from ...models.rights.kept import NEVER, ONCE, OURS, WHILE
from ..common import RecoveryStory
from ..stories.doors import is_kept, public_methods

TABLE = Path(get_module_path("recovery_dunning")).resolve().parent / "docs" / "rights.md"
ROLES = {
    "Employee": "base.group_user",
    "Viewer": VIEWER,
    "Collector": COLLECTOR,
    "Manager": MANAGER,
}
OPERATIONS = ("read", "write", "create", "unlink")
HEAD = """\
# Rights

Made by `recovery_dunning/tests/whole/test_rights_table.py`, which fails where this page is not what the models say
(`RECOVERY_WRITE_RIGHTS=1 ./dev test /recovery_dunning:TestRightsTable` writes it anew). An accountant
(*Invoicing*) is a collector too, an accounting manager a manager. Everything is within the companies of the user.

r: read, w: write, c: create, d: delete. What a person writes himself is named; every other field of these models is
written by the actions below, by nobody else. *once*: when the record is made; *while*: in these states alone.
"""


@tagged("post_install", "-at_install")
class TestRightsTable(RecoveryStory):
    def test_the_page_says_what_is(self):
        text = "\n".join([HEAD, *self.models(), "", *self.methods(), ""])
        if os.environ.get("RECOVERY_WRITE_RIGHTS"):
            TABLE.write_text(text, encoding="utf-8")
        if not TABLE.parent.is_dir():
            self.skipTest("the add-on was installed without the documents of its repository")
        self.assertEqual(TABLE.read_text(encoding="utf-8"), text)

    def own_models(self):
        return [name for name in sorted(self.env.registry) if name.startswith("recovery.") and name in self.mine()]

    def mine(self):
        """Without those of the neighbours, and without what is only computed with."""
        return {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "recovery_dunning" and not model._abstract
        }

    def models(self):
        users = {role: new_test_user(self.env, role, groups=group) for role, group in ROLES.items()}
        yield f"| model | {' | '.join(ROLES)} | by hand |"
        yield "|" + "---|" * (len(ROLES) + 2)
        for name in self.own_models():
            model = self.env[name]
            rights = [
                "".join(
                    "rwcd"[number] for number, right in enumerate(OPERATIONS) if model.with_user(user).has_access(right)
                )
                for user in users.values()
            ]
            yield f"| `{name}` | {' | '.join(rights)} | {self.by_hand(model)} |"

    def by_hand(self, model):
        if model._name not in OURS:
            return "" if model.is_transient() else "what is not computed"
        once, rows = ONCE.get(model._name, frozenset()), WHILE.get(model._name, [])
        settled = {field for _path, _states, fields in rows for field in fields}
        free = {
            field.name
            for field in model._fields.values()
            if not is_kept(model._name, field) and "recovery_dunning" in field._modules and field.groups != "."
        }
        parts = [
            ("", free - once - settled - NEVER.get(model._name, frozenset())),
            ("once ", once),
            *((f"while {'/'.join(states)} ", fields) for _path, states, fields in rows),
        ]
        return "; ".join(before + ", ".join(sorted(fields)) for before, fields in parts if fields)

    def methods(self):
        names = {group: role for role, group in ROLES.items()}
        yield "| public method | for | asks of the record |"
        yield "|---|---|---|"
        for model, method, function in public_methods(self.env):
            if model in self.own_models() or not model.startswith("recovery."):
                if function.__module__.startswith("odoo.addons.recovery_dunning."):
                    group, operation = function.way_in
                    yield f"| `{model}.{method}` | {names.get(group, 'who may')} | {operation} |"
