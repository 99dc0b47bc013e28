"""What a complete file says of a debtor: the seven tables that an agency or a court reads, each with its columns.

One table is one CSV file and one tab of the workbook. A header is part of the contract with whoever reads the file by
machine, so it is never translated; the kind of a column says how its cells are written and typed.

>>> [table.name for table in TABLES][:3]
['01_dossier', '02_creances', '03_decompte_interets']
>>> CLAIMS.kind_of("due_date"), CLAIMS.kind_of("balance"), CLAIMS.kind_of("number")
('date', 'amount', 'text')
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..tables.tabular import Value

TEXT, DATE, TIME, AMOUNT, RATE, COUNT, FLAG = "text", "date", "time", "amount", "rate", "count", "flag"
KINDS = (TEXT, DATE, TIME, AMOUNT, RATE, COUNT, FLAG)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, and what its cells are. `summed`: it has a total at the foot of the tab."""

    key: str
    kind: str = TEXT
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file. `name`: that of its CSV file; `title`: that of its tab."""

    name: str
    title: str
    columns: tuple[Column, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)

    def row(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The values of one row by column, None where there is none.

        :raises KeyError: one of them belongs to no column
        """
        if unknown := values.keys() - set(self.keys):
            raise KeyError(f"{self.name} has no column {', '.join(sorted(unknown))}")
        return {key: values.get(key) for key in self.keys}

    def kind_of(self, key: str) -> str:
        """:raises KeyError: the table has no such column"""
        return {column.key: column.kind for column in self.columns}[key]


def _columns(*words: str) -> tuple[Column, ...]:
    """Columns from words like `due_date:date` or `balance:amount+`, where the plus asks for a total.

    >>> _columns("label", "balance:amount+")
    (Column(key='label', kind='text', summed=False), Column(key='balance', kind='amount', summed=True))
    """
    columns = []
    for word in words:
        key, _, kind = word.partition(":")
        columns.append(Column(key, kind.rstrip("+") or TEXT, kind.endswith("+")))
    return tuple(columns)


FILE = Table(
    "01_dossier",
    "Dossier",
    _columns(
        "dossier_ref",
        # who asks
        *("creditor_name", "creditor_legal_form", "creditor_siren", "creditor_siret", "creditor_vat"),
        *("creditor_rcs_city", "creditor_address", "creditor_legal_representative", "creditor_contact_name"),
        *("creditor_contact_email", "creditor_contact_phone", "creditor_iban", "creditor_bic"),
        "creditor_internal_ref",
        # who owes
        *("debtor_ref", "debtor_type", "civility", "debtor_name", "debtor_trade_name", "debtor_legal_form"),
        *("debtor_siren", "debtor_siret", "debtor_vat", "debtor_naf", "debtor_rcs_city", "debtor_address_line"),
        *("street", "street2", "zip", "city", "country_iso2", "debtor_manager_name", "email", "phone", "mobile"),
        *("language", "known_bank", "legal_status", "legal_status_date:date", "nature_of_debt", "legal_basis"),
        # how much
        *("currency", "principal_ttc:amount+", "paid_since_due:amount+", "credit_notes:amount+"),
        *("principal_balance:amount+", "interest_amount:amount+", "interest_rate:rate", "interest_basis"),
        *("interest_from:date", "interest_to:date", "fixed_indemnity_40:amount+", "penalty_clause"),
        *("accessory_costs:amount+", "creditor_borne_costs:amount", "total_claimed:amount+"),
        # since when, and what was done
        *("oldest_due_date:date", "last_payment_date:date", "limitation_date:date", "disputed:flag"),
        *("dispute_reason", "undisputed_part:amount", "promise_last_date:date", "promise_last_amount:amount"),
        *("promise_last_status", "plan_status", "first_reminder_date:date", "reminders_count:count"),
        *("mise_en_demeure_date:date", "mise_en_demeure_mode", "mise_en_demeure_tracking_no"),
        *("mise_en_demeure_receipt_date:date", "payment_profile", "payment_score", "credit_insurer"),
        *("insurer_cover:amount", "negotiation_max_discount:rate", "negotiation_max_instalments:count"),
        *("requested_service", "competent_court", "notes"),
    ),
)
CLAIMS = Table(
    "02_creances",
    "Créances",
    _columns(
        *("dossier_ref", "item_type", "number", "customer_po_ref", "label", "issue_date:date", "due_date:date"),
        *("payment_term", "amount_excl_tax:amount", "vat:amount", "amount_incl_tax:amount"),
        *("deposits_before_due:amount+", "balance_at_due_date:amount+", "paid_after_due:amount+", "payment_dates"),
        *("imputed_on_interest:amount+", "balance:amount+", "days_late:count", "currency", "interest_rate:rate"),
        *("interest_amount:amount+", "indemnity_40:amount+", "disputed_amount:amount+", "dispute_type"),
        *("delivery_ref", "delivery_date:date", "signed_by", "file_invoice", "file_order", "file_delivery", "sha256"),
    ),
)
INTEREST = Table(
    "03_decompte_interets",
    "Décompte",
    _columns(
        *("dossier_ref", "number", "due_date:date", "from:date", "to:date", "days:count", "base:amount", "rate:rate"),
        *("rate_basis", "interest:amount+", "currency"),
    ),
)
REMINDERS = Table(
    "04_relances",
    "Relances",
    _columns(
        *("dossier_ref", "action_no:count", "date_time:time", "level", "channel", "author", "recipient_name"),
        *("recipient_role", "recipient_address", "items", "amount:amount", "currency", "result", "message_id"),
        *("tracking_no", "file"),
    ),
)
AGREEMENTS = Table(
    "05_promesses_plans",
    "Promesses et plans",
    _columns(
        *("dossier_ref", "id", "type", "date:date", "by", "channel", "due:date", "amount:amount", "currency"),
        *("status", "kept_amount:amount", "file"),
    ),
)
DISPUTES = Table(
    "06_litiges",
    "Litiges",
    _columns(
        *("dossier_ref", "id", "items", "type", "opened:date", "owner", "amount:amount", "currency", "status"),
        *("answer", "closed:date", "file"),
    ),
)
CONTACTS = Table(
    "07_contacts", "Contacts", _columns("dossier_ref", "name", "role", "e-mail", "phone", "last_ok_contact:time")
)
TABLES = (FILE, CLAIMS, INTEREST, REMINDERS, AGREEMENTS, DISPUTES, CONTACTS)


def identity_holds(item: Mapping[str, float], rounding: float) -> bool:
    """Whether a row of `02_creances` adds up: what was invoiced, less what came in before and after the due date, less
    what is disputed, is the balance. What of the payments settles interest in law has a column of its own.

    >>> item = {"amount_incl_tax": 120, "deposits_before_due": 20, "paid_after_due": 30, "balance": 60}
    >>> identity_holds({**item, "disputed_amount": 10}, 0.01)
    True
    >>> identity_holds({**item, "disputed_amount": 15}, 0.01)
    False
    """
    paid = item["deposits_before_due"] + item["paid_after_due"]
    left = item["amount_incl_tax"] - paid - item["disputed_amount"]
    return abs(left - item["balance"]) < rounding / 2
