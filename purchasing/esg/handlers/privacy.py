"""What ESG keeps of a person by address: that one is the contact in a company's declaration on minerals."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.privacy.registry import Section, holding
from purchasing.esg.models import MineralDeclaration


def _named(user: User):
    return MineralDeclaration.objects.filter(contact_email__iexact=user.email)


def sections_of(user: User) -> Iterator[Section]:
    """By the person's address."""
    rows = [
        {gettext("Company"): str(each.company), gettext("Contact"): each.contact, gettext("Date"): each.declared_on}
        for each in _named(user).select_related("company").order_by("pk")
    ]
    if rows:
        yield Section(gettext("Contact in declarations on minerals"), rows)


def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """Nothing: the declaration stays as its company gave it."""
    return {}


def keeps(user: User) -> str:
    """A declaration is evidence."""
    if not _named(user).exists():
        return ""
    return gettext("Your company named you in a declaration on minerals; it stays as it was given, for ten years.")


holding(
    key="esg.contacts",
    label=_("Contact in a company's declarations"),
    basis=_("Evidence of due diligence in the supply chain (article 15(1)6)"),
    kept_for=_("10 years"),
    sections_of=sections_of,
    erase=erase,
    keeps=keeps,
    order=520,
)
