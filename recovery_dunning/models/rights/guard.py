"""The guard over what is written by hand: asked before anything else that our models say of `create` and `write`."""

from odoo import api, models, tools
from odoo.exceptions import AccessError

from ..record.way_in import is_acting
from .kept import NEVER, OF_ODOO, ONCE, OURS, PARTS, WHILE


def is_ours(field):
    """Whether one of our add-ons declares this field."""
    return any(module.startswith("recovery_dunning") for module in field._modules)


def is_kept(model, field):
    """Whether only our own actions write this field, at creation too."""
    if not is_ours(field) or field.name in ONCE.get(model, ()):
        return False
    return field.readonly or field.name in NEVER.get(model, ())


class Guarded:
    """What stands before `create`, `write` and `unlink` of a guarded model."""

    __slots__ = ()

    @api.model_create_multi
    def create(self, vals_list):
        """:raises AccessError: something is said that only our actions say"""
        if self.env.su or is_acting():
            return super().create(vals_list)
        for vals in vals_list:
            self._refuse_kept(vals)
        self._refuse_kept([key[8:] for key in self.env.context if key.startswith("default_")])
        records = super().create(vals_list)
        records._check_part()
        return records

    def write(self, vals):
        """:raises AccessError: something changes that only our actions change, or that is settled"""
        if not (self.env.su or is_acting()):
            self._refuse_kept(vals)
            self._refuse_settled(vals)
        return super().write(vals)

    def unlink(self):
        """:raises AccessError: what it belongs to is settled"""
        if not (self.env.su or is_acting()):
            self._check_part()
        return super().unlink()

    @tools.ormcache()
    def _kept_names(self):
        """The names of the fields that are kept: one look at the fields of a model, for ledgers post and pay by it."""
        own = self._name in OURS  # on a model of Odoo, ours are those that bear our name
        return frozenset(
            name
            for name, field in self._fields.items()
            if (own or name.startswith("recovery_")) and is_kept(self._name, field)
        )

    def _refuse_kept(self, names):
        kept = self._kept_names()
        if not kept.isdisjoint(names):
            self._refuse(self._fields[min(kept.intersection(names))])

    def _refuse_settled(self, names):
        for name in ONCE.get(self._name, frozenset()).intersection(names):
            if any(not self._is_same(record, name, names[name]) for record in self):
                self._refuse(self._fields[name])
        for path, states, fields in WHILE.get(self._name, ()):
            if settled := fields.intersection(names):
                if not self._is_in(path, states):
                    self._refuse(self._fields[min(settled)])

    def _is_same(self, record, name, value):
        """Whether nothing would change: the web client may say what it has read."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return False
        return field.convert_to_cache(value, record) == field.convert_to_cache(record[name], record)

    def _is_in(self, path, states):
        # which state it is in, whoever may read what it belongs to
        return all(state in states for state in self.sudo().mapped(path))

    def _check_part(self):
        path, states = PARTS.get(self._name, (None, None))
        if path and not self._is_in(path, states):
            self._refuse(self._fields[path.split(".")[0]])

    def _refuse(self, field):
        """:raises AccessError: always"""
        raise AccessError(
            self.env._(
                "“%(field)s” (%(what)s) is written by its buttons, not by hand: use one of them.",
                field=field._description_string(self.env),
                what=self.env["ir.model"].sudo()._get(self._name).name,  # a name
            )
        )


for _name in (*OURS, *OF_ODOO):  # one class each, as if it stood in a file of its own
    type("Guarded", (Guarded, models.Model), {"__module__": __name__, "_name": _name, "_inherit": [_name]})
