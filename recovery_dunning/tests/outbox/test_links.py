"""Stories of links in a mail: what names a place of this server, without naming the server, is found."""

from odoo.addons.mail.models.mail_render_mixin import MailRenderMixin
from odoo.tests import tagged

from ..common import RecoveryStory

LOCAL = (
    '<img alt="" src="/logo.png">',
    '<a class="x" href="/my/recovery">Your page</a>',
    '<table><tr><td background="/web/image/1">x</td></tr></table>',
    "<div style=\"background-image: url('/web/image/1')\">x</div>",
    '<div style="background: url(&#34;/web/image/1&#34;)">x</div>',
)
ELSEWHERE = (
    "<p>Nothing / at all</p>",
    '<a href="https://example.com/my">x</a>',
    '<img src="data:image/png;base64,AA">',
)


@tagged("post_install", "-at_install")
class TestLinks(RecoveryStory):
    def test_each_local_address_names_the_server(self):
        mixin = self.env["mail.render.mixin"]
        for html in LOCAL:
            absolute = mixin._replace_local_links(html)
            self.assertIn(self.env["ir.config_parameter"].get_param("web.base.url"), absolute, html)
            self.assertEqual(absolute, MailRenderMixin._replace_local_links(mixin, html), html)

    def test_a_text_without_one_is_left_as_it_is(self):
        mixin = self.env["mail.render.mixin"]
        for html in (*ELSEWHERE, "", False):
            self.assertEqual(mixin._replace_local_links(html), MailRenderMixin._replace_local_links(mixin, html), html)
