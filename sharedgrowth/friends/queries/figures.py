"""FIND: what the Friends achieved in a period, row by row. Source: domain 10, KPIs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Lower

from sharedgrowth.friends.models import Activity, Donation, Impact, Member, Participation, Prepayment, Voucher
from sharedgrowth.friends.queries.activities import FEWEST
from sharedgrowth.friends.states import ActivityState, DonationKind, ParticipationState, VoucherState
from sharedgrowth.friends.states.campaigns import PAID_OUT
from sharedgrowth.friends.states.donations import GIVEN

NIL = Decimal(0)


def members_on(day: date) -> QuerySet[Member]:
    """Companies that were members on the day."""
    return Member.objects.filter(joined_on__lte=day).filter(Q(left_on=None) | Q(left_on__gt=day)).order_by("pk")


def activities_verified(begins: date, ends: date) -> QuerySet[Activity]:
    """Held in the period and verified; with people and hours, as the office reads them."""
    found = Activity.objects.filter(
        state=ActivityState.VERIFIED, begins_at__date__gte=begins, begins_at__date__lte=ends
    )
    confirmed = Q(participations__state=ParticipationState.CONFIRMED)
    return found.annotate(
        people=Count("participations", filter=confirmed), hours=Sum("participations__hours", filter=confirmed)
    ).order_by("begins_at", "pk")


def places_confirmed(begins: date, ends: date) -> QuerySet[Participation]:
    """Participations with confirmed hours of verified activities."""
    return Participation.objects.filter(
        state=ParticipationState.CONFIRMED,
        activity__state=ActivityState.VERIFIED,
        activity__begins_at__date__gte=begins,
        activity__begins_at__date__lte=ends,
    )


def donations_given(begins: date, ends: date) -> QuerySet[Donation]:
    """Handed over in the period."""
    found = Donation.objects.filter(state__in=GIVEN, handed_on__gte=begins, handed_on__lte=ends)
    return found.select_related("donor", "recipient").order_by("handed_on", "pk")


def prepayments_paid(begins: date, ends: date) -> QuerySet[Prepayment]:
    """Paid to shops in the period."""
    found = Prepayment.objects.filter(state__in=PAID_OUT, paid_on__gte=begins, paid_on__lte=ends)
    return found.select_related("shop__market", "payer").order_by("paid_on", "pk")


def impacts_of(begins: date, ends: date) -> QuerySet[Impact]:
    """What verified activities reported."""
    found = Impact.objects.filter(
        activity__state=ActivityState.VERIFIED, activity__begins_at__date__gte=begins,
        activity__begins_at__date__lte=ends,
    )  # fmt: skip
    return found.select_related("activity").order_by("activity__begins_at", "pk")


def shown_people(number: int) -> int | None:
    """A number of people as others may read it: fewer than five are not told.

    >>> shown_people(4), shown_people(5), shown_people(0)
    (None, 5, 0)
    """
    return None if 0 < number < FEWEST else number


def people_of(places: QuerySet[Participation]) -> int:
    """How many people had these places: guests are told apart by address, by their place once that is deleted."""
    guest = Case(
        When(guest__email="", then=Cast("guest_id", CharField())),
        default=Lower("guest__email"),
        output_field=CharField(),
    )
    return places.order_by().annotate(who=guest).values("person", "who").distinct().count()


def figures_of(begins: date, ends: date) -> dict[str, Any]:
    """All figures of a period as plain numbers, for the page and for the frozen report."""
    activities = activities_verified(begins, ends)
    places = places_confirmed(begins, ends)
    gifts = donations_given(begins, ends)
    paid = prepayments_paid(begins, ends)
    vouchers = Voucher.objects.filter(prepayment__in=paid)
    sums = vouchers.aggregate(face=Sum("face_won"), redeemed=Sum("face_won", filter=Q(state=VoucherState.REDEEMED)))
    face, redeemed = sums["face"] or NIL, sums["redeemed"] or NIL
    people = people_of(places)
    metrics = impacts_of(begins, ends).order_by().values("metric", "unit", "estimate").annotate(sum=Sum("value"))
    return {
        "members": members_on(ends).count(),
        "activities": activities.count(),
        "people": shown_people(people),
        "hours": f"{places.aggregate(all=Sum('hours'))['all'] or NIL:.1f}"
        if shown_people(people) is not None
        else None,
        "goods_won": int(gifts.filter(kind=DonationKind.GOODS).aggregate(all=Sum("value_won"))["all"] or 0),
        "money_won": int(gifts.filter(kind=DonationKind.MONEY).aggregate(all=Sum("value_won"))["all"] or 0),
        "prepaid_won": int(paid.aggregate(all=Sum("amount_won"))["all"] or 0),
        "shops": paid.order_by().values("shop").distinct().count(),
        "vouchers_won": int(face),
        "redeemed_won": int(redeemed),
        "redeemed_pct": f"{redeemed * 100 / face:.1f}" if face else None,
        "metrics": [
            {
                "metric": row["metric"],
                "unit": row["unit"],
                "estimate": row["estimate"],
                "value": f"{row['sum'].normalize():f}",
            }
            for row in metrics.order_by("metric", "estimate")
        ],
    }
