"""What the pages that a signed link opens have in common: a closed door that tells nothing, and no trace elsewhere."""

from odoo.http import request

BY_LINK = {"type": "http", "auth": "public", "website": True, "sitemap": False}


def closed_door(template):
    """The same answer to an expired, an altered and a foreign link."""
    return private(request.render(template, {}, status=403))


def private(response):
    """The address opens the page: no other site, cache or search engine shall keep it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def speak(lang):
    """The language of what follows, texts of the browser included, where it is installed here."""
    if known := lang and request.env["res.lang"]._get_data(code=lang):
        request.update_context(lang=lang)
        request.lang = known
