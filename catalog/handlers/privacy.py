"""What the catalogue keeps of a person: searches, pages seen last, alerts to one's address. Shown, copied, erased."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import PublicAlert, RecentProduct, SavedSearch
from portal.people.models import User
from portal.privacy.registry import Section, holding


def sections_of(user: User) -> Iterator[Section]:
    """In the person's words."""
    searches = [
        {gettext("Name"): each.name, gettext("Search"): each.query, gettext("Since"): each.created_at}
        for each in SavedSearch.objects.filter(user=user).order_by("pk")
    ]
    if searches:
        yield Section(gettext("Saved searches"), searches)
    alerts = [
        {gettext("E-mail"): each.email, gettext("Keyword"): each.keyword, gettext("Since"): each.created_at}
        for each in PublicAlert.objects.filter(email__iexact=user.email).order_by("pk")
    ]
    if alerts:
        yield Section(gettext("Alerts to your address"), alerts)
    recent = RecentProduct.objects.filter(user=user).select_related("product").order_by("-seen_at")
    if rows := [{gettext("Product"): each.product.number, gettext("When"): each.seen_at} for each in recent]:
        yield Section(gettext("Products seen last"), rows)


@transaction.atomic
def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """All of it."""
    return {
        "catalog.savedsearch": SavedSearch.objects.filter(user=user).delete()[1].get("catalog.SavedSearch", 0),
        "catalog.publicalert": PublicAlert.objects.filter(email__iexact=user.email)
        .delete()[1]
        .get("catalog.PublicAlert", 0),
        "catalog.recentproduct": RecentProduct.objects.filter(user=user).delete()[0],
    }


holding(
    key="catalog.watching",
    label=_("Saved searches, alerts, products seen last"),
    basis=_("You asked for it (article 15(1)4); an alert without an account by consent"),
    kept_for=_("Until you delete them; an alert that was never confirmed three days"),
    sections_of=sections_of,
    erase=erase,
    order=500,
)
