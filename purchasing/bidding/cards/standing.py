"""What the dated facts that bidding names are called on a company's page, and how their values are read."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext, pgettext_lazy

from portal.people import facts as ground
from purchasing.bidding.states import Fact

PERCENT = Decimal(100)


def owners_words(value: str) -> str:
    """The owners with their shares as people read them; what follows no pattern stays as it is.

    >>> owners_words("KR-0002-1:0.7 KR-0002-2:0.305"), owners_words("nobody")
    ('KR-0002-1 70%, KR-0002-2 30.5%', 'nobody')
    """
    shown = []
    for part in value.split():
        who, _colon, share = part.rpartition(":")
        try:
            shown.append(f"{who} {(Decimal(share) * PERCENT).normalize():f}%")
        except InvalidOperation:
            return value
    return ", ".join(shown)


def account_words(value: str) -> str:
    """That it is known, and no more: a fingerprint says nothing to people."""
    return gettext("Known by its fingerprint alone") if value else ""


ground.facts.add(Fact.SANCTION, ground.Fact(Fact.SANCTION.label, {"none": pgettext_lazy("sanction", "no")}))
ground.facts.add(Fact.REPRESENTATIVE, ground.Fact(Fact.REPRESENTATIVE.label))
ground.facts.add(Fact.OWNERS, ground.Fact(Fact.OWNERS.label, write=owners_words))
ground.facts.add(Fact.ACCOUNT, ground.Fact(Fact.ACCOUNT.label, write=account_words))
