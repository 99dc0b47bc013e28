"""The firm of the demonstration: a joinery of our own invention, its identity, its logo and its two collectors."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageDraw, ImageFont

from devtools.french_company import LANGUAGE, TIME_ZONE, french_iban, make_french, siren, siret, vat_number
from devtools.receipts import bank_journal

DOMAIN = "ateliers-beaulieu.example"
BROWN = "#6b4226"
OCHRE = "#c98a3c"


def make_company(env) -> None:
    """Turn the database's company into the firm, with the chart of accounts, the bank account and the collectors."""
    number = siren("81204537")
    values = {
        "name": "Ateliers Beaulieu SAS",
        "street": "14 rue des Ébénistes",
        "zip": "49000",
        "city": "Angers",
        "phone": "+33 2 61 91 45 20",
        "email": f"comptabilite@{DOMAIN}",
        "website": f"https://www.{DOMAIN}",
        "vat": vat_number(number),
        "company_registry": siret(number),
        "logo": logo(),
        "primary_color": BROWN,
        "secondary_color": OCHRE,
        "external_report_layout_id": env.ref("web.external_layout_standard").id,
        "recovery_user_id": env.ref("base.user_admin").id,
        "recovery_setup": "done",
    }
    make_french(env, values)
    _open_bank_account(env)
    admin = env.ref("base.user_admin")
    admin.partner_id.write({"name": "Camille Morvan", "email": f"camille.morvan@{DOMAIN}"})


def make_second_collector(env):
    """A colleague of the user, who follows a part of the debtors."""
    values = {
        "name": "Julien Tessier",
        "login": f"julien.tessier@{DOMAIN}",
        "email": f"julien.tessier@{DOMAIN}",
        "lang": LANGUAGE,
        "tz": TIME_ZONE,
        "group_ids": [(4, env.ref("recovery_dunning.group_recovery_user").id)],
    }
    return env["res.users"].with_context(no_reset_password=True).create(values)


def logo() -> str:
    """The logo as PNG in base 64: three boards joined, and the name."""
    image = Image.new("RGB", (920, 240), "white")
    draw = ImageDraw.Draw(image)
    for number, (top, colour) in enumerate(((36, BROWN), (96, OCHRE), (156, BROWN))):
        left = 30 + 34 * (number % 2)
        draw.rounded_rectangle((left, top, left + 150, top + 48), radius=8, fill=colour)
    draw.text((260, 44), "Ateliers", font=ImageFont.load_default(72), fill=OCHRE)
    draw.text((260, 118), "Beaulieu", font=ImageFont.load_default(88), fill=BROWN)
    buffer = io.BytesIO()
    image.crop((0, 0, 660, 240)).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def _open_bank_account(env) -> None:
    bank = env["res.bank"].create({"name": "Crédit des Mauges", "bic": "CRMGFRPP"})
    account = env["res.partner.bank"].create(
        {
            "acc_number": french_iban("18790", "00421", "00081204537"),
            "partner_id": env.company.partner_id.id,
            "bank_id": bank.id,
            "allow_out_payment": True,
        }
    )
    bank_journal(env).bank_account_id = account
