"""The list of what we stand on in Odoo is that of today's sources, and tells what another Odoo does otherwise."""

from __future__ import annotations

from devtools import platform, surface
from devtools.console import Console

WRITTEN = "| `mail.mail._send` | (a, b=) | x.py |\n| `mail.gone` | there | y.xml |\n"


def test_the_list_is_current():
    """After another override or view: `./dev surface`. On an Odoo of another build only what we use is compared."""
    found = surface.entries(surface.read_core(platform.setup(Console()).odoo))
    written = surface.DOCUMENT.read_text(encoding="utf-8")
    names = [row[0] for row in surface.ROW.findall(written)]
    assert names == [name for rows in found.values() for name, _way, _files in rows]
    assert len(names) > 100
    assert not [name for rows in found.values() for name, way, _files in rows if way == "gone"]


def test_another_odoo_is_told_apart():
    now = "| `mail.mail._send` | (a) | x.py |\n"
    assert surface.differences(WRITTEN, now) == [
        "mail.mail._send: (a), in the list (a, b=)",
        "mail.gone: not found any more",
    ]
    assert not surface.differences(WRITTEN, WRITTEN)


def test_what_is_gone_is_noticed(tmp_path):
    """A build whose view has another name, and whose method takes another parameter."""
    addon = tmp_path / "account"
    addon.mkdir()
    other = "class Move:\n    _inherit = ['account.move']\n    def _post(self, hard, *, when=None): pass\n"
    (addon / "models.py").write_text(other, encoding="utf-8")
    core = surface.Core(folders={"account": addon})
    surface._read_models(core, addon / "models.py")
    found = surface.entries(core)
    assert ("account.move._post", "(hard, when=)") in [row[:2] for row in found["Methods that we override"]]
    views = {name: way for name, way, _files in found["Views and templates that we inherit or call"]}
    assert views["account.view_move_form"] == "gone"
