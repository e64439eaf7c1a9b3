"""The demonstration's bank: accounts from before the portal, a run that the bank has answered, changes under way."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from portal.audit.services import record
from portal.calendar import bank_day_for_payment
from portal.clock import db_now, today
from portal.demo import World
from portal.people.models import Company
from purchasing.payments.models import BankAccount, Instruction, Obligation, PaymentRun
from purchasing.payments.queries.bank_days import bank_days_ahead
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services.accounts import confirm_account, propose_account
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.services.runs import DAYS_AHEAD, check_run, draft_run, release_run
from purchasing.payments.states import AccountPurpose, AccountState, ObligationState, RunKind, RunState

BANKS = ("004", "011", "020", "081", "088")
URN = "urn:iso:std:iso:20022:tech:xsd:"
LONG_AGO = timedelta(days=400)
UNKNOWN = ("ERP-77120-4", "1320000")  # a payment of another order


def pay(world: World) -> None:
    """Accounts; one company changes its own; a run that goes out and is answered; another that waits for a checker."""
    if world.buyer is None:
        raise AssertionError("the demonstration has no buyer yet")
    for purpose, owner in (
        (AccountPurpose.GENERAL, world.buyer.legal_name_ko),
        (AccountPurpose.ESCROW, "동반성장 예치 기관"),
        (AccountPurpose.BOUGHT, "주거래 은행 상생결제 계정"),
    ):
        carry_over(world.rng, world.buyer, purpose, owner)
    for company in world.suppliers:
        carry_over(world.rng, company, AccountPurpose.GENERAL, company.legal_name_ko)
    _answered_run(world)
    _changes(world)
    _waiting_run(world)


def carry_over(rng: Random, company: Company, purpose: str, owner: str) -> None:
    """As an ERP hands accounts over when the portal begins: in use for long, by nobody of the portal."""
    account = BankAccount.objects.create(
        company=company,
        purpose=purpose,
        bank_code=rng.choice(BANKS),
        number="".join(rng.choices("0123456789", k=12)),
        owner=owner,
        state=AccountState.ACTIVE,
        confirmed_at=db_now() - LONG_AGO,
        active_from=db_now() - LONG_AGO,
        reason="포털 개설 때 기존 거래 계좌를 옮겨 왔습니다.",
    )
    record(account, "carried_over", by=None)


def _answered_run(world: World) -> None:
    """What is due today goes out; the bank pays all of it but one, and names a payment that nobody knows."""
    run = draft_run(RunKind.CASH, value_on=bank_day_for_payment(today()), by=None)
    if run is None or not run.count:
        return
    run = _checked(world, run)
    pay_run(release_run(run, sha256=run.sha256, by=world.one("FI")))
    sent = list(Instruction.objects.filter(run=run, posting__isnull=False).order_by("-amount"))
    read_bank_message(statuses(sent), by=None)
    read_bank_message(bookings(sent, run.value_on, UNKNOWN), by=None)


def _checked(world: World, run: PaymentRun) -> PaymentRun:
    """By as many as it needs: approvers first, then finance that has no other part in it."""
    for person in [*world.staff["AP"], *world.staff["FI"][1:]]:
        if run.state == RunState.DRAFT and person.pk != run.checked_by_id:
            run = check_run(run, sha256=digest_of(run), by=person)
    return run


def statuses(sent: Iterable[Instruction], mark: str = "") -> bytes:
    """pain.002: all on their way."""
    rows = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{each.end_to_end}</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts>"
        for each in sent
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{URN}pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>HB-STS-{today():%Y%m%d}{mark}</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>-</OrgnlMsgId>"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{rows}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def bookings(sent: Iterable[Instruction], day: date, *more: tuple[str, str], mark: str = "") -> bytes:
    """camt.054: booked on the bank day ``day``; ``more`` are lines of other orders."""
    lines = [*((each.end_to_end, f"{each.amount:.0f}") for each in sent), *more]
    entries = "".join(
        f'<Ntry><Amt Ccy="KRW">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>HB{n:08d}</AcctSvcrRef><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"
        for n, (reference, amount) in enumerate(lines, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{URN}camt.054.001.08"><BkToCstmrDbtCdtNtfctn>'
        f"<GrpHdr><MsgId>HB-NTF-{today():%Y%m%d}{mark}</MsgId></GrpHdr><Ntfctn>{entries}</Ntfctn>"
        f"</BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def _changes(world: World) -> None:
    """One change is in its 72 hours, another waits for a second person."""
    owed = Obligation.objects.filter(state=ObligationState.OPEN, payer=world.buyer).order_by("pay_on", "pk")
    companies = list(dict.fromkeys(each.payee for each in owed.select_related("payee")))[:2]
    for place, company in enumerate(companies):
        account = propose_account(
            company,
            bank_code="090",
            number="".join(world.rng.choices("0123456789", k=13)),
            owner=company.legal_name_ko,
            reason="주거래 은행을 바꾸었습니다. 통장 사본은 담당자에게 드렸습니다.",
            by=world.bidders[company.pk],
        )
        if place == 0:
            confirm_account(account, callback="대표 전화로 관리 이사와 통화, 계좌 끝자리 대조", by=world.one("FI", 1))


def _waiting_run(world: World) -> None:
    """The run of the next days waits for a checker; a payment of it is held."""
    last = bank_days_ahead(today(), DAYS_AHEAD)
    next_due = (
        Obligation.objects.filter(state=ObligationState.OPEN, payer=world.buyer, pay_on__range=(today(), last))
        .order_by("pay_on")
        .values_list("pay_on", flat=True)
    )
    days = list(dict.fromkeys(next_due))
    if days:
        draft_run(RunKind.CASH, value_on=days[min(1, len(days) - 1)], by=world.one("FI"))
