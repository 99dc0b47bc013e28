"""Messages of the life cycle as people send them, and files that are none."""

import contextlib
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.lifecycle import archive, codes, read, reading, writing
from engine.lifecycle.values import Figure, Piece, Problem, Unreadable

D = Decimal
SAMPLES = Path(__file__).parent / "lifecycle_samples"
SELLER, BUYER = "100000009", "200000008"
# file: [(status, when, invoice, issued, who set it)]
EXPECTED = {
    "UC1_F202500003_01-CDV-200_Deposee": [("200", "2025-07-01 15:10", "F202500003", "WK")],
    "UC1_F202500003_02-CDV-202_Recue": [("202", "2025-07-01 16:10", "F202500003", "WK")],
    "UC1_F202500003_05-CDV-205_Approuvee": [("205", "2025-07-02 10:00", "F202500003", "BY")],
    "UC1_F202500003_06-CDV-211_Paiement_transmis": [("211", "2025-07-30 10:00", "F202500003", "BY")],
    "UC1_F202500003_07-CDV-212_Encaissee": [("212", "2025-08-02 10:00", "F202500003", "SE")],
    "UC2_F202500004_02-CDV-213_Rejetee": [("213", "2025-07-01 16:10", "F202500004", "WK")],
    "UC3_F202500005_04-CDV-210_Refusee": [("210", "2025-07-01 18:00", "F202500005", "BY")],
    "UC4_F202500006_04-CDV-207_En_litige": [("207", "2025-07-01 18:00", "F202500006", "BY")],
    "UC4b_F202500006_05-CDV-220_Annulee": [("220", "2025-07-02 16:05", "F202500006", "SE")],
    "UC5b_F202500011_07-CDV-212_Encaissee": [("212", "2025-07-04 11:00", "F202500011", "SE")],
    "gobl-206-partially-approved": [("206", "2025-07-01 15:10", "F202500003", "BY")],
    "gobl-208-suspended": [("208", "2025-07-01 15:10", "F202500003", "BY")],
    "gobl-212-part-payment": [("212", "2025-07-02 00:00", "F202500003", "SE")],
    "lunatech-multi-documents": [
        ("200", "2025-07-01 16:00", "F202500010", "WK"),
        ("200", "2025-07-01 16:00", "F202500011", "WK"),
    ],
}
FIGURES = {
    "UC1_F202500003_06-CDV-211_Paiement_transmis": ("MPA", D(12000)),
    "UC5b_F202500011_07-CDV-212_Encaissee": ("MEN", D(-11000)),
    "gobl-212-part-payment": ("MEN", D(500)),
}


def sample(name):
    return (SAMPLES / f"{name}.xml").read_bytes()


def refused(content):
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value.problem


