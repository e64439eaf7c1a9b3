"""FIND: members, themes, recipient organisations. Source: domain 10."""

from django.db.models import QuerySet

from portal.people.models import User
from sharedgrowth.friends.models import Member, Recipient, Theme
from sharedgrowth.friends.states import MemberState

OVERSEERS = ("CC", "SG", "AU", "CP", "FI")


def is_member(company_id: int | None) -> bool:
    """Whether the company is one of the Friends now."""
    return Member.objects.filter(company=company_id, state=MemberState.ACTIVE).exists()


def member_of(user: User) -> Member | None:
    """The running membership of the person's company."""
    if not user.is_authenticated or not user.is_supplier:
        return None
    found = Member.objects.filter(company=user.company_id, state=MemberState.ACTIVE)
    return found.select_related("company").first()


def overlooks(user) -> bool:
    """Whether the person reads everything of the Friends: the office, finance, audit, compliance."""
    return bool(user.is_authenticated and user.is_internal and user.has_role(*OVERSEERS))


def members_visible_to(user) -> QuerySet[Member]:
    """Everybody reads those who want to be named; the office all; a company its own."""
    found = Member.objects.select_related("company").order_by("company__legal_name_ko", "-pk")
    if overlooks(user):
        return found
    named = found.filter(state=MemberState.ACTIVE, listed=True)
    if user.is_authenticated and user.is_supplier:
        return (named | found.filter(company=user.company_id)).distinct()
    return named


def members_named() -> QuerySet[Member]:
    """On the public page, by name: there is no ranking."""
    found = Member.objects.filter(state=MemberState.ACTIVE, listed=True)
    return found.select_related("company").order_by("company__legal_name_ko", "pk")


def active_members() -> int:
    """How many companies are members now."""
    return Member.objects.filter(state=MemberState.ACTIVE).count()


def themes() -> QuerySet[Theme]:
    """The newest year first."""
    return Theme.objects.order_by("-year", "pk")


def recipients() -> QuerySet[Recipient]:
    """All organisations."""
    return Recipient.objects.order_by("-active", "name_ko", "pk")


def recipients_active() -> QuerySet[Recipient]:
    """Those that can be chosen."""
    return Recipient.objects.filter(active=True).order_by("name_ko", "pk")
