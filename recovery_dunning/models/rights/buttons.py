"""A button is shown to whoever may press it: its method says who (`record/way_in.py`)."""

from odoo import models


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _postprocess_access_rights(self, tree):
        for button in tree.xpath("//button[@type='object'][@name]"):
            if (group := self._recovery_group_of(button)) and not self.env.user.has_group(group):
                button.getparent().remove(button)
        return super()._postprocess_access_rights(tree)

    def _recovery_group_of(self, button):
        """The right that the method of a button asks for; nothing where it is none of ours, or asks for none."""
        views = (
            node for node in button.iterancestors() if node.tag != "field" and "model_access_rights" in node.attrib
        )
        view = next(views, None)
        model = view.get("model_access_rights") if view is not None else None
        method = getattr(self.env.registry.get(model), button.get("name"), None)
        return getattr(method, "way_in", (None,))[0]