def zipped(*files, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in files:
            made.writestr(name, content)
    return buffer.getvalue()


def test_every_sample_is_told_here():
    assert {path.stem for path in SAMPLES.glob("*.xml")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_samples(name):
    found = [(s.code, s.at.strftime("%Y-%m-%d %H:%M"), s.number, s.role) for s in read(sample(name))]
    assert found == EXPECTED[name]
    for status in read(sample(name)):
        assert status.seller == SELLER and status.issued and not status.problem and not status.to_portal


@pytest.mark.parametrize("name", FIGURES)
def test_figures(name):
    kind, amount = FIGURES[name]
    (status,) = read(sample(name))
    assert status.total(kind) == amount and status.currency == "EUR"


def test_the_day_of_a_payment():
    (status,) = read(sample("UC1_F202500003_06-CDV-211_Paiement_transmis"))
    assert status.pay_day == date(2025, 7, 30)


def test_reasons_and_what_is_asked_for():
    (refusal,) = read(sample("UC3_F202500005_04-CDV-210_Refusee"))
    assert [(reason.code, reason.text) for reason in refusal.reasons] == [("TX_TVA_ERR", "Taux de TVA erroné")]
    (partly,) = read(sample("gobl-206-partially-approved"))
    assert [(r.code, r.action, r.note) for r in partly.reasons] == [("AUTRE", "NIN", "Motif AUTRE")]
    assert partly.total("MNATTC", "MNA", "MAPTTC", "MAP") is None


def message(status="207", at="20260901100000", extra="", number="F1", head="", reference=""):
    """A message with the least in it."""
    return f"""{head}<r:CrossDomainAcknowledgementAndResponse xmlns:r="urn:r" xmlns="urn:x">
      <ExchangedDocument><ID>M1</ID><IssuerTradeParty><RoleCode>by</RoleCode></IssuerTradeParty></ExchangedDocument>
      <AcknowledgementDocument><IssueDateTime><DateTimeString>{at}</DateTimeString></IssueDateTime>
        <ReferenceReferencedDocument><IssuerAssignedID> {number} </IssuerAssignedID>
          <ProcessConditionCode>{status}</ProcessConditionCode>{reference}{extra}</ReferenceReferencedDocument>
      </AcknowledgementDocument></r:CrossDomainAcknowledgementAndResponse>""".encode()


def message_of(invoices):
    """A message about so many invoices."""
    before, status, after = re.split(
        r"(<Reference.*</ReferenceReferencedDocument>)", message().decode(), flags=re.DOTALL
    )
    return (before + status * invoices + after).encode()


def test_the_least_is_enough():
    (status,) = read(message())
    assert (status.code, status.number, status.role, status.seller) == ("207", "F1", "BY", "")
    assert status.at == datetime(2026, 9, 1, 10) and status.issued is None and not status.reasons


def test_a_day_alone_is_noon():
    assert read(message(at="20260901"))[0].at == datetime(2026, 9, 1, 12)


def test_what_is_missing_is_said():
    assert read(message(status=""))[0].problem is Problem.NO_STATUS
    assert read(message(number=""))[0].problem is Problem.NO_INVOICE
    for no_day in ("tomorrow", "20260231", "20260901256100"):
        assert read(message(at=no_day))[0].problem is Problem.NO_DATE


def test_an_unknown_number_is_kept():
    assert read(message(status="299"))[0].code == "299"
    assert codes.effect_of("299") is codes.Effect.NOTE
    assert codes.effect_of("299", effects={"299": "disputed"}) is codes.Effect.DISPUTED


def test_the_label_says_it_where_the_number_is_missing():
    label = "<ProcessCondition>Approuvée_partiellement</ProcessCondition>"
    assert read(message(status="", reference=label))[0].code == "206"


def test_several_reasons_with_their_own_figures():
    def reason(code, amount):
        figure = f"<TypeCode>MNATTC</TypeCode><ValueAmount currencyID='EUR'>{amount}</ValueAmount>"
        figure = f"<SpecifiedDocumentCharacteristic>{figure}</SpecifiedDocumentCharacteristic>"
        return f"<SpecifiedDocumentStatus><ReasonCode>{code}</ReasonCode>{figure}</SpecifiedDocumentStatus>"

    (status,) = read(message(extra=reason("PU_ERR", "120.50") + reason("QTE_ERR", "30")))
    assert [one.code for one in status.reasons] == ["PU_ERR", "QTE_ERR"]
    assert status.total("MNATTC") == D("150.50")


def test_a_piece_and_an_attachment_that_is_none():
    (status,) = read(message(extra="<AttachmentBinaryObject filename='a/b.pdf'>JVBERg==</AttachmentBinaryObject>"))
    assert [(piece.name, piece.content) for piece in status.pieces] == [("a-b.pdf", b"%PDF")]
    for nothing in ("%", "JVBER", "é"):
        assert not read(message(extra=f"<AttachmentBinaryObject>{nothing}</AttachmentBinaryObject>"))[0].pieces


def test_the_copy_for_the_portal_is_known():
    copy = message().replace(b"<ID>M1</ID>", b"<RecipientTradeParty><RoleCode>DFH</RoleCode></RecipientTradeParty>")
    assert read(copy)[0].to_portal


ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
UTF_7 = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY b "c"+AD4-]><a>&b;</a>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (message(number="&x;", head=ENTITY), Problem.ENTITY),
        (message(number="&b;", head=LAUGHS), Problem.ENTITY),
        (ENTITY.encode("utf-16") + b"\0<\0a\0/\0>", Problem.ENTITY),
        (UTF_7, Problem.ENTITY),
        (b"x" * (50 * 1024 * 1024), Problem.TOO_LARGE),
        (b"", Problem.NOT_XML),
        (b"%PDF-1.7", Problem.NOT_XML),
        (message()[:-40], Problem.NOT_XML),
        (b"<?xml version='1.0'?><Invoice/>", Problem.OTHER_XML),
        (b"<CrossDomainAcknowledgementAndResponse/>", Problem.NO_INVOICE),
        (b"<a>" * 5000 + b"</a>" * 5000, Problem.NOT_XML),
    ],
)
def test_what_is_refused(content, problem):
    assert refused(content) is problem


