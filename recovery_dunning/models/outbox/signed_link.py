"""Signed links: they open one record to whoever holds them, until they expire or are renewed. No account is needed."""

import secrets

from odoo.tools import consteq
from odoo.tools.misc import hash_sign, hmac, verify_hash_signed

CODE_LENGTH = 16  # hexadecimal digits: 64 bits, and the door says nothing to whoever guesses


class SignedLink:
    """The links of one kind. `scope`: what they are signed for. `key`: the field of the record that is part of what is
    signed; renewed, it makes all earlier links invalid. A record that was never renewed has none, and costs no write.
    """

    def __init__(self, scope, key):
        self._scope, self._key = scope, key

    def url(self, record, path, days):
        """The address that opens `record` for so many days."""
        return f"{record.get_base_url()}{path}?access_token={self.token(record, days)}"

    def token(self, record, days):
        """What opens `record` for so many days."""
        record.ensure_one()
        return hash_sign(self._env(record), self._scope, self._signed(record), expiration_hours=days * 24)

    def opens(self, record, token):
        """Whether `token` was signed for `record`, and has not expired."""
        record.ensure_one()
        try:
            return verify_hash_signed(self._env(record), self._scope, token) == self._signed(record)
        except (ValueError, TypeError):  # no text of ours
            return False

    def renew(self, records):
        """The links that were sent open nothing any more. Who may do so is checked by the caller."""
        for record in records.sudo():  # the key, which nobody may read
            record[self._key] = secrets.token_urlsafe(16)

    def _env(self, record):
        return record.sudo().env  # the secret of the database signs, and is not shown

    def _signed(self, record):
        return [record.id, record.sudo()[self._key] or ""]  # the key is signed and compared, never shown


class ShortLink(SignedLink):
    """Links so short that an SMS takes them. They are written for a record that came with one of those above, whose key
    they share; when they expire is for the caller to say."""

    def code(self, record, owner):
        """What opens `record`, which belongs to `owner`, the record that has the key."""
        return hmac(self._env(record), self._scope, (record.id, self._signed(owner)[1]))[:CODE_LENGTH]

    def is_code(self, record, owner, code):
        return consteq(self.code(record, owner).encode(), code.encode())
