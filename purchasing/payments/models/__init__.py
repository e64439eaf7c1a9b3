"""WHAT: obligations, receivables, the ledger, payment runs, bank accounts."""

from purchasing.payments.models.ledger import Account, Balance, Book, BookKind, Line, Posting
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.models.receivable import Draw, Receivable
from purchasing.payments.models.run import BankAccount, Instruction, PaymentRun

__all__ = [
    "Account",
    "Balance",
    "BankAccount",
    "Book",
    "BookKind",
    "Draw",
    "Instruction",
    "Line",
    "Obligation",
    "PaymentRun",
    "Posting",
    "Receivable",
]
