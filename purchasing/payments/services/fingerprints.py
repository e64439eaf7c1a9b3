"""DO: keep a fingerprint of the accounts on which a supplier is paid, so that two with one account are known. BID-04.

Never the number: the fingerprint is keyed by a secret of the portal, and nobody finds the number by trying all. A new
secret makes new fingerprints of all in the next night.
"""

import hmac
from collections.abc import Collection
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from portal.clock import today
from portal.keys import keys_for
from portal.outbox.services import sweeps, until_done
from portal.people.facts import ACCOUNT_IN_USE
from portal.people.models import Company
from portal.people.services import record_standing
from purchasing.bidding.queries.standings import standings_of
from purchasing.bidding.states import Fact
from purchasing.payments.models import BankAccount
from purchasing.payments.queries.accounts import HOUSE
from purchasing.payments.states import AccountState

PURPOSE = "payments.account_fingerprint"
LENGTH = 16


def fingerprint(bank_code: str, number: str) -> str:
    """The same account has the same one, at whichever company."""
    return hmac.new(keys_for(PURPOSE)[0], f"{bank_code}\n{number}".encode(), sha256).hexdigest()[:LENGTH]


@transaction.atomic
def keep_fingerprints(companies: Collection[int] | None = None) -> int:
    """Record those that differ from what is known, of these companies or of all; returns of how many companies."""
    active = BankAccount.objects.filter(state=AccountState.ACTIVE, company__is_buyer=False).exclude(purpose__in=HOUSE)
    known_before = Q(standings__fact=Fact.ACCOUNT) | Q(pk__in=active.values("company"))
    concerned = Company.objects.filter(known_before, is_buyer=False).distinct()
    if companies is not None:
        concerned = concerned.filter(pk__in=companies)
    found: dict[int, set[str]] = {company.pk: set() for company in concerned}
    for company, bank_code, number in active.filter(company__in=found).values_list("company", "bank_code", "number"):
        found[company].add(fingerprint(bank_code, number))
    day = today()
    known = standings_of(found.keys(), [Fact.ACCOUNT], day)
    changed = {
        company: value
        for company, marks in found.items()
        if (value := " ".join(sorted(marks))) != known.get((company, Fact.ACCOUNT), "")
    }
    for each in concerned.filter(pk__in=changed):
        record_standing(each, Fact.ACCOUNT, changed[each.pk], valid_from=day, source=ACCOUNT_IN_USE)
    return len(changed)


@sweeps
def keep_fingerprints_nightly() -> None:
    """Accounts that came into use in another way than by a change here, and all after a change of the secret."""
    until_done("payments.fingerprints", today().isoformat(), keep_fingerprints)
