"""FIND: announcements and questions, for whom they are."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from portal.news.models import Announcement, FaqCategory, FaqEntry, FaqVote
from portal.news.queries.roles import ANSWERERS, READERS, has
from portal.news.states import AnnouncementState, FaqState

FEED = 30


def announcements_visible_to(user: Any) -> QuerySet[Announcement]:
    """Published ones for everybody; drafts and withdrawn ones for who writes, publishes and audits."""
    found = Announcement.objects.select_related("written_by", "approved_by")
    if has(user, *READERS):
        return found
    return found.filter(state=AnnouncementState.PUBLISHED)


def public_announcements(day: date, *, kind: str = "", words: str = "") -> QuerySet[Announcement]:
    """Published ones, what is pinned on top, then the newest."""
    found = Announcement.objects.filter(state=AnnouncementState.PUBLISHED)
    if kind:
        found = found.filter(kind=kind)
    for word in words.split()[:6]:
        found = found.filter(
            Q(title_ko__icontains=word)
            | Q(title_en__icontains=word)
            | Q(text_ko__icontains=word)
            | Q(text_en__icontains=word)
        )
    pinned = Case(When(pinned_until__gte=day, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(place=pinned).order_by("place", "-published_at", "-pk")


def newest_announcements(kind: str = "", most: int = FEED) -> QuerySet[Announcement]:
    """For feeds."""
    found = Announcement.objects.filter(state=AnnouncementState.PUBLISHED)
    return (found.filter(kind=kind) if kind else found).order_by("-published_at", "-pk")[:most]


def work_in_hand(user: Any) -> QuerySet[Announcement]:
    """Drafts and what waits, the newest first."""
    states = [AnnouncementState.DRAFT, AnnouncementState.PROPOSED, AnnouncementState.SCHEDULED]
    return announcements_visible_to(user).filter(state__in=states).order_by("-pk")


def waiting_announcements(user: Any) -> QuerySet[Announcement]:
    """Proposed by somebody else."""
    return Announcement.objects.filter(state=AnnouncementState.PROPOSED).exclude(written_by=user).order_by("pk")


def announcements_due(now: datetime) -> QuerySet[Announcement]:
    """Approved, and their time has come."""
    return Announcement.objects.filter(state=AnnouncementState.SCHEDULED, publish_at__lte=now).order_by("publish_at")


def questions_visible_to(user: Any) -> QuerySet[FaqEntry]:
    """Published ones; all for who answers."""
    found = FaqEntry.objects.select_related("category")
    return found if has(user, *ANSWERERS) else found.filter(state=FaqState.PUBLISHED)


def questions(*, words: str = "", category: str = "") -> QuerySet[FaqEntry]:
    """Published questions in which all words stand, in order."""
    found = FaqEntry.objects.filter(state=FaqState.PUBLISHED).select_related("category")
    if category:
        found = found.filter(category__slug=category)
    for word in words.split()[:6]:
        found = found.filter(
            Q(question_ko__icontains=word)
            | Q(question_en__icontains=word)
            | Q(answer_ko__icontains=word)
            | Q(answer_en__icontains=word)
        )
    return found.order_by("category__order", "category__slug", "order", "pk")


def categories_in_use() -> QuerySet[FaqCategory]:
    """Categories with a published question."""
    return FaqCategory.objects.filter(entries__state=FaqState.PUBLISHED).distinct()


def questions_in_hand() -> QuerySet[FaqEntry]:
    """All questions with how often their answer helped and did not, for who answers."""
    return FaqEntry.objects.select_related("category").annotate(
        yes=Count("votes", filter=Q(votes__helpful=True)), no=Count("votes", filter=Q(votes__helpful=False))
    )


def missed_words(most: int = 30) -> QuerySet[FaqVote]:
    """What readers said was missing, the newest first."""
    return FaqVote.objects.exclude(words="").select_related("entry").order_by("-pk")[:most]
