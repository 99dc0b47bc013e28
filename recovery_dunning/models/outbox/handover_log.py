"""A departure: a mail that is handed to the mail server, noted outside the transaction that sends it.

After a crash the note says which mails the server took, and of which one nobody can know (rule 2).
"""

from contextlib import contextmanager

from odoo import api, fields, models, modules
from odoo.tools import SQL

LEAVES = "INSERT INTO recovery_departure (mail_id, arrived) VALUES (%s, FALSE)"
ARRIVED = "UPDATE recovery_departure SET arrived = TRUE WHERE mail_id = %s"
ARRIVED_THEN_LEAVES = "; ".join((ARRIVED, LEAVES))  # both in one word with the database


class RecoveryDeparture(models.Model):
    _name = "recovery.departure"
    _description = "Mail Handed to the Server"
    _log_access = False

    mail_id = fields.Integer(required=True, help="No reference: the mail's own row is being written meanwhile.")
    arrived = fields.Boolean(help="The server took it.")

    _mail_once = models.UniqueIndex("(mail_id)")

    @api.model
    @contextmanager
    def _journal(self):
        """A `Journal` with a connection of its own, for the time of a batch of mails."""
        with self.env.registry.cursor() as cr, _in_one_word(cr):
            journal = Journal(cr)
            try:
                yield journal
            finally:
                journal.close()

    @api.model
    def _of(self, mails):
        """{mail id: whether the server took it} of those that were handed over."""
        if not mails:
            return {}
        query = SQL("SELECT mail_id, arrived FROM recovery_departure WHERE mail_id IN %s", tuple(mails.ids))
        return dict(self.env.execute_query(query))

    @api.model
    def _forget(self, mails):
        """These mails may leave once more: a person says so."""
        if mails:
            self.env.cr.execute(SQL("DELETE FROM recovery_departure WHERE mail_id IN %s", tuple(mails.ids)))

    @api.autovacuum
    def _gc_settled(self):
        """What has an end in the mails themselves needs no note any more."""
        self.env.cr.execute(
            """DELETE FROM recovery_departure d
                WHERE NOT EXISTS (SELECT FROM mail_mail m WHERE m.id = d.mail_id AND m.state = 'outgoing')"""
        )


@contextmanager
def _in_one_word(cr):
    """What is said to the database in one word is kept by it, whole: to begin and to commit are no words of their own,
    which each mail would wait for."""
    connection = cr.connection
    if modules.module.current_test:  # a test has one transaction
        yield
        return
    connection.autocommit = True
    try:
        yield
    finally:
        if not connection.closed:
            connection.autocommit = False


class Journal:
    """Notes the departures of a batch: one short transaction for each, which also says that the mail before arrived.
    It remembers what the server answered: `taken`, `put_off`, `rejected` (for good, says the server), `refused` (for
    good, for a reason of ours) and `unknown`, each {mail id: why}; and why the connection was lost, if it was."""

    def __init__(self, cr):
        self._cr = cr
        self._arrived = None
        self.current = None
        self.taken, self.put_off, self.rejected, self.refused, self.unknown = {}, {}, {}, {}, {}
        self.unwanted = set()  # whose address was refused
        self.lost = None
        self.breaker = None

    def turn_to(self, mail_id):
        """Whatever is sent from now on belongs to this mail."""
        self.current = mail_id

    def leaves(self):
        """From now on nobody else may send this mail: what it says goes to the server."""
        if self._arrived:
            self._cr.execute(ARRIVED_THEN_LEAVES, [self._arrived, self.current])
            self._arrived = None
        else:
            self._cr.execute(LEAVES, [self.current])
        self._cr.commit()  # pylint: disable=invalid-commit
        self.unknown[self.current] = None

    def stays(self):
        """The server has not got it, or has said that it does not take it."""
        if self.unknown.pop(self.current, False) is None:
            self._cr.execute("DELETE FROM recovery_departure WHERE mail_id = %s", [self.current])
            self._cr.commit()  # pylint: disable=invalid-commit

    def arrives(self):
        """The server took it; written with the next departure, or at the end."""
        self.unknown.pop(self.current, None)
        self._note_arrival()
        self._arrived = self.current
        self.taken[self.current] = None

    def lose(self, reason):
        """The connection is gone. What was told whole, without an answer, may have arrived."""
        if not self.lost:
            self.lost, self.breaker = reason, self.current
        if self.current in self.unknown:
            self.unknown[self.current] = reason

    def is_answered(self, mail_id):
        """Whether it is known what became of this mail, or that nobody knows."""
        answers = (self.taken, self.put_off, self.rejected, self.refused, self.unknown)
        return any(mail_id in answer for answer in answers)

    def close(self):
        self._note_arrival()
        self._cr.commit()  # pylint: disable=invalid-commit

    def _note_arrival(self):
        if self._arrived:
            self._cr.execute(ARRIVED, [self._arrived])
            self._arrived = None
