"""HOW MUCH: what a message of the bank says, line by line, whichever version of pain.002, camt.053 or camt.054 it is.

Source: ISO 20022: pain.002.001.03 to .10, camt.053.001.02 to .08, camt.054.001.02 to .08; domain 4.7.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from purchasing.payments.rules.bank_xml import Node, NotReadable, parsed
from purchasing.payments.states.bank import MessageKind

ROOTS = {
    "CstmrPmtStsRpt": MessageKind.STATUS,
    "BkToCstmrDbtCdtNtfctn": MessageKind.NOTICE,
    "BkToCstmrStmt": MessageKind.STATEMENT,
}
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
AMOUNT = re.compile(r"[0-9]{1,16}(\.[0-9]{1,5})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line. ``original``: the file that it answers, where the whole file is meant and no single payment."""

    end_to_end: str = ""
    original: str = ""
    bank_ref: str = ""
    side: str = ""
    currency: str = ""
    amount: Decimal | None = None
    booked_on: date | None = None
    status: str = ""
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The balances of one account on a statement, and the sum of its booked lines."""

    account: str
    currency: str
    opening: Decimal
    closing: Decimal
    booked: Decimal

    @property
    def difference(self) -> Decimal:
        """What is missing between opening, lines and closing; zero when they add up.

        Source: domain 4.7 (balance check).

        >>> Statement("1", "KRW", Decimal(100), Decimal(70), Decimal(-30)).difference
        Decimal('0')
        """
        return self.closing - self.opening - self.booked


@dataclass(frozen=True, slots=True)
class Message:
    """What was read."""

    kind: MessageKind
    message_id: str
    lines: list[BankLine] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def read_message(document: bytes) -> Message:
    """The message in ``document``; NotReadable says why not.

    Source: domain 4.7.

    >>> report = b'''<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
    ...   <GrpHdr><MsgId>S1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>F1</OrgnlMsgId></OrgnlGrpInfAndSts>
    ...   <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
    ...   <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>
    ... </CstmrPmtStsRpt></Document>'''
    >>> [(line.end_to_end, line.status, line.code) for line in read_message(report).lines]
    [('E1', 'RJCT', 'AC04')]
    """
    namespace, root = parsed(document)
    body = root.children[0] if root.name == "Document" and root.children else root
    kind = ROOTS.get(body.name)
    if kind is None or f":{kind}." not in f"{namespace}.":
        raise NotReadable(f"neither pain.002 nor camt.053 nor camt.054, but {body.name} of {namespace or 'nothing'}")
    message_id = body.say("GrpHdr", "MsgId")
    if not message_id:
        raise NotReadable("the message has no id (MsgId)")
    message = Message(kind, message_id[:35])
    if kind == MessageKind.STATUS:
        message.lines.extend(_statuses(body))
    else:
        for account in body.all("Ntfctn") + body.all("Stmt"):
            lines = _entries(account)
            message.lines.extend(lines)
            if kind == MessageKind.STATEMENT:
                message.statements.append(_statement(account, lines))
    return message


def _statuses(body: Node) -> list[BankLine]:
    """Single payments; where a file or a batch is judged as a whole, that alone."""
    group = body.first("OrgnlGrpInfAndSts") or Node("", {})
    original = group.say("OrgnlMsgId")[:35]
    lines = []
    for batch in body.all("OrgnlPmtInfAndSts"):
        payments = batch.all("TxInfAndSts")
        lines += [_status(payment) for payment in payments]
        if not payments and (status := batch.say("PmtInfSts")):
            lines.append(BankLine(original=original, status=status[:4], **_reason(batch)))
    if not lines and (status := group.say("GrpSts")):
        lines.append(BankLine(original=original, status=status[:4], **_reason(group)))
    return lines


def _status(payment: Node) -> BankLine:
    amount = payment.first("OrgnlTxRef", "Amt", "InstdAmt")
    return BankLine(
        end_to_end=payment.say("OrgnlEndToEndId")[:35],
        bank_ref=payment.say("AcctSvcrRef")[:35],
        currency=amount.attributes.get("Ccy", "")[:3] if amount else "",
        amount=_amount(amount) if amount else None,
        status=payment.say("TxSts")[:4],
        **_reason(payment),
    )


def _reason(node: Node) -> dict[str, Any]:
    code = node.say("StsRsnInf", "Rsn", "Cd") or node.say("StsRsnInf", "Rsn", "Prtry")
    return {"code": code[:4], "text": node.say("StsRsnInf", "AddtlInf")[:200]}


def _entries(account: Node) -> list[BankLine]:
    lines: list[BankLine] = []
    for entry in account.all("Ntry"):
        details = entry.all("NtryDtls", "TxDtls")
        whole = entry.first("Amt")
        if whole is None:
            raise NotReadable("an entry without an amount")
        status = (entry.say("Sts", "Cd") or entry.say("Sts"))[:4]
        day = entry.say("BookgDt", "Dt") or entry.say("BookgDt", "DtTm")[:10]
        for each in details or [Node("", {})]:
            own = each.first("Amt") or each.first("AmtDtls", "TxAmt", "Amt") if len(details) > 1 else whole
            if own is None:
                raise NotReadable("one of several payments of an entry has no amount of its own")
            lines.append(
                BankLine(
                    end_to_end=_reference(each),
                    bank_ref=(each.say("Refs", "AcctSvcrRef") or entry.say("AcctSvcrRef"))[:35],
                    side=(each.say("CdtDbtInd") or entry.say("CdtDbtInd"))[:4],
                    currency=own.attributes.get("Ccy", "")[:3],
                    amount=_amount(own),
                    booked_on=_day(day) if day else None,
                    status=status or "BOOK",
                    code=each.say("RtrInf", "Rsn", "Cd")[:4],
                    text=(each.say("RmtInf", "Ustrd") or entry.say("AddtlNtryInf"))[:200],
                )
            )
        if len(details) > 1 and sum(_signed(line) for line in lines[-len(details) :]) != _signed_entry(entry, whole):
            raise NotReadable("the payments of an entry do not add up to it")
    return lines


def _reference(details: Node) -> str:
    told = details.say("Refs", "EndToEndId")
    return "" if told == "NOTPROVIDED" else told[:35]


def _statement(account: Node, lines: list[BankLine]) -> Statement:
    """Interim and future balances do not count; lines that are not booked do not either."""
    found: dict[str, Node] = {}
    for balance in account.all("Bal"):
        found.setdefault(balance.say("Tp", "CdOrPrtry", "Cd"), balance)
    opening = next((found[code] for code in OPENING if code in found), None)
    closing = next((found[code] for code in CLOSING if code in found), None)
    if opening is None or closing is None:
        raise NotReadable("a statement without its opening or its closing balance")
    first = opening.first("Amt")
    return Statement(
        account=account.say("Acct", "Id", "IBAN") or account.say("Acct", "Id", "Othr", "Id"),
        currency=first.attributes.get("Ccy", "") if first else "",
        opening=_signed_entry(opening, first),
        closing=_signed_entry(closing, closing.first("Amt")),
        booked=sum((_signed(line) for line in lines if line.status == "BOOK"), Decimal(0)),
    )


def _signed(line: BankLine) -> Decimal:
    amount = line.amount or Decimal(0)
    return -amount if line.side == "DBIT" else amount


def _signed_entry(node: Node, amount: Node | None) -> Decimal:
    if amount is None:
        raise NotReadable("a balance or an entry without an amount")
    return -_amount(amount) if node.say("CdtDbtInd") == "DBIT" else _amount(amount)


def _amount(node: Node) -> Decimal:
    text = node.text.strip()
    if not AMOUNT.fullmatch(text):
        raise NotReadable(f"“{text[:40]}” is not an amount")
    found = Decimal(text)
    if found != found.quantize(Decimal("0.01")):
        raise NotReadable(f"{text} is not an amount that a bank books")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10] if DAY.match(text) else "")
    except ValueError:
        raise NotReadable(f"“{text[:20]}” is not a day") from None
