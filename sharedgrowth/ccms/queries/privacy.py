"""FIND: what names a person in CCMS."""

from django.db.models import Q, QuerySet

from portal.people.models import User
from sharedgrowth.ccms.models import Action, Answer, Module, Overview, Unit


def units_of(user: User) -> QuerySet[Unit]:
    """Where the person belongs."""
    return Unit.objects.filter(members=user).order_by("pk")


def modules_of(user: User) -> QuerySet[Module]:
    """Modules that the person owns."""
    return Module.objects.filter(owner=user).order_by("order")


def overviews_by(user: User) -> QuerySet[Overview]:
    """Versions in which the person took a step."""
    mine = Q(written_by=user) | Q(reviewed_by=user) | Q(approved_by=user) | Q(published_by=user)
    return Overview.objects.filter(mine).select_related("module").order_by("pk")


def answers_by(user: User) -> QuerySet[Answer]:
    """Answers that the person gave."""
    return Answer.objects.filter(changed_by=user).select_related("assessment", "item").order_by("pk")


def actions_of(user: User) -> QuerySet[Action]:
    """Actions that the person owns."""
    return Action.objects.filter(owner=user).select_related("assessment", "module").order_by("pk")
