"""`docs/rights.md`, who may do what: made from the models themselves, on records of theirs, and checked to be what they
are."""

import os
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules import get_module_path
from odoo.tests import tagged

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER, READER, STATUS, VIEWER, check_group
from ...models.rights.kept import NEVER, ONCE, OURS, WHILE
from ..stories.doors import is_kept, public_methods
from ..stories.one_of_each import OneOfEach

TABLE = Path(get_module_path("recovery_dunning")).resolve().parent / "docs" / "rights.md"
ROLES = {
    "Accountant": "account.group_account_manager",
    "Rep": VIEWER,
    "Collector": COLLECTOR,
    "Manager": MANAGER,
    "Auditor": AUDITOR,
}
OPERATIONS = ("read", "write", "create", "unlink")
HEAD = """\
# Rights

Made by `recovery_dunning/tests/whole/test_rights_table.py`, which fails where this page is not what the models say
(`RECOVERY_WRITE_RIGHTS=1 ./dev test /recovery_dunning:TestRightsTable` writes it anew).

Five roles. An *accountant* here is one without recovery rights, whatever he may do in the books; by default whoever
invoices is a collector too, and whoever administers the accounting a manager (settings: *Who works here*). A *rep* has
the right *Viewer*: how his customers stand, no ledger. A *collector* follows debtors, a *manager* approves, undoes,
waives, hands over, configures. An *auditor* reads what a manager reads, and writes nothing: no button that does
something is shown to him, and no method lets him in.

Who reads a private note: collectors, managers and auditors of its company. Its author alone changes it, he or a manager
hands it on. Who opened which file is read by managers and auditors, and changed by nobody.

r: read, w: write, c: create, d: delete. *Other company*: what those who work in another company alone may do with a
record of this one; empty: nothing. What stands there belongs to no company. What a person writes himself is named;
every other field of these models is written by the actions below, by nobody else. *once*: when the record is made;
*while*: in these states alone.
"""


@tagged("post_install", "-at_install")
class TestRightsTable(OneOfEach):
    def setUp(self):
        super().setUp()
        self.make_one_of_each()
        choices = {"group_recovery_invoicing": False, "group_recovery_accounting": False}
        self.env["res.config.settings"].create(choices).execute()
        other = self.setup_other_company(name="Other company")["company"]
        self.users = {role: self.user_of(group) for role, group in ROLES.items()}
        self.strangers = {role: self.user_of(group, other) for role, group in ROLES.items()}

    def test_the_page_says_what_is(self):
        text = "\n".join([HEAD, *self.models(), "", *self.methods(), ""])
        if os.environ.get("RECOVERY_WRITE_RIGHTS"):
            TABLE.write_text(text, encoding="utf-8")
        if not TABLE.parent.is_dir():
            self.skipTest("the add-on was installed without the documents of its repository")
        self.assertEqual(TABLE.read_text(encoding="utf-8"), text)

    def test_nobody_enters_another_company_but_what_is_shared(self):
        """What stands in the column of the other company names a record that belongs to none."""
        for name in self.own_models():
            record = self.one_of(name)
            company = record.sudo().company_id if "company_id" in record._fields else False
            for role, user in self.strangers.items():
                if company and not record.is_transient():
                    with self.subTest(model=name, role=role):
                        self.assertFalse(self.rights(record, user))

    def one_of(self, name):
        """A record of this model that belongs to the company, where it belongs to one; made up where there is none."""
        model = self.env[name].sudo()
        named = {"res.partner": self.debtor, "account.move": self.move, "res.company": self.company}
        if name in named:
            return named[name].sudo(False)
        if name == "account.move.line":
            return self.instalments(self.move)
        of_company = "company_id" in model._fields and model._fields["company_id"].store
        own = model.search([("company_id", "=", self.company.id)] if of_company else [], limit=1)
        return (own or model.new({"company_id": self.company.id} if of_company else {})).sudo(False)

    def rights(self, record, user):
        """What `user` may do with `record`: the letters of his rights."""
        mine, letters = record.with_user(user), ""
        for letter, operation in zip("rwcd", OPERATIONS, strict=True):
            if mine.browse().has_access(operation) and self.is_ruled_in(mine, operation):
                letters += letter
        return letters

    def is_ruled_in(self, record, operation):
        """Whether the record is among those that the rules leave to its user."""
        if record.is_transient():
            return True
        domain = self.env["ir.rule"].with_user(record.env.user)._compute_domain(record._name, operation)
        return bool(record.sudo().filtered_domain(domain))

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
        yield f"| model | {' | '.join(ROLES)} | other company | by hand |"
        yield "|" + "---|" * (len(ROLES) + 3)
        for name in self.own_models():
            record = self.one_of(name)
            cells = [self.rights(record, user) for user in self.users.values()]
            shared = "" if record.is_transient() else self.shared(record)
            yield f"| `{name}` | {' | '.join(cells)} | {shared} | {self.by_hand(self.env[name])} |"

    def shared(self, record):
        rights = {role: self.rights(record, user) for role, user in self.strangers.items()}
        return ", ".join(f"{role} {its}" for role, its in rights.items() if its)

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
        yield f"| public method | asks of the record | {' | '.join(ROLES)} | other company |"
        yield "|" + "---|" * (len(ROLES) + 3)
        for model, method, function in public_methods(self.env):
            ours = model in self.own_models() or not model.startswith("recovery.")
            if ours and function.__module__.startswith("odoo.addons.recovery_dunning."):
                record = self.one_of(model)
                cells = [self.enters(record, user, function) for user in self.users.values()]
                others = {role: self.enters(record, user, function) for role, user in self.strangers.items()}
                shared = "" if record.is_transient() else ", ".join(role for role, may in others.items() if may)
                yield f"| `{model}.{method}` | {function.way_in[1]} | {' | '.join(cells)} | {shared} |"

    def enters(self, record, user, function):
        """Whether the way in lets `user` call this method on `record`: the right, and the record."""
        group, operation = function.way_in
        self.assertIn(group, (None, STATUS, READER, VIEWER, COLLECTOR, MANAGER))
        try:
            check_group(self.env(user=user), group)
        except AccessError:
            return ""
        may = self.env[record._name].with_user(user).has_access(operation)
        return "yes" if may and self.is_ruled_in(record.with_user(user), operation) else ""
