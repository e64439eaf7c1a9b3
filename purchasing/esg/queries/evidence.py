"""FIND: a company's library of documents, where each is used, and what ends soon."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from purchasing.esg.models import Answer, Evidence
from purchasing.esg.queries.review import OWN_READERS, assessments_visible_to
from purchasing.esg.rules.answers import REMIND_DAYS
from purchasing.esg.states import AssessmentState

AFTER_HANDING_IN = (
    AssessmentState.SUBMITTED,
    AssessmentState.REVIEW,
    AssessmentState.QUERY,
    AssessmentState.SCORED,
    AssessmentState.NOTIFIED,
    AssessmentState.OBJECTION,
    AssessmentState.FINAL,
)


def evidence_visible_to(user) -> QuerySet[Evidence]:
    """A company's own people: its library. Staff who read the assessment: what answers of it use."""
    found = Evidence.objects.select_related("file", "certificate__kind", "certificate__document", "added_by", "company")
    if not getattr(user, "is_authenticated", False):
        return found.none()
    if user.is_internal:
        used = Answer.evidence.through.objects.filter(
            evidence=OuterRef("pk"), answer__assessment__in=assessments_visible_to(user).order_by()
        )
        return found.filter(Exists(used))
    return found.filter(company=user.company_id) if user.has_role(*OWN_READERS) else found.none()


def library_listed_for(user, *, words: str = "", ending: str = "", on: date) -> QuerySet[Evidence]:
    """What can be used now, with how many answers use it; what ends first on top."""
    found = evidence_visible_to(user).filter(removed_at=None)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(number__icontains=words) | Q(issuer__icontains=words))
    if ending == "soon":
        found = found.filter(valid_to__gte=on, valid_to__lte=on + timedelta(days=REMIND_DAYS[0]))
    if ending == "expired":
        found = found.filter(valid_to__lt=on)
    return found.annotate(uses=Count("answers")).order_by("valid_to", "-pk")


def usable_evidence(company_id: int) -> list[Evidence]:
    """What answers may point to."""
    found = Evidence.objects.filter(company=company_id, removed_at=None)
    return list(found.select_related("file").order_by("title", "pk"))


def uses_of(evidence: Evidence) -> list[Answer]:
    """The answers that use it, the newest assessment first."""
    found = evidence.answers.select_related("assessment", "question")
    return list(found.order_by("-assessment__pk", "question__order"))


def copies_elsewhere(evidence: Evidence) -> int:
    """How many other companies keep a document with the same bytes. Source: domain 11.10 (copied evidence)."""
    if evidence.file is None:
        return 0
    others = Evidence.objects.filter(file__sha256=evidence.file.sha256).exclude(company=evidence.company_id)
    return others.values("company").distinct().count()


def ending_evidence(on: date) -> QuerySet[Evidence]:
    """Documents in the libraries that end within the first reminder's days."""
    last = on + timedelta(days=REMIND_DAYS[0])
    return Evidence.objects.filter(
        removed_at=None, valid_to__gte=on, valid_to__lte=last, reminded__lt=len(REMIND_DAYS)
    ).order_by("pk")


def lapsed_answers(on: date) -> QuerySet[Answer]:
    """Answers handed in, of assessments that still count, all of whose documents have ended; not yet marked."""
    holding = Evidence.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), answers=OuterRef("pk"))
    ended = Evidence.objects.filter(valid_to__lt=on, answers=OuterRef("pk"))
    return (
        Answer.objects.filter(lapsed_on=None, assessment__state__in=AFTER_HANDING_IN)
        .filter(Exists(ended), ~Exists(holding))
        .select_related("assessment", "question")
        .order_by("assessment_id", "question__order")
    )
