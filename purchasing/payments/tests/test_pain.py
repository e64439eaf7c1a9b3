"""The file for the bank holds to the standard's own schema, in two copies of it; its bytes never vary."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from random import Random
from xml.etree import ElementTree

import pytest
import xmlschema
from mockbank import schema

from portal.tests.shared_data import shared_file
from purchasing.payments.rules.bank_messages import read_message
from purchasing.payments.rules.pain import Order, Place, Transfer, pain001
from purchasing.payments.services.paying import pay_run, take_file
from purchasing.payments.tests.bank_words import entry, notification, statement, status_report
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, owed, payee, released

PAYER = Place("한빛제철", "088", "110000000001")
WON = Order(
    "BNK-2026-000001", datetime(2026, 8, 28, 5, 0, 0, 999, tzinfo=UTC), date(2026, 8, 28), "KRW", PAYER, "한빛제철"
)
DOLLARS = Order(
    "BNK-2026-000002",
    datetime(2026, 8, 28, tzinfo=UTC),
    date(2026, 8, 28),
    "USD",
    Place("Hanbit Steel", "CITIUS33", "36978114"),
    "Hanbit Steel",
)
TO = [
    Transfer("OBL-2026-000002", Decimal(1_000_000), Place("가람정밀 <1>", "004", "123456789012"), "S-1 & \x0b 더"),
    Transfer("OBL-2026-000001", Decimal(1), Place("Löwe GmbH", "COBADEFFXXX", "DE89370400440532013000"), ""),
]


def package_copy() -> xmlschema.XMLSchema:
    """The schema as the maintained package ``sepaxml`` carries it."""
    return xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


@pytest.mark.parametrize(("order", "scale"), [(WON, 1), (DOLLARS, Decimal("0.01"))])
def test_the_file_holds_to_the_schema(order, scale):
    content = pain001(order, [Transfer(t.end_to_end, t.amount * scale, t.to, t.text) for t in TO])

    package_copy().validate(content.decode())
    xmlschema.XMLSchema(str(shared_file("xsd/iso20022/pain.001.001.09.xsd"))).validate(content.decode())


def test_a_reference_that_is_too_long_does_not_hold_to_the_schema():
    broken = pain001(WON, TO).replace(b"<PmtMtd>TRF</PmtMtd>", b"<PmtMtd>XXX</PmtMtd>")
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        package_copy().validate(broken.decode())


def test_the_order_in_which_payments_are_given_changes_no_byte():
    shuffled = list(TO)
    for seed in range(5):
        Random(seed).shuffle(shuffled)  # noqa: S311 (an order, no secret)
        assert pain001(WON, shuffled) == pain001(WON, TO)


def test_counts_and_sums_are_those_of_the_body():
    content = pain001(WON, TO).decode()
    assert content.count("<NbOfTxs>2</NbOfTxs>") == 2
    assert content.count("<CtrlSum>1000001</CtrlSum>") == 2
    assert "." not in content.split('Ccy="KRW">')[1].split("<")[0]


def test_a_reference_twice_in_one_file_is_refused():
    with pytest.raises(ValueError, match="twice"):
        pain001(WON, [TO[0], TO[0]])


@pytest.mark.parametrize("name", ["camt.054.001.08", "camt.053.001.08"])
def test_the_messages_of_these_tests_are_what_a_bank_may_send(name):
    lines = [entry("OBL-1", 5)]
    document = notification(lines) if name.startswith("camt.054") else statement(lines, closing=999_999_995)

    xmlschema.XMLSchema(str(shared_file(f"xsd/iso20022/{name}.xsd"))).validate(document.decode())
    assert [line.end_to_end for line in read_message(document).lines] == ["OBL-1"]


@pytest.mark.parametrize(
    ("payments", "group"), [([("OBL-1", "RJCT", "AC04"), ("OBL-2", "ACSP", "")], ""), ([], "RJCT"), ([], "ACCP")]
)
def test_the_status_reports_of_these_tests_are_what_a_bank_may_send(payments, group):
    """Version 03 by the standard's own schema; version 10 by the declaration that the package ``mock-bank`` brings."""
    document = status_report(payments, group=group, version="03")

    xmlschema.XMLSchema(str(shared_file("xsd/iso20022/pain.002.001.03.xsd"))).validate(document.decode())
    told = [(line.end_to_end, line.status, line.code) for line in read_message(document).lines]
    assert told == (payments or [("", group, "")])
    newer = status_report(payments, group=group, version="10")
    assert faults_of(newer) == []
    assert read_message(newer).lines == read_message(document).lines


def faults_of(document: bytes) -> list[str]:
    """What of a pain.002.001.10 does not fit its declaration: order, number, types and codes of elements."""
    root = ElementTree.fromstring(document)  # noqa: S314 (made by these tests)
    told = schema.check(schema.MESSAGES["pain.002.001.10"], root)
    return [f"{fault.path}: {fault.text}" for fault in told]


def test_a_status_report_that_no_bank_may_send_does_not_fit_the_declaration():
    whole = status_report([("OBL-1", "RJCT", "AC04")], version="10")
    assert faults_of(whole) == []
    for right, wrong in (
        (b"<TxSts>RJCT</TxSts>", b"<TxSts>NEIN</TxSts>"),
        (b"<MsgId>", b"<MsgIdent>"),
        (b"<CreDtTm>2026-11-26T09:00:00+09:00</CreDtTm>", b""),
        (b"<OrgnlEndToEndId>OBL-1</OrgnlEndToEndId>", b"<OrgnlEndToEndId>" + b"9" * 36 + b"</OrgnlEndToEndId>"),
    ):
        assert right in whole
        broken = whole.replace(right, wrong).replace(b"</MsgId>", b"</MsgIdent>" if b"Ident" in wrong else b"</MsgId>")
        assert faults_of(broken), wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "amounts"), [("KRW", (1_000_000, 7)), ("USD", (Decimal("1200.50"), Decimal("0.01")))]
)
def test_the_file_of_a_real_run_holds_to_the_schema(currency, amounts):
    people = desk()
    for amount in amounts:
        supplier = payee(legal_name_ko="가람 & 아들 <주식회사>")
        in_use(supplier.company, currency="USD", bank_code="CITIUS33", number="DE89370400440532013000")
        owed(supplier.company, amount, buyer=people.buyer, currency=currency)
    run = released(people, drafted(people, currency=currency))
    pay_run(run)
    file, content = take_file(run, by=people.releaser)

    package_copy().validate(content.decode())
    xmlschema.XMLSchema(str(shared_file("xsd/iso20022/pain.001.001.09.xsd"))).validate(content.decode())
    assert (file.count, content.count(b"<CdtTrfTxInf>")) == (2, 2)
