"""The list of tenders: what a reader looks for, the open ones first."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from portal.audit.models import AuditEntry
from portal.people.models import User
from purchasing.bidding.models import BoardSeat, CommitteeMember, Tender, TenderLine
from purchasing.bidding.states import BEFORE_NOTICE, FINAL, TenderState

MOST_WORDS = 10
# as people say it, without the zeros
SHORT_NUMBER = re.compile(r"(?:TND-)?(20[0-9]{2}-)?0*([1-9][0-9]{0,5})", re.IGNORECASE)


class Stage(TextChoices):
    """The states of a tender, put together by what a reader can do with it."""

    OPEN = "open", _("Accepting bids")
    UPCOMING = "upcoming", _("Opens soon")
    EVALUATION = "evaluation", _("Closed, being evaluated")
    AWARDED = "awarded", _("Awarded")
    ENDED = "ended", _("Failed or cancelled")
    DRAFT = "draft", _("Drafts")


def _in_stage(stage: str, now: datetime) -> Q:
    running = Q(state=TenderState.PUBLISHED, closes_at__gt=now)
    match stage:
        case Stage.OPEN:
            return running & Q(opens_at__lte=now)
        case Stage.UPCOMING:
            return running & Q(opens_at__gt=now)
        case Stage.EVALUATION:
            waiting = ~Q(state__in=[*FINAL, *BEFORE_NOTICE, TenderState.PUBLISHED])
            return waiting | Q(state=TenderState.PUBLISHED, closes_at__lte=now)
        case Stage.AWARDED:
            return Q(state__in=[TenderState.AWARDED, TenderState.CONTRACTED])
        case Stage.ENDED:
            return Q(state__in=[TenderState.FAILED, TenderState.CANCELLED])
        case _:
            return Q(state__in=BEFORE_NOTICE)


def tenders_of(user: User, tenders: QuerySet[Tender]) -> QuerySet[Tender]:
    """Those of ``tenders`` that the member of staff drew up, estimates, approves, evaluates or opens."""
    opening = CommitteeMember.objects.filter(user=user, tender=OuterRef("pk"))
    judging = BoardSeat.objects.filter(user=user, left_at=None, board=OuterRef("pk"))
    named = Q(officer=user) | Q(estimator=user) | Q(approver=user) | Q(evaluator=user)
    return tenders.filter(named | Exists(opening) | Exists(judging))


def find_tenders(
    tenders: QuerySet[Tender],
    *,
    now: datetime,
    q: str = "",
    stage: str = "",
    kind: str = "",
    closing: int | None = None,
    class_code: str = "",
    region: str = "",
) -> QuerySet[Tender]:
    """Those of ``tenders`` that fit, open ones first by deadline, then the latest. ``closing``: within so many days.

    Each word of ``q`` stands in a title, in a line or in the number, or is the class of a line; a number may be
    written short, 2026-38 for TND-2026-000038.
    """
    for word in q.split()[:MOST_WORDS]:
        tenders = tenders.filter(_has_word(word))
    if stage:
        tenders = tenders.filter(_in_stage(stage, now))
    if kind:
        tenders = tenders.filter(kind=kind)
    if class_code:  # the class and what lies below it in the tree
        branch = class_code[:8].rstrip("0")
        branch += "0" * (len(branch) % 2)
        in_branch = TenderLine.objects.filter(class_code__startswith=branch, tender=OuterRef("pk"))
        tenders = tenders.filter(Exists(in_branch))
    if region:
        tenders = tenders.filter(region=region)
    if closing:
        tenders = tenders.filter(_in_stage(Stage.OPEN, now), closes_at__lte=now + timedelta(days=closing))
    place = Case(
        When(_in_stage(Stage.OPEN, now), then=Value(0)),
        When(_in_stage(Stage.UPCOMING, now), then=Value(1)),
        default=Value(2),
    )
    soonest = Case(When(_in_stage(Stage.OPEN, now) | _in_stage(Stage.UPCOMING, now), then=F("closes_at")))
    return tenders.order_by(place, soonest.asc(nulls_last=True), F("published_at").desc(nulls_first=True), "-pk")


def _has_word(word: str) -> Q:
    told = Q(description_ko__icontains=word) | Q(description_en__icontains=word)
    line = TenderLine.objects.filter(told | Q(class_code=word), tender=OuterRef("pk"))
    number = Q(number__icontains=word)
    if short := SHORT_NUMBER.fullmatch(word):
        number |= Q(number__endswith=f"-{short[1] or ''}{int(short[2]):06d}")
    return Q(title_ko__icontains=word) | Q(title_en__icontains=word) | number | Q(Exists(line))


def without_each_word(
    tenders: QuerySet[Tender], *, now: datetime, given: Mapping[str, Any]
) -> list[tuple[str, str, int]]:
    """What a search finds without one of its words, where that is anything: the word, the others, how many tenders.

    One query, whatever was asked; none of a single word.
    """
    words = list(dict.fromkeys(given.get("q", "").split()[:MOST_WORDS]))
    if len(words) < 2:
        return []
    others = {word: [each for each in words if each != word] for word in words}
    found = find_tenders(tenders, now=now, **{**given, "q": ""}).order_by()
    totals = found.aggregate(
        **{
            f"without_{place}": Count("pk", filter=reduce(and_, map(_has_word, others[word])))
            for place, word in enumerate(words)
        }
    )
    ways = [(word, " ".join(others[word]), totals[f"without_{place}"]) for place, word in enumerate(words)]
    return [way for way in ways if way[2]]


def last_edit(tender: Tender) -> int:
    """Names the draft as it was last saved: an older page of it holds other words."""
    entries = AuditEntry.objects.filter(thing_type=Tender._meta.label_lower, thing_id=str(tender.pk))
    return entries.filter(what="bidding.tender.edited").order_by("-pk").values_list("pk", flat=True).first() or 0


def returned_drafts_of(user) -> list[Tender]:
    """The officer's own drafts whose last step was that they came back."""
    drafts = list(Tender.objects.filter(state=TenderState.DRAFT, officer=user).order_by("-pk")[:20])
    last = {
        entry.thing_id: entry.what
        for entry in AuditEntry.objects.filter(
            thing_type=Tender._meta.label_lower,
            thing_id__in=[str(draft.pk) for draft in drafts],
            what__in=["bidding.tender.return", "bidding.tender.request"],
        ).order_by("pk")
    }
    return [draft for draft in drafts if last.get(str(draft.pk)) == "bidding.tender.return"]
