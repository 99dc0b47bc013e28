"""The rules of recovery in pure Python: plain values in, decisions out. Nothing here knows Odoo."""
