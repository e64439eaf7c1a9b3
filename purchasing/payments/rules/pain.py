"""HOW MUCH: a payment run as an ISO 20022 file: a pure function of what was posted, the same bytes each time.

Source: domain 4.7; ISO 20022 pain.001.001.09 (CustomerCreditTransferInitiationV09).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from purchasing.payments.rules.accounts import BIC, is_iban

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
DECIMALS = {"KRW": 0, "USD": 2}
UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose account at which bank."""

    owner: str
    bank_code: str
    number: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment."""

    end_to_end: str
    amount: Decimal
    to: Place
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a file says besides its payments."""

    message_id: str
    made_at: datetime
    value_on: date
    currency: str
    payer: Place
    initiator: str


def amount_text(amount: Decimal, currency: str) -> str:
    """An amount with as many decimals as its currency has; more of them is an error, never a rounding.

    Source: domain CNV-01, 4.7.

    >>> amount_text(Decimal("1200.00"), "KRW"), amount_text(Decimal("10.5"), "USD")
    ('1200', '10.50')
    >>> amount_text(Decimal("0.5"), "KRW")
    Traceback (most recent call last):
    ValueError: 0.5 KRW has more decimals than the currency
    """
    exact = amount.quantize(Decimal(1).scaleb(-DECIMALS[currency]))
    if exact != amount:
        raise ValueError(f"{amount} {currency} has more decimals than the currency")
    return f"{exact:f}"


def spoken(amount: Decimal, currency: str) -> str:
    """An amount as it stands in a notice or beside another: no decimals where the currency has none.

    Source: domain CNV-01.

    >>> spoken(Decimal("4000000.00"), "KRW"), spoken(Decimal("10.5"), "USD"), spoken(Decimal("0.5"), "KRW")
    ('KRW 4,000,000', 'USD 10.50', 'KRW 0.50')
    """
    decimals = DECIMALS.get(currency, 2) if amount == amount.to_integral_value() else 2
    return f"{currency} {amount:,.{decimals}f}".strip()


def pain001(order: Order, transfers: Sequence[Transfer]) -> bytes:
    """The file. Payments stand in the order of their references; counts and sums are those of the body (PAY-30).

    Source: domain 4.7, PAY-30; security 7.5.

    >>> bank = Place("Buyer", "088", "110000000001")
    >>> order = Order("BNK-2026-000001", datetime(2026, 8, 28, tzinfo=UTC), date(2026, 8, 28), "KRW", bank, "Buyer")
    >>> one = Transfer("OBL-2026-000001", Decimal(7), Place("A & B", "004", "123456"), "INV-1")
    >>> pain001(order, [one]) == pain001(order, [one]), b"A &amp; B" in pain001(order, [one])
    (True, True)
    """
    rows = sorted(transfers, key=lambda each: each.end_to_end)
    if len({each.end_to_end for each in rows}) != len(rows):
        raise ValueError("a reference stands twice in the file")
    total = amount_text(sum((each.amount for each in rows), Decimal(0)), order.currency)
    made = order.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Document xmlns="{NAMESPACE}">',
        "<CstmrCdtTrfInitn>",
        f"<GrpHdr><MsgId>{_text(order.message_id, 35)}</MsgId><CreDtTm>{made}</CreDtTm><NbOfTxs>{len(rows)}</NbOfTxs>"
        f"<CtrlSum>{total}</CtrlSum><InitgPty><Nm>{_text(order.initiator, 140)}</Nm></InitgPty></GrpHdr>",
        f"<PmtInf><PmtInfId>{_text(order.message_id, 35)}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>false</BtchBookg>"
        f"<NbOfTxs>{len(rows)}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<ReqdExctnDt><Dt>{order.value_on.isoformat()}</Dt></ReqdExctnDt>",
        f"<Dbtr><Nm>{_text(order.payer.owner, 140)}</Nm></Dbtr>"
        f"<DbtrAcct>{_account(order.payer)}<Ccy>{order.currency}</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_bank(order.payer)}</DbtrAgt>",
        *(_transfer(each, order.currency) for each in rows),
        "</PmtInf>",
        "</CstmrCdtTrfInitn>",
        "</Document>",
        "",
    ]
    return "\n".join(lines).encode()


def _transfer(each: Transfer, currency: str) -> str:
    told = f"<RmtInf><Ustrd>{_text(each.text, 140)}</Ustrd></RmtInf>" if each.text.strip() else ""
    reference = _text(each.end_to_end, 35)
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{reference}</InstrId><EndToEndId>{reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{currency}">{amount_text(each.amount, currency)}</InstdAmt></Amt>'
        f"<CdtrAgt>{_bank(each.to)}</CdtrAgt><Cdtr><Nm>{_text(each.to.owner, 140)}</Nm></Cdtr>"
        f"<CdtrAcct>{_account(each.to)}</CdtrAcct>{told}</CdtTrfTxInf>"
    )


def _account(place: Place) -> str:
    number = _text(place.number, 34)
    return f"<Id><IBAN>{number}</IBAN></Id>" if is_iban(place.number) else f"<Id><Othr><Id>{number}</Id></Othr></Id>"


def _bank(place: Place) -> str:
    code = _text(place.bank_code, 35)
    if BIC.match(place.bank_code):
        return f"<FinInstnId><BICFI>{code}</BICFI></FinInstnId>"
    return f"<FinInstnId><ClrSysMmbId><MmbId>{code}</MmbId></ClrSysMmbId></FinInstnId>"


def _text(text: str, most: int) -> str:
    """Cut, without characters that XML does not know, escaped."""
    return escape(UNPRINTABLE.sub(" ", text)[:most])
