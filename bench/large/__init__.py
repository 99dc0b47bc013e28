"""Books of a million instalments, and what is measured on them."""
