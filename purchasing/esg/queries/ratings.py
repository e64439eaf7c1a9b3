"""FIND: ratings by others, and the management-system certificates that stand beside them."""

from django.db.models import Q, QuerySet

from portal.clock import today
from portal.people.models import Certificate, Company, User
from portal.people.queries import buyer_people_with_role, certificates_visible_to
from portal.people.states import CertificateState
from purchasing.esg.models import Evidence, ExternalRating
from purchasing.esg.queries.review import OWN_READERS, STAFF_READERS
from purchasing.esg.states import RatingState

ISO_KINDS = ("ISO14001", "ISO45001", "ISO50001")


def ratings_visible_to(user) -> QuerySet[ExternalRating]:
    """A company's own people: theirs; who reads assessments: all."""
    found = ExternalRating.objects.select_related("company", "evidence__file", "added_by", "decided_by")
    if user.is_internal:
        return found if user.has_role(*STAFF_READERS) else found.none()
    return found.filter(company=user.company_id) if user.has_role(*OWN_READERS) else found.none()


def ratings_to_verify(user) -> QuerySet[ExternalRating]:
    """Those that wait for this reviewer."""
    if not user.is_internal or not user.has_role("ER"):
        return ExternalRating.objects.none()
    waiting = ratings_visible_to(user).filter(state=RatingState.ENTERED)
    return waiting.exclude(added_by=user).exclude(evidence__added_by=user).order_by("pk")


def ratings_in_force(company: Company) -> list[ExternalRating]:
    """Verified and not ended."""
    found = ExternalRating.objects.filter(company=company, state=RatingState.VERIFIED, valid_to__gte=today())
    return list(found.order_by("scheme", "-issued_on"))


def management_systems(user, company: Company | None = None) -> QuerySet[Certificate]:
    """ISO 14001, 45001 and 50001 certificates, those in force first."""
    found = certificates_visible_to(user).filter(kind__code__in=ISO_KINDS)
    if company is not None:
        found = found.filter(company=company)
    return found.order_by("company__legal_name_ko", "kind__code", "-valid_to")


def systems_in_force(company: Company) -> list[Certificate]:
    """Verified and valid today."""
    found = Certificate.objects.filter(company=company, kind__code__in=ISO_KINDS, state=CertificateState.VALID)
    found = found.filter(Q(valid_to=None) | Q(valid_to__gte=today()))
    return list(found.select_related("kind").order_by("kind__code"))


def library_of(user) -> QuerySet[Evidence]:
    """The documents with a file that a company may attach to a rating."""
    return Evidence.objects.filter(company=user.company_id, removed_at=None, file__isnull=False).order_by("-pk")


def raters_for(rating: ExternalRating) -> QuerySet[User]:
    """Who may compare it with its report."""
    people = buyer_people_with_role("ER").filter(is_service=False).exclude(memberships__company=rating.company_id)
    return people.exclude(pk__in=[pk for pk in (rating.added_by_id, rating.evidence.added_by_id) if pk is not None])