def test_a_message_about_more_invoices_than_anybody_sends(monkeypatch):
    monkeypatch.setattr(reading, "MOST_STATUSES", 2)
    assert refused(message_of(3)) is Problem.TOO_LARGE
    assert len(read(message_of(2))) == 2


@given(st.binary(max_size=300))
def test_no_bytes_break_it(content):
    with contextlib.suppress(Unreadable):
        read(content)


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=4))
def test_no_damage_breaks_it(place, bytes_):
    good = sample("gobl-206-partially-approved")
    try:
        for status in read(good[:place] + bytes_ + good[place:]):
            assert status.problem is None or isinstance(status.problem, Problem)
    except Unreadable:
        pass


# ---- UBL

VERTEX = """<ApplicationResponse xmlns="urn:a" xmlns:c="urn:c"><c:ID>V1</c:ID><c:IssueDate>2026-09-05</c:IssueDate>
  <c:Extensions><c:RequestedActionCode>VRBL:FR:CNP</c:RequestedActionCode>
    <c:ReportedAmount><c:TypeCode>MPA</c:TypeCode><c:Amount currencyID="EUR">40.00</c:Amount></c:ReportedAmount>
  </c:Extensions>
  <c:SenderParty><c:EndpointID>200000008</c:EndpointID></c:SenderParty>
  <c:DocumentResponse><c:Response><c:ResponseCode>{code}</c:ResponseCode>
      <c:EffectiveDate>2026-09-03</c:EffectiveDate><c:EffectiveTime>09:30:00</c:EffectiveTime>
      <c:Status><c:StatusReasonCode listID="{list}">{reason}</c:StatusReasonCode>
        <c:StatusReason>Trop cher</c:StatusReason></c:Status></c:Response>
    <c:DocumentReference><c:ID>F7</c:ID><c:IssueDate>2026-09-01</c:IssueDate></c:DocumentReference>
  </c:DocumentResponse></ApplicationResponse>"""


def test_vertex():
    (status,) = read(VERTEX.format(code="VRBL:FR:207", list="", reason="VRBL:FR:OTHER").encode())
    assert (status.code, status.number, status.issued, status.at) == (
        *("207", "F7", date(2026, 9, 1), datetime(2026, 9, 3, 9, 30)),
    )
    (reason,) = status.reasons
    assert (reason.code, reason.text, reason.action) == ("AUTRE", "Trop cher", "CNP")
    assert status.total("MPA") == D(40)


@pytest.mark.parametrize(
    ("word", "number"), [("AB", "202"), ("IP", "204"), ("UQ", "207"), ("RE", "210"), ("AP", "205"), ("PD", "211")]
)
def test_peppol(word, number):
    (status,) = read(VERTEX.format(code=word, list="OPStatusReason", reason="REF").encode())
    assert (status.code, status.reasons[0].code) == (number, "REF")


def test_peppol_may_say_a_word_and_no_more():
    bare = "<a><DocumentResponse><Response><ResponseCode>AP</ResponseCode></Response>"
    bare += "<DocumentReference><ID>F7</ID></DocumentReference></DocumentResponse></a>"
    (status,) = read(bare.replace("a>", "ApplicationResponse>").encode())
    assert (status.code, status.number, status.speaker, status.reasons) == ("205", "F7", "", ())


def test_peppol_asks_for_something():
    (status,) = read(VERTEX.format(code="UQ", list="OPStatusAction", reason="NIN").encode())
    assert [(reason.code, reason.action) for reason in status.reasons] == [("", "NIN")]


# ---- archives


def opened(content):
    return {name: part.problem if isinstance(part, Unreadable) else len(part) for name, part in archive.parts(content)}


def test_an_archive_is_opened_one_by_one():
    made = zipped(("a/one.xml", b"<a/>"), ("__MACOSX/a/._one.xml", b"x"), ("b/.hidden", b"x"), ("two.xml", b"<b />"))
    assert opened(made) == {"a/one.xml": 4, "two.xml": 5}


def test_what_fills_a_disk_is_refused():
    bomb = zipped(("bomb.xml", b"0" * (15 * 1024 * 1024)), ("good.xml", b"<a/>"))
    assert opened(bomb) == {"bomb.xml": Problem.BOMB, "good.xml": 4}
    inner = zipped(("inner.zip", bomb), method=zipfile.ZIP_STORED)
    assert opened(inner) == {"inner.zip": Problem.ARCHIVE}
    large = zipped(("large.xml", bytes(21 * 1024 * 1024)), method=zipfile.ZIP_STORED)
    assert opened(large) == {"large.xml": Problem.TOO_LARGE}


