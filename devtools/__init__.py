"""What `./dev` is made of: it turns a bare machine into a running Odoo 19, and runs our tools on it."""
