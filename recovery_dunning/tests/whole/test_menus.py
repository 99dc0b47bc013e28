"""The menu: short enough to be read, in an order that a user guesses, and nothing that is out of it is out of reach."""

import re

from odoo.tests import TransactionCase, new_test_user, tagged

AT_MOST = 24  # entries that open something, for whoever may do everything


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    def entries(self, user):
        """What `user` finds in our menu, in its order: the entries that open something."""
        Menu = self.env["ir.ui.menu"].with_user(user)
        seen, found = Menu.browse(Menu._visible_menu_ids()), []

        def walk(menu):
            children = seen.filtered(lambda child: child.parent_id == menu).sorted(lambda c: (c.sequence, c.id))
            if not children:
                found.append(menu)
            for child in children:
                walk(child)

        walk(self.env.ref("recovery_dunning.menu_root").with_user(user))
        return found

    def names(self, group):
        user = new_test_user(self.env, group, groups=f"base.group_user,recovery_dunning.{group}")
        return [menu.name for menu in self.entries(user)]

    def test_a_menu_can_be_read(self):
        admin = self.env.ref("base.user_admin")
        entries = self.entries(admin)
        self.assertLessEqual(len(entries), AT_MOST)
        self.assertTrue(all(menu.action for menu in entries))

    def test_the_day_comes_first(self):
        day = ["Work list", "Cases", "Customers to see", "Runs", "Notices"]
        self.assertEqual(self.names("group_recovery_user")[:5], day)
        self.assertEqual(self.names("group_recovery_manager")[:2], ["Board", "Work list"])
        self.assertEqual(self.names("group_recovery_auditor")[0], "Board")
        self.assertEqual(self.names("group_recovery_viewer"), ["Cases", "Customers to see"])

    def test_what_is_out_of_the_menu_is_within_reach(self):
        """Its action is behind a button of a list or of the set-up page."""
        menus = self.ours("ir.ui.menu").with_context(active_test=False)
        hidden = menus.filtered(lambda menu: not menu.active)
        self.assertTrue(hidden)
        arches = self.ours("ir.ui.view").mapped("arch_db")
        behind = {int(number) for arch in arches for number in re.findall(r'name="(\d+)" type="action"', arch)}
        self.assertFalse(hidden.filtered(lambda menu: menu.action.id not in behind).mapped("name"))

    def ours(self, model):
        data = self.env["ir.model.data"].search([("module", "=", "recovery_dunning"), ("model", "=", model)])
        return self.env[model].browse(data.mapped("res_id"))
