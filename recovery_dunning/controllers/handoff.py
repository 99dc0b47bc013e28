"""The files of a handoff, for an agency that has the link and for whoever works here: each download is written down."""

import tempfile
import zipfile

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request
from werkzeug.utils import send_file

from ..models.record.way_in import READER
from .door import BY_LINK, careful, closed_door, private, speak

FOLDER = "/recovery/handoff/<int:handoff_id>"
CLOSED = "recovery_dunning.handoff_closed"


class RecoveryHandoffFiles(http.Controller):
    @http.route(FOLDER, methods=["GET"], **BY_LINK)
    @careful
    def recovery_handoff(self, handoff_id, access_token=None, **_ignored):
        """What there is to download."""
        handoff = self._handoff(handoff_id, access_token)
        if not handoff:
            return closed_door(CLOSED)
        values = {
            "handoff": handoff,
            "files": handoff._shared_files(),
            "address": f"{handoff._link_path()}/",
            "query": f"?access_token={access_token}" if access_token else "",
        }
        return private(request.render("recovery_dunning.handoff_files", values))

    @http.route(f"{FOLDER}/<int:file_id>", methods=["GET"], **BY_LINK)
    @careful
    def recovery_handoff_file(self, handoff_id, file_id, access_token=None, **_ignored):
        handoff = self._handoff(handoff_id, access_token)
        document = handoff and handoff._shared_files().filtered(lambda file: file.id == file_id)
        if not document:
            return closed_door(CLOSED)
        self._note(handoff, document, access_token)
        stream = request.env["ir.binary"]._get_stream_from(document, "raw")
        return private(stream.get_response(as_attachment=True))

    @http.route(f"{FOLDER}/all", methods=["GET"], **BY_LINK)
    @careful
    def recovery_handoff_all(self, handoff_id, access_token=None, **_ignored):
        """All of them in one file. It is put together on disk, one after the other: they may be many."""
        handoff = self._handoff(handoff_id, access_token)
        files = handoff and handoff._shared_files()
        if not files:
            return closed_door(CLOSED)
        self._note(handoff, files, access_token)
        package = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the answer, once it is sent)
        with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as target:  # they are packed already
            for document in files:
                target.writestr(document.name, document.with_context(bin_size=False).raw)
                document.invalidate_recordset()
        package.seek(0)
        answer = send_file(
            package,
            request.httprequest.environ,
            mimetype="application/zip",
            as_attachment=True,
            download_name=f"{handoff.name}.zip".replace("/", "-"),
            response_class=http.Response,
        )
        return private(answer)

    # ---- who comes in ---------------------------------------------------------------------------------------------

    def _handoff(self, handoff_id, access_token):
        """The handoff, for the holder of its link or for a collector of its company; otherwise None."""
        # looked at with all rights, handed out to those two only
        handoff = request.env["recovery.handoff"].sudo().browse(handoff_id).exists()
        if not handoff:
            return None
        if access_token:
            if not handoff._is_opened_by(access_token):
                return None
            lang = handoff._mandate_lang()
        elif self._works_here(handoff_id):
            lang = request.env.user.lang
        else:
            return None
        speak(lang)
        # whoever holds the link, or works on it: checked above
        return request.env["recovery.handoff"].sudo().with_company(handoff.company_id).browse(handoff_id)

    def _works_here(self, handoff_id):
        """Whether the user may read this handoff as one of those who read the files."""
        if not request.env.user.has_group(READER):
            return False
        try:
            handoff = request.env["recovery.handoff"].browse(handoff_id)
            handoff.with_context(allowed_company_ids=request.env.user.company_ids.ids).check_access("read")
        except AccessError:
            return False
        return True

    def _note(self, handoff, files, access_token):
        if access_token:
            handoff._note_download(files.mapped("name"), request.httprequest.remote_addr)
