"""A bank statement as a bank sends it: camt.053 with one credit on it."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

FORM = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>{number}</MsgId><CreDtTm>{day}T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{number}</Id><CreDtTm>{day}T06:00:00</CreDtTm>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>{day}</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>{day}</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">{amount:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt>
<ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{number}-1</AcctSvcrRef>
<NtryDtls><TxDtls>{details}</TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""


def statement(iban: str, day: date, amount: float, **what) -> bytes:
    """A statement of the account `iban` with one transfer received on `day`.

    :param what: what the bank tells of it: `payer` (name), `payer_iban`, `end_to_end` (the payer's reference),
        `creditor_reference` (structured), `text` (free)
    """
    refs = f"<Refs><EndToEndId>{escape(what['end_to_end'])}</EndToEndId></Refs>" if "end_to_end" in what else ""
    payer = f"<Dbtr><Nm>{escape(what['payer'])}</Nm></Dbtr>" if "payer" in what else "<Dbtr/>"
    account = f"<DbtrAcct><Id><IBAN>{what['payer_iban']}</IBAN></Id></DbtrAcct>" if "payer_iban" in what else ""
    text = f"<Ustrd>{escape(what['text'])}</Ustrd>" if "text" in what else ""
    reference = what.get("creditor_reference")
    structured = f"<Strd><CdtrRefInf><Ref>{escape(reference)}</Ref></CdtrRefInf></Strd>" if reference else ""
    remittance = f"<RmtInf>{text}{structured}</RmtInf>" if text or structured else ""
    details = f"{refs}<RltdPties>{payer}{account}</RltdPties>{remittance}"
    number = f"{day:%y%m%d}0001"
    return FORM.format(iban=iban, day=day, amount=amount, number=number, details=details).encode()
