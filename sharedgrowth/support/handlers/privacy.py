"""What the support programmes keep of a person: alerts of calls; that one is the contact of an organisation."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.privacy.registry import Section, holding
from sharedgrowth.support.models import CallAlert, Recommender


def sections_of(user: User) -> Iterator[Section]:
    """By the person's address."""
    alerts = [
        {
            gettext("E-mail"): each.email,
            gettext("Programme"): each.programme or gettext("All programmes"),
            gettext("Since"): each.created_at,
        }
        for each in CallAlert.objects.filter(email__iexact=user.email).order_by("pk")
    ]
    if alerts:
        yield Section(gettext("Alerts of calls to your address"), alerts)
    contacts = [
        {gettext("Organisation"): each.name_ko, gettext("Contact"): each.contact, gettext("E-mail"): each.email}
        for each in Recommender.objects.filter(email__iexact=user.email).order_by("pk")
    ]
    if contacts:
        yield Section(gettext("Contact of an organisation that recommends"), contacts)


@transaction.atomic
def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """Alerts go; the organisation names another contact."""
    gone = CallAlert.objects.filter(email__iexact=user.email).delete()[1]
    return {"support.callalert": gone.get("support.CallAlert", 0)}


def keeps(user: User) -> str:
    """An agreement with an organisation names whom to ask."""
    if not Recommender.objects.filter(email__iexact=user.email).exists():
        return ""
    return gettext("You are the contact of an organisation that recommends firms. It names another one first.")


holding(
    key="support.contacts",
    label=_("Alerts of calls, contacts of organisations"),
    basis=_("Consent (alerts); agreement with the organisation (article 15(1)4)"),
    kept_for=_("Until the alert is ended; while the agreement runs"),
    sections_of=sections_of,
    erase=erase,
    keeps=keeps,
    order=510,
)
