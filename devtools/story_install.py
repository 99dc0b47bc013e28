"""Installs add-ons and compiles the pages: `python -m devtools.story_install`, then Odoo's own options."""

from __future__ import annotations

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules
from odoo.tools import config


def main(options: list[str]) -> None:
    config.parse_config(options, setup_logging=True)
    load_server_wide_modules()
    registry = Registry.new(config["db_name"][0], update_module=True, install_modules=config["init"])
    with registry.cursor() as cursor:
        api.Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]._pregenerate_assets_bundles()


if __name__ == "__main__":
    main(sys.argv[1:])
