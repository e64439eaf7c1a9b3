"""What the walk over the books says when something does not hold, in words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from purchasing.payments.queries.ledger_checks import questions

WORDS = {
    "posting": _("A posting does not balance"),
    "empty": _("A posting has no entries"),
    "orphan": _("An entry belongs to no posting or to no account"),
    "currency": _("Entries stand in an account of another currency"),
    "balance": _("A balance is not the sum of its entries"),
    "reversal": _("A reversal is not the mirror image of its posting"),
    "negative": _("An account stands on the wrong side"),
    "tree": _("The parts of a receivable do not add up to it"),
    "holders": _("Receivables held are not what the book says"),
    "issuers": _("Receivables issued are not what the book says"),
    "payables": _("What is owed is not what the book says"),
    "receivables": _("What is due is not what the book says"),
    "refunds_due": _("Advances to be got back are not what the book says"),
    "refunds_owed": _("Advances to be paid back are not what the book says"),
    "other_owed": _("What is owed without an invoice is not what the book says"),
    "other_due": _("What is due without an invoice is not what the book says"),
    "bought": _("Receivables bought are not what the bank's book says"),
    "unearned": _("Discount not yet earned is not what the bank's book says"),
    "escrow": _("Money in escrow is not what the trustee's book says"),
    "anchor": _("Entries before this posting were changed after they were anchored"),
}


def in_words(faults: Iterable[Mapping[str, str]]) -> list[dict[str, object]]:
    """The faults of a check, ready to show."""
    return [{**fault, "words": _words(fault["check"])} for fault in faults]


def _words(check: str) -> object:
    asked = questions.get(check)
    return WORDS[check] if asked is None else asked.words
