"""The notice: lots, documents, criteria, invited suppliers, amendments, earlier rounds."""

from decimal import Decimal

from django.db.models import Q, QuerySet

from catalog.queries import published_products
from portal.people.models import Company, User
from portal.people.states import CompanyState
from purchasing.bidding.models import Amendment, BasePrice, Criterion, Invitation, Tender, TenderDocument
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.queries.planning import classes_of
from purchasing.bidding.states import BEFORE_NOTICE, CriterionKind, Envelope, Reach, TenderState


def criteria_of(tender: Tender, envelope: str = "") -> list[Criterion]:
    """What a bid is judged by besides its price, in the order of the notice; of one envelope, or of all."""
    criteria = tender.criteria.all()
    return list(criteria.filter(envelope=envelope) if envelope else criteria)


def envelopes_of(tender: Tender) -> list[str]:
    """The envelopes of a bid in the order in which they are opened."""
    return [envelope for envelope in Envelope.values if envelope in tender.envelopes]


def scored_weight(tender: Tender) -> Decimal:
    """The points that the scored criteria add up to."""
    weights = [c.weight for c in tender.criteria.all() if c.kind == CriterionKind.SCORED and c.weight is not None]
    return sum(weights, Decimal(0))


def documents_of(tender: Tender) -> QuerySet[TenderDocument]:
    """The documents of the notice as it stands now."""
    return tender.documents.filter(until_version=None).select_related("file").order_by("no")


def former_documents_of(tender: Tender) -> QuerySet[TenderDocument]:
    """Documents that an amendment took out of force; they stay readable."""
    return tender.documents.filter(until_version__isnull=False).select_related("file").order_by("no")


def lots_of(tender: Tender) -> QuerySet[Tender]:
    """All lots of the notice that the tender belongs to, itself among them; none for a tender without lots."""
    if tender.procedure_id is None:
        return Tender.objects.none()
    return Tender.objects.filter(procedure=tender.procedure_id).order_by("lot_no")


def standing_lots(tender: Tender) -> QuerySet[Tender]:
    """The lots that go on together: all of the notice but those that were cancelled."""
    return lots_of(tender).exclude(state=TenderState.CANCELLED)


def sibling_lots(tender: Tender) -> QuerySet[Tender]:
    """The other lots of the same notice."""
    return lots_of(tender).exclude(pk=tender.pk)


def invitations_of(tender: Tender) -> QuerySet[Invitation]:
    """Who is invited; for staff alone: bidders do not learn of each other."""
    return tender.invitations.select_related("company", "invited_by").order_by("pk")


def is_invited(company: Company | None, tender: Tender) -> bool:
    """Whether the company may bid as far as invitations go: an open tender invites everybody."""
    if tender.reach != Reach.INVITED:
        return True
    return company is not None and tender.invitations.filter(company=company).exists()


def invited_people(tender: Tender) -> QuerySet[User]:
    """Administrators and bidders of the invited companies."""
    return User.objects.filter(
        is_active=True,
        memberships__state="active",
        memberships__roles__code__in=READS_OWN_BIDS,
        memberships__company__in=tender.invitations.values("company"),
    ).distinct()


def amendments_of(tender: Tender) -> QuerySet[Amendment]:
    """The amendments in force, the newest first: for everybody who sees the notice."""
    return tender.amendments.filter(approved=True).order_by("-version")


def open_amendment(tender: Tender) -> Amendment | None:
    """The amendment that waits for its approver; for staff."""
    return tender.amendments.filter(decided_at=None).select_related("asked_by").first()


def earlier_rounds(tender: Tender) -> list[Tender]:
    """The rounds before this one, the latest first."""
    found: list[Tender] = []
    before = tender.round_of
    while before is not None:
        found.append(before)
        before = before.round_of
    return found


def next_round(tender: Tender) -> Tender | None:
    """The round that follows a failed tender, unless it was cancelled before it was published."""
    rounds = tender.rounds.exclude(state=TenderState.CANCELLED, published_at=None)
    return rounds.order_by("-pk").first()


def base_price_of_earlier_round(tender: Tender) -> tuple[Decimal, bool] | None:
    """The highest base price of the earlier rounds, and whether all may know it; None where none can be read.

    A round that failed unopened keeps its base price from everybody; one that was sealed to keys cannot be read at all.
    """
    rounds = [each.pk for each in earlier_rounds(tender)]
    prices = BasePrice.objects.filter(tender__in=rounds, amount_won__isnull=False)
    highest = prices.order_by("-amount_won").first()
    if highest is None or highest.amount_won is None:
        return None
    return highest.amount_won, highest.revealed_at is not None


def copyable_tenders(user: User) -> QuerySet[Tender]:
    """Tenders that an officer may take as a pattern: whatever is no longer being prepared."""
    return (
        Tender.objects.exclude(state__in=BEFORE_NOTICE).order_by("-pk") if user.is_internal else Tender.objects.none()
    )


def suppliers_to_invite(tender: Tender, *, q: str = "") -> list[Company]:
    """Active suppliers that fit the words; without words those whose published products are of the tender's classes.

    Each with ``fits``: whether it offers such products; who is invited already is left out.
    """
    suppliers = Company.objects.filter(is_buyer=False, state=CompanyState.ACTIVE)
    suppliers = suppliers.exclude(pk__in=tender.invitations.values("company"))
    classes = classes_of(tender)
    of_class = Q(pk__in=[])
    for code in classes:
        of_class |= Q(current__class_node__code__startswith=code)
    offering = set(published_products().filter(of_class).order_by().values_list("company_id", flat=True).distinct())
    if q:
        named = Q(legal_name_ko__icontains=q) | Q(legal_name_en__icontains=q) | Q(number__iexact=q)
        suppliers = suppliers.filter(named)
    else:
        suppliers = suppliers.filter(pk__in=offering)
    found = list(suppliers.order_by("legal_name_ko", "pk")[:20])
    for company in found:
        company.fits = company.pk in offering  # type: ignore[attr-defined]
    return found
