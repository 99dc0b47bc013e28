"""The one way in: files, as they come, become rows. What cannot be read or matched is a row with its reason; it stops
no other."""

import hashlib
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...engine.lifecycle import archive, codes, reading, standing
from ...engine.lifecycle.values import Problem, Status, Unreadable
from ..case.ranking_once import ranked_once
from ..record.exhibit import prepare_document
from .matching import Match

BATCH = 1000  # files that are read, kept and followed together
AHEAD = timedelta(days=1)  # a clock may be wrong by that


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    @api.model
    def _import_files(self, files, company, source="upload"):
        """Take messages of the life cycle, and do what follows from each.

        Any add-on may hand over what it has got: a file is a message or a ZIP of them.

        :param files: (name, bytes) of each
        :param source: how they came: a key of `SOURCES`
        :returns: the rows made, those that matched no invoice and those of files that say nothing included
        """
        self = self.with_company(company)
        # two imports at once take turns: the second one sees what the first has taken
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", 0x11FEC, company.id))
        rows = self.browse()
        with ranked_once(self.env):
            for batch in split_every(BATCH, self._opened(files), list):
                rows += self._take(batch, company, source)
                self.env.flush_all()
                self.env.invalidate_all(flush=False)  # thousands are not kept in memory
        return rows

    def _opened(self, files):
        """Yield (name, bytes or `Problem`) of each message, archives opened."""
        for name, content in files:
            if not archive.is_archive(content):
                yield name, content
                continue
            try:
                for part_name, part in archive.parts(content):
                    yield part_name, part.problem if isinstance(part, Unreadable) else part
            except Unreadable as error:
                yield name, error.problem

    def _take(self, files, company, source):
        """The rows of some files; their documents are kept."""
        found, contents, twice = [], {}, []
        known = self._known_files(files, company)
        for name, content in files:
            common = {"name": name[:200], "source": source}
            if isinstance(content, Problem):
                found.append((None, {**common, "problem": content.value}))
                continue
            sha256 = hashlib.sha256(content).hexdigest()
            common["sha256"] = sha256
            if sha256 in known:
                twice.append(name)
                continue
            known.add(sha256)
            try:
                found += [(status, common) for status in reading.read(content)]
            except Unreadable as error:
                found.append((None, {**common, "problem": error.problem.value}))
            if len(content) <= reading.LARGEST:
                contents[sha256] = name, content
        rows = self._make(found, company, twice)
        rows.filtered("sha256")._keep_documents(contents)
        rows._keep_pieces([status for status, _values in found if status and status.pieces])
        rows._follow()
        return rows

    def _known_files(self, files, company):
        """The hashes of those of these files that were taken already."""
        hashes = [hashlib.sha256(content).hexdigest() for _name, content in files if isinstance(content, bytes)]
        its = [("company_id", "=", company.id), ("sha256", "in", hashes)]
        known = self.sudo()._read_group(its, ["sha256"])  # hashes
        return {sha256 for (sha256,) in known}

    def _make(self, found, company, twice):
        """The rows of (status, values of its file), and one for all that came again."""
        statuses = [status for status, _values in found if status]
        matches = iter(self._matches(statuses, company))
        tables = self._tables()
        vals_list, taken = [], set()
        for status, common in found:
            if status is None:
                vals_list.append({**common, "company_id": company.id, "currency_id": company.currency_id.id})
                continue
            vals = {**common, **self._prepare_row(status, next(matches), tables)}
            if (vals["company_id"], vals["fingerprint"]) in taken:
                twice.append(common["name"])
            else:
                taken.add((vals["company_id"], vals["fingerprint"]))
                vals_list.append(vals)
        vals_list, again = self._without_known(vals_list)
        twice += again
        if twice:
            vals_list.append(self._prepare_twice(company, twice, found))
        return self.sudo().create(vals_list).with_env(self.env)  # the way in; nobody writes a row by hand

    def _without_known(self, vals_list):
        """(the values that are new, the names of the files that say what is known)"""
        prints = [vals["fingerprint"] for vals in vals_list if vals.get("fingerprint")]
        known = self.sudo()._read_group([("fingerprint", "in", prints)], ["company_id", "fingerprint"])  # hashes
        known = {(company.id, fingerprint) for company, fingerprint in known}
        new, again = [], []
        for vals in vals_list:
            if (vals["company_id"], vals.get("fingerprint")) in known:
                again.append(vals["name"])
            else:
                new.append(vals)
        return new, again

    def _prepare_twice(self, company, names, found):
        """One row for all files of a batch that came again: each of thousands would be noise."""
        more = self.env._(" and %s more", len(names) - 3) if len(names) > 3 else ""
        source = next((values["source"] for _status, values in found), "upload")
        values = {"company_id": company.id, "currency_id": company.currency_id.id, "source": source}
        return {**values, "name": names[0][:200], "problem": "twice", "detail": (", ".join(names[:3]) + more)[:500]}

    @api.model
    def _take_status(self, status, move, source):
        """Take one status of an invoice that is known: what somebody writes down, or another add-on has read.

        :param status: an `engine.lifecycle.values.Status`
        :returns: its row, none if it was taken before
        """
        company = move.company_id
        row = self.with_company(company)._prepare_row(status, Match(company.id, move.id), self._tables())
        new, _again = self._without_known([{**row, "name": self.env._("By hand"), "source": source}])
        rows = self.sudo().create(new).with_env(self.env)  # the way in; nobody writes a row around it
        rows._follow()
        return rows

    # ---- the values of a row --------------------------------------------------------------------------------------

    def _tables(self):
        """What codes, currencies and zones are, looked up once."""
        everything = self.sudo()  # configuration
        return {
            "statuses": {status.code: status.id for status in everything.env["recovery.lifecycle.status"].search([])},
            "reasons": {reason.code: reason.id for reason in everything.env["recovery.lifecycle.reason"].search([])},
            "currencies": {
                currency.name: currency.id
                for currency in everything.env["res.currency"].with_context(active_test=False).search([])
            },
        }

    def _prepare_row(self, status: Status, match, tables):
        """The values of the row of a status."""
        company = self.env["res.company"].browse(match.company_id)
        at = self._in_utc(status.at, company) if status.at else False
        problem = (status.problem and status.problem.value) or match.problem
        if not problem and at > fields.Datetime.now() + AHEAD:
            problem = "future"
        action = next((reason.action for reason in status.reasons if reason.action in codes.ACTIONS), False)
        given = list(dict.fromkeys(reason.code for reason in status.reasons if reason.code))
        return {
            **self._prepare_figures(status, company, tables),
            "company_id": company.id,
            "move_id": match.move_id,
            "code": status.code,
            "status_id": tables["statuses"].get(status.code),
            "status_date": at,
            "issuer_role": status.role[:10],
            "issuer": status.speaker_name or status.speaker,
            "reason_ids": [(6, 0, [tables["reasons"][code] for code in given if code in tables["reasons"]])],
            "reason_codes": ", ".join(given)[:500],
            "comment": _comment(status),
            "action_code": action,
            "number": status.number,
            "invoice_date": status.issued,
            "document_type": status.document_type[:10],
            "seller": status.seller,
            "message_id": status.message_id,
            "payee": status.payee or False,
            "fingerprint": _fingerprint(status),
            "counts": not status.to_portal
            and standing.counts(status.code, status.role, status.document_type, status.speaker, status.seller),
            "state": "aside" if problem else "kept",
            "problem": problem,
            "detail": match.detail,
        }

    def _prepare_figures(self, status, company, tables):
        currency_id = tables["currencies"].get(status.currency, company.currency_id.id)
        figures = {
            "amount_disputed": status.total(codes.GROSS_DISPUTED),
            "amount_disputed_net": status.total(codes.NET_DISPUTED),
            "amount_approved": status.total(codes.GROSS_APPROVED),
            "amount_announced": status.total(codes.PAID),
            "amount_collected": status.total(codes.COLLECTED),
        }
        signed = {name: float(amount or 0) for name, amount in figures.items()}
        unsigned = {name: abs(amount) for name, amount in signed.items() if name != "amount_collected"}
        return {**signed, **unsigned, "currency_id": currency_id, "payment_date": status.pay_day}

    def _in_utc(self, at, company):
        """A time of a message names no zone: it is that of the company."""
        local = at.replace(tzinfo=ZoneInfo(company._recovery_zone()))
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    # ---- the file -------------------------------------------------------------------------------------------------

    def _keep_documents(self, contents):
        """Keep each file once, with the first of the rows that it has; `contents`: {hash: (name, bytes)}."""
        rows = self.sudo()  # files of the rows made just now
        by_file = rows.grouped("sha256")
        kept = [sha256 for sha256 in by_file if sha256 in contents]
        documents = rows.env["ir.attachment"].create(
            [
                {
                    "name": contents[sha256][0].replace("/", "-")[:200],
                    "raw": contents[sha256][1],
                    "mimetype": "application/xml" if by_file[sha256][:1].fingerprint else "application/octet-stream",
                    "res_model": self._name,
                    "res_id": by_file[sha256][0].id,
                }
                for sha256 in kept
            ]
        )
        for sha256, document in zip(kept, documents, strict=True):
            by_file[sha256].document_id = document

    def _keep_pieces(self, statuses):
        """The documents within these statuses, each with the row of its status, for whoever reads that."""
        by_print = self.sudo().grouped("fingerprint") if statuses else {}  # of the rows made just now
        for status in statuses:
            for row in by_print.pop(_fingerprint(status), ()):
                pieces = row.env["ir.attachment"].with_context(attachments_mime_plainxml=True)  # no page of a stranger
                row.piece_ids = pieces.create(
                    [prepare_document(row, one.name, one.content, one.mimetype) for one in status.pieces]
                )


def _comment(status):
    """What the buyer writes, reason by reason."""
    words = [
        ": ".join(dict.fromkeys(filter(None, (reason.text, reason.note)))) or reason.code for reason in status.reasons
    ]
    told = [figure.text for figure in status.figures if figure.text]
    return "\n".join([*filter(None, words), *told])[:4000] or False


def _fingerprint(status):
    """Tells what a status says from anything else, whoever sends it and however it is written."""
    said = [status.seller[:9], status.number, str(status.issued), status.code, str(status.at), status.role]
    for reason in status.reasons:
        figures = [[figure.kind, str(figure.amount), figure.currency, str(figure.day)] for figure in reason.figures]
        said.append([reason.code, reason.action, reason.text, reason.note, figures])
    said += [hashlib.sha256(piece.content).hexdigest() for piece in status.pieces]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
