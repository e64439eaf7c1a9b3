"""Messages as a bank writes them, for the tests: pain.002, camt.054, camt.053."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from portal.clock import SEOUL

URN = "urn:iso:std:iso:20022:tech:xsd:"
SERIAL = count(1)
WHEN = "2026-11-26T09:00:00+09:00"


def status_report(
    payments: Iterable[tuple[str, str, str]], *, original: str = "F", group: str = "", version: str = "10"
) -> bytes:
    """pain.002.001: (reference, status, reason code) each; or one status for the whole file."""
    rows = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else "")
        + "</TxInfAndSts>"
        for reference, status, code in payments
    )
    batch = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{original}</OrgnlPmtInfId>{rows}</OrgnlPmtInfAndSts>" if rows else ""
    whole = f"<GrpSts>{group}</GrpSts>" if group else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{URN}pain.002.001.{version}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>STS-{next(SERIAL)}</MsgId><CreDtTm>{WHEN}</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{whole}"
        f"</OrgnlGrpInfAndSts>{batch}</CstmrPmtStsRpt></Document>"
    ).encode()


def entry(
    reference: str,
    amount: Decimal | int | str,
    *,
    currency: str = "KRW",
    side: str = "DBIT",
    ref: str = "",
    day: date | str | None = None,
    status: str = "BOOK",
) -> str:
    """One line of a notification or a statement, booked today."""
    own = ref or f"BK{next(SERIAL):08d}"
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>'
        f"<BookgDt><Dt>{day or datetime.now(SEOUL).date()}</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
    )


def notification(entries: Iterable[str], *, message_id: str = "") -> bytes:
    """camt.054.001.08."""
    number = message_id or f"NTF-{next(SERIAL)}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{URN}camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        f"<GrpHdr><MsgId>{number}</MsgId><CreDtTm>{WHEN}</CreDtTm></GrpHdr><Ntfctn><Id>{number}</Id>"
        f"<CreDtTm>{WHEN}</CreDtTm><Acct><Id><Othr><Id>110000000001</Id></Othr></Id></Acct>{''.join(entries)}"
        f"</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def statement(
    entries: Iterable[str], *, opening: int = 1_000_000_000, closing: int | Decimal, currency: str = "KRW"
) -> bytes:
    """camt.053.001.08."""
    number = f"STM-{next(SERIAL)}"

    def balance(code: str, amount: int | Decimal) -> str:
        return (
            f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-26</Dt></Dt></Bal>"
        )

    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{URN}camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{number}</MsgId><CreDtTm>{WHEN}</CreDtTm></GrpHdr><Stmt><Id>{number}</Id>"
        f"<CreDtTm>{WHEN}</CreDtTm><Acct><Id><Othr><Id>110000000001</Id></Othr></Id></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', closing)}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()
