"""WHAT: obligations, receivables, the ledger, payment runs, bank accounts."""

from purchasing.payments.models.bank import BankEntry, BankFile, BankMessage, UnmatchedEntry
from purchasing.payments.models.claims import Claim, ClaimLine
from purchasing.payments.models.direct import DirectPayment
from purchasing.payments.models.draws import BuyerRate, DrawQuote, ReceivableRequest
from purchasing.payments.models.escrow import EscrowEntry
from purchasing.payments.models.holidays import BankHoliday
from purchasing.payments.models.late import CashPayment, LateInterest, LateStep, ObligationAlert
from purchasing.payments.models.ledger import Account, Balance, Book, BookKind, Line, Posting
from purchasing.payments.models.ledger_checks import LedgerAnchor, LedgerCheck, Reversal
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.models.payables import Payable
from purchasing.payments.models.ratio import CashTest, RatioReport, RatioResult
from purchasing.payments.models.receivable import Draw, Receivable
from purchasing.payments.models.refunds import AdvanceRefund
from purchasing.payments.models.run import BankAccount, Instruction, PaymentRun
from purchasing.payments.models.voice import Voice, VoiceWord

__all__ = [
    "AdvanceRefund",
    "BankHoliday",
    "CashPayment",
    "CashTest",
    "DirectPayment",
    "LateInterest",
    "LateStep",
    "ObligationAlert",
    "RatioReport",
    "RatioResult",
    "Voice",
    "VoiceWord",
    "BankEntry",
    "BankFile",
    "BankMessage",
    "UnmatchedEntry",
    "BuyerRate",
    "Claim",
    "ClaimLine",
    "DrawQuote",
    "EscrowEntry",
    "ReceivableRequest",
    "Account",
    "Balance",
    "BankAccount",
    "Book",
    "BookKind",
    "Draw",
    "Instruction",
    "LedgerAnchor",
    "LedgerCheck",
    "Line",
    "Obligation",
    "Payable",
    "PaymentRun",
    "Posting",
    "Receivable",
    "Reversal",
]
