"""Whatever is sent to the public pages is answered: with the page, with a sentence, or with 400 or 403; never with 500.

`RECOVERY_TRIES` says how often it is tried (`./dev test --long`: 10,000 times)."""

import json
import os
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..stories.page import PageStory, image

SHORT = 300
TRIES = int(os.environ.get("RECOVERY_TRIES", SHORT))
FORMS = {
    "promise": ("line", "date", "amount", "note"),
    "dispute": ("line", "amount", "type", "claim", "file"),
    "plan": ("line", "months", "down_payment", "day_of_month", "note"),
    "proof": ("line", "file", "note"),
}
NUMBERS = st.sampled_from(["0", "-1", "1", "2147483648", "9" * 30, "1e9", "\u0663", "0x10", "NaN"])
TEXTS = st.one_of(
    NUMBERS,
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            "\x00",
            "a\x00b",
            "%ED%A0%80",
            "12\u20ac34",
            "1 234,56",
            "9999-12-31",
            "0001-01-01",
            "2026-02-30",
            "x" * 6000,
            "None",
        ]
    ),
)
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def is_answered(path):
    """Whether a signed link may be asked for: where its number is none, no route of ours matches, and of such a path
    with the end of a line in it Odoo makes a redirection that can't be sent, whatever the path is."""
    number = path.split("/")[2]
    return (number.isascii() and number.isdigit()) or not {"%0A", "%0D"} & {
        path[at : at + 3] for at in range(len(path))
    }


@tagged("post_install", "-at_install")
class TestPageFuzzed(PageStory):
    def setUp(self):
        super().setUp()
        self.company.write(dict.fromkeys(("recovery_page", "recovery_page_pay", "recovery_page_proof"), True))
        plan = self.env["recovery.plan"]
        payment = [(0, 0, {"date": self.on("+5d"), "amount": 40})]
        self.plan = plan.create({**plan._prepare_for(self.instalments(self.young)), "schedule_ids": payment})
        self.plan.action_propose()
        self.env.flush_all()
        self.token = self.case._page_token()
        self.good = {
            "line": [str(line_id) for line_id in self.instalments(self.old).ids],
            "date": [str(self.on("+4d"))],
            "amount": ["10", "60"],
            "type": [str(self.env.ref("recovery_dunning.dispute_type_other").id)],
            "months": ["2"],
            "access_token": [self.token],
        }

    def some(self, name):
        """What a form sends under this name, sound or not, once or more often."""
        good = [st.sampled_from(self.good[name])] if name in self.good else []
        return st.lists(st.one_of(*good, TEXTS), max_size=3)

    def requests(self):
        """(method, path, values, files, json) of one request."""
        numbers = st.one_of(st.just(str(self.case.id)), st.just(str(self.plan.id)), NUMBERS)
        names = st.sampled_from(sorted(FORMS))
        form = names.flatmap(
            lambda name: st.tuples(
                st.just("POST"),
                st.just(f"/my/recovery/{self.case.id}/{name}"),
                st.fixed_dictionaries(
                    {}, optional={field: self.some(field) for field in (*FORMS[name], "once", "lang")}
                ),
                st.sampled_from([(), ("file",), ("note",), ("amount",)]),
            )
        )
        pages = st.tuples(
            st.just("GET"),
            st.one_of(
                st.builds("/my/recovery/{}".format, numbers),
                st.builds("/my/recovery/{}/pay".format, numbers),
                st.builds("/my/recovery/{}/invoice/{}".format, numbers, numbers),
                st.builds("/my/recovery/{}/agreement/{}".format, numbers, numbers),
                st.builds("/my/recovery/{}/waiver/{}".format, numbers, numbers),
                st.builds("/recovery/handoff/{}".format, numbers),
                st.builds("/recovery/handoff/{}/{}".format, numbers, numbers),
                st.builds("/r/{}/{}".format, numbers, st.text(min_size=1, max_size=8).map(quote)).filter(is_answered),
            ),
            st.fixed_dictionaries(
                {}, optional={name: self.some(name) for name in ("line", "amount", "done", "access_token")}
            ),
            st.just(()),
        )
        written = st.tuples(
            st.just("POST"),
            st.just(f"/my/recovery/{self.case.id}/agreement/{self.plan.id}/acknowledge"),
            st.fixed_dictionaries({}, optional={name: self.some(name) for name in ("words", "figures")}),
            st.just(()),
        )
        return st.one_of(form, pages, written)

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule", "werkzeug")
    def test_pages_and_forms(self):
        csrf = self.form("promise")["csrf_token"]

        @settings(
            max_examples=TRIES,
            deadline=None,
            database=None,
            derandomize=TRIES == SHORT,
            suppress_health_check=list(HealthCheck),
        )
        @given(self.requests(), st.booleans())
        def answered(asked, with_link):
            method, path, values, files = asked
            values = {name: given for name, given in values.items() if given}
            if with_link:
                values.setdefault("access_token", [self.token])
            if method == "GET":
                response = self.url_open(path, params=values, allow_redirects=False)
            else:
                values |= {"csrf_token": [csrf]}
                uploads = {name: (f"{name}.png", image(), "image/png") for name in files} or None
                response = self.url_open(path, data=values, files=uploads, allow_redirects=False)
            self.env.invalidate_all()
            self.assertLess(response.status_code, 500, (method, path, values, files, response.text[-2000:]))

        answered()

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule", "werkzeug")
    def test_calls(self):
        """Of the signature and of the payment form: an error of these is a sentence, or a malformed request."""
        base = f"/my/recovery/{self.case.id}"
        paths = (f"{base}/agreement/{self.plan.id}/sign", f"{base}/waiver/1/sign", f"{base}/pay/transaction")
        names = ("name", "signature", "amount", "provider_id", "payment_method_id", "token_id", "flow", "access_token")

        @settings(
            max_examples=max(TRIES // 3, 100),
            deadline=None,
            database=None,
            derandomize=TRIES == SHORT,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.sampled_from(paths), st.fixed_dictionaries({}, optional=dict.fromkeys(names, ANSWERS)))
        def answered(path, params):
            response = self.url_open(
                f"{path}?access_token={self.token}",
                data=json.dumps({"params": params}),
                headers={"Content-Type": "application/json"},
            )
            self.env.invalidate_all()
            self.assertLess(response.status_code, 500)
            error = response.json().get("error", {}).get("data", {}).get("name", "odoo.")
            self.assertTrue(error.startswith(("odoo.", "werkzeug.")), (path, params, response.text[:3000]))

        answered()
