"""FIND: confidential voices: the firm sees its own; compliance what was said, never by whom; others only sums of three.

Source: issue 8, ADR 0031.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.people.models import Company, User
from purchasing.contracts.models import Contract
from purchasing.contracts.queries import contracts as contract_queries
from purchasing.payments.models import Voice, VoiceWord
from purchasing.payments.models.voice import FEWEST_FIRMS
from purchasing.payments.states import VOICE_COUNTS, VOICE_OPEN, VoiceState

SPEAKERS = ("SA", "SF", "SU")
SUM_READERS = ("CP", "AU", "SG", "PO", "FI")


@dataclass(frozen=True)
class Heard:
    """What may be told of the voices about one company: at least three firms have spoken."""

    about: Company
    firms: int
    topics: Sequence[tuple[str, int]]  # topic, how many firms; topics of fewer than three are left out
    open: int


def payers_of(company_id: int | None) -> QuerySet[Company]:
    """Suppliers that pay the company: whom a voice of a lower tier can be about."""
    below = Contract.objects.filter(
        payer=OuterRef("pk"), payee=company_id, tier__gte=2, state__in=contract_queries.SIGNED
    )
    return Company.objects.filter(Exists(below)).order_by("legal_name_ko", "pk")


def is_lower_tier(company_id: int | None) -> bool:
    """Whether the company is paid by a supplier of the buyer, or by one further down."""
    return company_id is not None and payers_of(company_id).exists()


def own_voices(user: User) -> QuerySet[Voice]:
    """The person's own, and for the administrator all of the company."""
    if not user.is_supplier or not user.has_role(*SPEAKERS):
        return Voice.objects.none()
    found = Voice.objects.filter(company=user.company_id)
    if not user.has_role("SA"):
        found = found.filter(author=user)
    return found.select_related("about")


def _firms() -> Subquery:
    """How many firms have spoken about the same company."""
    same = Voice.objects.filter(about=OuterRef("about"), state__in=VOICE_COUNTS).order_by().values("about")
    return Subquery(same.annotate(firms=Count("company", distinct=True)).values("firms"))


def voices_for_compliance(user: User) -> QuerySet[Voice]:
    """All of them, with the number of ``firms`` that have spoken about the same company; for compliance alone."""
    if not user.is_internal or not user.has_role("CP"):
        return Voice.objects.none()
    found = Voice.objects.select_related("about", "looked_at_by").annotate(firms=Coalesce(_firms(), 0))
    return found.defer("author", "company").order_by("-pk")


def voices_visible_to(user: User) -> QuerySet[Voice]:
    """The firm's own, or what compliance reads."""
    return voices_for_compliance(user) if user.is_internal else own_voices(user)


def firms_about(voice: Voice) -> int:
    """How many firms have spoken about the same company, this one included."""
    same = Voice.objects.filter(about=voice.about_id, state__in=VOICE_COUNTS)
    return same.aggregate(firms=Count("company", distinct=True))["firms"]


def words_of(voice: Voice) -> QuerySet[VoiceWord]:
    """What was said, the first word first."""
    return voice.words.order_by("pk")


def name_shown(user: User, voice: Voice) -> str:
    """The firm that spoke: to itself, and to compliance if it consented; else ""."""
    own = user.is_supplier and voice.company_id == user.company_id
    return voice.company.name if own or (voice.named and user.is_internal and user.has_role("CP")) else ""


def heard(user: User) -> list[Heard]:
    """Companies about which at least three firms have spoken, most firms first. Nobody else reads any sum."""
    if not user.is_internal or not user.has_role(*SUM_READERS):
        return []
    counted = Voice.objects.filter(state__in=VOICE_COUNTS).order_by()
    rows = (
        counted.values("about")
        .annotate(firms=Count("company", distinct=True), open=Count("pk", filter=Q(state__in=VOICE_OPEN)))
        .filter(firms__gte=FEWEST_FIRMS)
        .order_by("-firms", "about")
    )
    found = list(rows)
    keys = [row["about"] for row in found]
    companies = Company.objects.in_bulk(keys)
    topics = (
        counted.filter(about__in=keys)
        .values("about", "topic")
        .annotate(firms=Count("company", distinct=True))
        .filter(firms__gte=FEWEST_FIRMS)
        .order_by("-firms", "topic")
    )
    by_company: dict[int, list[tuple[str, int]]] = {}
    for row in topics:
        by_company.setdefault(row["about"], []).append((row["topic"], row["firms"]))
    return [
        Heard(companies[row["about"]], row["firms"], by_company.get(row["about"], []), row["open"]) for row in found
    ]


def voices_waiting(user: User) -> QuerySet[Voice]:
    """What waits for compliance, the oldest first."""
    waiting = voices_for_compliance(user).filter(state__in=[VoiceState.SENT, VoiceState.LOOKED_AT])
    return waiting.order_by("sent_on", "pk")


def answered_since(user: User, day: date) -> QuerySet[Voice]:
    """Own voices that were answered since then."""
    return own_voices(user).filter(state=VoiceState.ANSWERED, answered_on__gte=day)
