"""What the funds keep of a person by address: the contact of an organisation that proposed a project."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.privacy.registry import Section, holding
from sharedgrowth.funds.models import Proposal


def _named(user: User):
    return Proposal.objects.filter(contact__iexact=user.email)


def sections_of(user: User) -> Iterator[Section]:
    """By the person's address."""
    rows = [
        {
            pgettext("gem", "Organisation"): each.operator,
            pgettext("gem", "Project"): each.title_ko,
            gettext("E-mail"): each.contact,
        }
        for each in _named(user).order_by("pk")
    ]
    if rows:
        yield Section(gettext("Contact of proposed projects"), rows)


def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """Nothing: the proposal is a record of money."""
    return {}


def keeps(user: User) -> str:
    """A proposal belongs to the records of a fund."""
    if not _named(user).exists():
        return ""
    return gettext("An organisation named your address in a proposal to a fund; accounting records stay for ten years.")


holding(
    key="funds.contacts",
    label=_("Contact of projects proposed to a fund"),
    basis=_("Accounting records (Commercial Act 33)"),
    kept_for=_("10 years"),
    sections_of=sections_of,
    erase=erase,
    keeps=keeps,
    order=530,
)