def test_a_part_that_lies_about_its_size(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_PART", 10)
    assert opened(zipped(("a.xml", b"x" * 11), method=zipfile.ZIP_STORED)) == {"a.xml": Problem.TOO_LARGE}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_of_a_part_that_holds_more_than_it_says_no_more_is_read(method):
    lying = bytearray(zipped(("a.xml", b"x" * 3_000_000), method=method))
    size = lying.rindex((3_000_000).to_bytes(4, "little"))
    lying[size : size + 4] = (5).to_bytes(4, "little")
    assert opened(bytes(lying)) == {"a.xml": Problem.ARCHIVE}


def test_a_damaged_part_stops_nothing():
    made = bytearray(zipped(("a.xml", b"<a/>"), ("b.xml", b"<b/>"), method=zipfile.ZIP_STORED))
    made[made.index(b"<a/>")] ^= 1
    assert opened(bytes(made)) == {"a.xml": Problem.ARCHIVE, "b.xml": 4}


def test_an_archive_that_is_too_large(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 10)
    with pytest.raises(Unreadable) as caught:
        opened(zipped(("a.xml", b"<a/>")))
    assert caught.value.problem is Problem.TOO_LARGE


def test_an_archive_with_too_much_in_it(monkeypatch):
    monkeypatch.setattr(archive, "MOST_PARTS", 2)
    with pytest.raises(Unreadable) as caught:
        opened(zipped(*((f"{number}.xml", b"<a/>") for number in range(3))))
    assert caught.value.problem is Problem.BOMB


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", zipped()])
def test_a_broken_or_empty_archive(content):
    with pytest.raises(Unreadable) as caught:
        opened(content)
    assert caught.value.problem is Problem.ARCHIVE


# ---- what we send


def outgoing(code="212", **values):
    seller, buyer = writing.Party(SELLER, "VENDEUR"), writing.Party(BUYER, "ACHETEUR")
    figures = (Figure("MEN", D("-60.00"), "EUR", D(20), date(2026, 9, 3)),) if code == "212" else ()
    values = {"figures": figures, **values}
    return writing.Outgoing(code, "M9", datetime(2026, 9, 3, 10), "F1", date(2026, 9, 1), seller, buyer, **values)


def paths(content):
    """The names of the elements, from the root on."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True))
    names = set()
    for element in root.iter():
        above = [one.tag.rpartition("}")[2] for one in element.iterancestors()]
        names.add((*reversed(above), element.tag.rpartition("}")[2]))
    return names


def order(content):
    """{name: the names of its children in their order}, as the schema of the samples has them."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True))
    found = {}
    for element in root.iter():
        children = list(dict.fromkeys(child.tag for child in element))
        found.setdefault(element.tag, children)
    return found


def test_a_collection_that_is_undone_reads_as_it_was_written():
    (status,) = read(writing.cdar(outgoing()))
    assert (status.code, status.role, status.seller, status.issued) == ("212", "SE", SELLER, date(2026, 9, 1))
    (figure,) = status.figures
    assert (figure.amount, figure.percent, figure.day) == (D("-60.00"), D("20.00"), date(2026, 9, 3))


def test_a_piece_is_sent_with_the_completion():
    piece = Piece("bon.pdf", "application/pdf", b"%PDF-1.7")
    (status,) = read(writing.cdar(outgoing("209", pieces=(piece,))))
    assert (status.code, status.pieces) == ("209", (piece,))


def test_what_we_write_has_the_elements_and_the_order_of_official_messages():
    ours, official = writing.cdar(outgoing()), sample("gobl-212-part-payment")
    official_order = order(official)
    for name, children in order(ours).items():
        known = [child for child in official_order.get(name, children) if child in children]
        assert [child for child in children if child in known] == known, name
    common = paths(sample("UC1_F202500003_07-CDV-212_Encaissee")) & paths(official)
    missing = {path for path in common - paths(ours) if path[-1] not in ("URIUniversalCommunication", "URIID")}
    assert not {path for path in missing if "ReceiptDateTime" not in path}


@pytest.mark.parametrize(("code", "figures"), [("205", ()), ("212", ()), ("212", (Figure("MEN"),))])
def test_what_no_seller_sends(code, figures):
    with pytest.raises(ValueError):
        writing.cdar(outgoing(code, figures=figures))
