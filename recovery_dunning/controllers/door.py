"""What the pages that a signed link opens have in common: a closed door that tells nothing, and no trace elsewhere."""

from functools import wraps

import psycopg2
from odoo.http import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

BY_LINK = {"type": "http", "auth": "public", "website": True, "sitemap": False}


MOST = 2**31  # of a number of a record
FILES = ("file",)  # what is handed in as a file
TEXTS = ("name", "signature", "access_token", "flow")  # what is never a number


def careful(endpoint):
    """A page of ours, open to anybody: what no browser sends from it is refused before anybody looks at it.

    :raises BadRequest: a value is no text, or a number that no record has
    """

    @wraps(endpoint)
    def answered(self, *args, **values):
        if not all(map(_is_sound, values, values.values())):
            raise BadRequest
        try:
            return endpoint(self, *args, **values)
        except (psycopg2.DataError, OverflowError) as error:
            raise BadRequest from error

    return answered


def _is_sound(name, value):
    if isinstance(value, FileStorage):
        return name in FILES
    if isinstance(value, str):
        return "\x00" not in value and _is_text(value)
    if isinstance(value, int) and name.endswith("_id"):
        return 0 < value < MOST
    return value is None or (isinstance(value, (int, float)) and name not in TEXTS)


def _is_text(value):
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        return False
    return True


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
