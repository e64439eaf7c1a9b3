"""FIND: requests and their clock, looks, exports, certificates, the policy in force, incidents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Count, Q, QuerySet, Sum

from portal.people.models import User
from portal.privacy.models import (
    DestructionCertificate,
    ExportGrant,
    Incident,
    Look,
    PolicyText,
    Processor,
    RightsRequest,
)
from portal.privacy.registry import Holding, Section, holdings
from portal.privacy.states import ExportState, PolicyState, RightKind, RightState

ERASED_AT = "erased.invalid"


@dataclass(frozen=True, slots=True)
class Kept:
    """What one holding keeps of a person, as it is shown."""

    holding: Holding
    sections: list[Section]
    stays: object

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(section.rows) for section in self.sections)


def kept_of(user: User) -> list[Kept]:
    """Everything that is kept of a person, holding by holding; also those that keep nothing of this one."""
    return [Kept(each, list(each.sections_of(user)), each.keeps(user)) for each in holdings]


def is_erased(user: User) -> bool:
    """Whether the person behind this row was erased."""
    return user.email.endswith("@" + ERASED_AT)


def requests_of(user: User) -> QuerySet[RightsRequest]:
    """What the person has asked."""
    return RightsRequest.objects.filter(person=user).order_by("-id")


def requests_listed_for(user: User, *, state: str = "", kind: str = "") -> QuerySet[RightsRequest]:
    """All requests, the open ones first and by their day."""
    if not (user.is_internal and user.has_role("PR", "AU", "CP")):
        return RightsRequest.objects.none()
    found = RightsRequest.objects.select_related("person", "decided_by")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return found.annotate(is_open=Count("pk", filter=Q(state=RightState.RECEIVED))).order_by(
        "-is_open", "due_on", "-id"
    )


def requests_due(on: date) -> QuerySet[RightsRequest]:
    """Unanswered requests whose day is near or over."""
    return RightsRequest.objects.filter(state=RightState.RECEIVED, due_on__lte=on).order_by("due_on", "id")


def suspensions(holding: str) -> QuerySet[RightsRequest]:
    """Whose use of what ``holding`` keeps is stopped now: of this holding, or of everything."""
    return RightsRequest.objects.filter(
        kind=RightKind.SUSPENSION,
        holding__in=["", holding],
        state__in=[RightState.GRANTED, RightState.PARTLY],
        lifted_at=None,
    )


def suspended(user: User, holding: str) -> bool:
    """Whether the use of what ``holding`` keeps of the person is stopped (art. 37): apps ask before they use it."""
    return suspensions(holding).filter(person=user).exists()


def suspended_among(people: Iterable[int], holding: str) -> set[int]:
    """The same of several people, by id: those who must be left out. One statement."""
    return set(suspensions(holding).filter(person__in=list(people)).values_list("person_id", flat=True))


def looks_at(user: User) -> QuerySet[Look]:
    """Who looked at the person's data, newest first."""
    return Look.objects.filter(subject=user).select_related("reader").order_by("-id")


def looks_between(begin: datetime, end: datetime) -> QuerySet[Look]:
    """All looks of a time."""
    return Look.objects.filter(at__gte=begin, at__lt=end)


def looks_by_reader(begin: datetime, end: datetime) -> list[dict]:
    """How often each person looked, at how many people; who looked most on top."""
    each_of_an_export = Q(subject__isnull=False, about__startswith="PEX-")  # the export counts them already
    rows = (
        looks_between(begin, end)
        .exclude(each_of_an_export)
        .values("reader_id", "reader__name")
        .annotate(looks=Count("pk"), persons=Sum("count"), exports=Count("pk", filter=Q(subject=None)))
        .order_by("-persons", "reader__name", "reader_id")
    )
    return [dict(row) for row in rows]


def exports_listed_for(user: User) -> QuerySet[ExportGrant]:
    """The privacy officer and those who read along see all; others their own."""
    found = ExportGrant.objects.select_related("asked_by", "decided_by").order_by("-id")
    if user.is_internal and user.has_role("PR", "AU", "CP"):
        return found
    return found.filter(asked_by=user)


def usable_export(user: User, what: str, now: datetime) -> ExportGrant | None:
    """The leave that the person may use now for ``what``."""
    found = ExportGrant.objects.filter(asked_by=user, what=what, state=ExportState.ALLOWED, until__gt=now)
    return found.order_by("-id").first()


def certificates() -> QuerySet[DestructionCertificate]:
    """Certificates of destruction, newest first."""
    return DestructionCertificate.objects.select_related("by").order_by("-id")


def holding_label(key: str) -> object:
    """The words of a holding; its key when its app is gone."""
    holding = holdings.get(key)
    return holding.label if holding else key


def kind_label(kind: str) -> object:
    """The words of a kind of row (``jobs.application``); the key itself when it is none of a model."""
    try:
        return apps.get_model(kind)._meta.verbose_name_plural
    except (LookupError, ValueError):
        return kind


def policy_in_force(on: date) -> PolicyText | None:
    """The version of the privacy policy in force on a day."""
    published = PolicyText.objects.filter(state=PolicyState.PUBLISHED, valid_from__lte=on)
    return published.order_by("-valid_from", "-version").first()


def policies_published() -> QuerySet[PolicyText]:
    """All published versions, newest first."""
    return PolicyText.objects.filter(state=PolicyState.PUBLISHED).order_by("-version")


def processors_on(on: date) -> QuerySet[Processor]:
    """Who processes personal data for us on a day."""
    return Processor.objects.filter(contract_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on)).order_by("name")


def incidents_open() -> QuerySet[Incident]:
    """Incidents whose persons are not told yet, the most urgent first."""
    return Incident.objects.filter(told_at=None).order_by("tell_by")


def persons_by_email(addresses: Iterable[str]) -> tuple[list[User], list[str]]:
    """The people behind e-mail addresses, and the addresses nobody has."""
    wanted = {address.strip().lower() for address in addresses if address.strip()}
    found = list(User.objects.filter(email__in=wanted))
    return found, sorted(wanted - {user.email for user in found})
