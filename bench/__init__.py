"""Side-by-side measurements of the add-on of `./dev bench`: against a peer, against SQL, against Odoo."""
