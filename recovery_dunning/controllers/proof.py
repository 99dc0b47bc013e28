"""The proof file of a case, for whoever reads the files and writes nothing there: made as it is asked for, kept
nowhere."""

from odoo import http
from odoo.http import content_disposition, request
from werkzeug.exceptions import NotFound

from .door import careful, private


class RecoveryProofFile(http.Controller):
    @http.route("/recovery/case/<int:case_id>/proof", type="http", auth="user", methods=["GET"], readonly=False)
    @careful
    def recovery_proof(self, case_id, **_ignored):
        """:raises AccessError: the user does not read the files, or not this case"""
        case = request.env["recovery.case"].browse(case_id).exists()
        if not case:
            raise NotFound
        content = case._proof_file()
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(case._proof_name())),
        ]
        return private(request.make_response(content, headers))
