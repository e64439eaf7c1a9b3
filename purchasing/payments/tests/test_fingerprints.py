"""Two companies that are paid on one account belong together; nobody reads the account from what is kept."""

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.people.facts import value_label
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.tests.factories import supplier
from purchasing.bidding.queries import related_rivals
from purchasing.bidding.rules.related import Link
from purchasing.bidding.states import Fact
from purchasing.payments.models import BankAccount
from purchasing.payments.services.fingerprints import keep_fingerprints, keep_fingerprints_nightly
from purchasing.payments.states import AccountState
from purchasing.payments.tests.runs_stage import changed, in_use, waited

pytestmark = pytest.mark.django_db

NUMBER = "110222333444"


def test_who_is_paid_on_the_account_of_another_bidder_is_related_from_the_day_it_is_in_use():
    one, other, stranger = supplier(), supplier(), supplier()
    in_use(one.company, number=NUMBER, bank_code="081")
    in_use(stranger.company)
    keep_fingerprints_nightly()
    three = [one.company, other.company, stranger.company]

    account = changed(other, number=NUMBER)
    assert related_rivals(three, today()) == {}
    waited(account)

    ties = {pk: (rival, link) for pk, (rival, link) in related_rivals(three, today()).items()}
    assert ties == {
        one.company.pk: (other.company, Link.ACCOUNT),
        other.company.pk: (one.company, Link.ACCOUNT),
    }


def test_what_is_kept_is_no_account_number_and_people_read_no_fingerprint():
    company = supplier().company
    in_use(company, number=NUMBER)
    keep_fingerprints([company.pk])
    value = standing_of(company, Fact.ACCOUNT, today())
    assert value
    assert NUMBER not in value
    with override("en"):
        assert value_label(Fact.ACCOUNT, value) == "Known by its fingerprint alone"


def test_fingerprints_follow_the_accounts_and_the_secret_and_nothing_is_written_twice(settings):
    company = supplier().company
    account = in_use(company, number=NUMBER)
    in_use(company, number=NUMBER, currency="USD")
    assert (keep_fingerprints(), keep_fingerprints()) == (1, 0)
    first = standing_of(company, Fact.ACCOUNT, today())

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret"
    assert keep_fingerprints() == 1
    assert standing_of(company, Fact.ACCOUNT, today()) not in (first, None)

    BankAccount.objects.filter(company=company).update(state=AccountState.RETIRED, retired_at=account.active_from)
    assert (keep_fingerprints(), keep_fingerprints()) == (1, 0)
    assert not standing_of(company, Fact.ACCOUNT, today())
    assert Standing.objects.filter(company=company, fact=Fact.ACCOUNT).count() == 3
