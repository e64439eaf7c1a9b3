"""Keep a product among one's own; book an exchange rate."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Bookmark, ExchangeRate, Product
from catalog.states import Currency
from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import User
from portal.policy import require
from portal.text import clean_line

MOST_KEPT = 500
BOOK_AHEAD = timedelta(days=7)


@transaction.atomic
def keep_product(product: Product, *, by: User) -> None:
    """Put it on one's own list; twice does no harm."""
    require(policies.may_keep(by))
    if Bookmark.objects.filter(user=by).count() >= MOST_KEPT:
        raise RuleBroken(_("You keep %(most)d products already. Take one off your list first.") % {"most": MOST_KEPT})
    Bookmark.objects.get_or_create(user=by, product=product)


@transaction.atomic
def drop_product(product: Product, *, by: User) -> None:
    """Take it off one's own list."""
    require(policies.may_keep(by))
    Bookmark.objects.filter(user=by, product=product).delete()


@transaction.atomic
def book_rate(*, currency: str, day: date, won: Decimal, source: str, by: User) -> ExchangeRate:
    """Book won for one unit of a currency from ``day`` on; a correction is a later booking. Source: CAT-32."""
    require(policies.may_book_rates(by))
    if currency not in Currency.values or currency == Currency.KRW:
        raise RuleBroken(_("Choose one of the foreign currencies."), field="currency")
    if won <= 0:
        raise RuleBroken(_("A rate is more than zero."), field="won")
    if day > today() + BOOK_AHEAD:
        raise RuleBroken(_("At most a week ahead. Check the year."), field="day")
    source = clean_line(source)
    if not source:
        raise RuleBroken(_("Say where the rate comes from."), field="source")
    rate = ExchangeRate.objects.create(currency=currency, day=day, won=won, source=source[:120], booked_by=by)
    record(rate, "booked", by=by, payload={"currency": currency, "day": day, "won": won})
    return rate
