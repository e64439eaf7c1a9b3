"""A supplier's own book for its own programs: balances of a period, and every entry behind them."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiLister, ApiView
from portal.api.filters import ApiFilterSet, BadQuery, ChoicesFilter, CodesFilter, UidsFilter, days
from portal.clock import SEOUL, db_now
from portal.periods import month_of, period_of
from purchasing.payments.models import Book, Line
from purchasing.payments.queries import ledger as queries
from purchasing.payments.rules.chart import Nature
from purchasing.payments.states.ledger import Event

MONTHS = ("first_month", "last_month")


class TurnoverOut(serializers.Serializer):
    """One account over the period. Amounts as text with their decimals; debits less credits where there is one sum."""

    code = serializers.CharField()
    name = serializers.CharField()
    nature = serializers.ChoiceField(choices=[(nature.value, nature.value) for nature in Nature])
    currency = serializers.CharField()
    opening = serializers.CharField()
    debit = serializers.CharField()
    credit = serializers.CharField()
    closing = serializers.CharField()


class StatementOut(serializers.Serializer):
    """The company's book over whole months."""

    first_on = serializers.DateField(help_text="The first day of the period.")
    last_on = serializers.DateField()
    accounts = TurnoverOut(many=True)


class LedgerEntryOut(serializers.ModelSerializer):
    """One entry in the company's book; entries of one posting share its key and balance."""

    posting = serializers.UUIDField(source="posting.uid")
    key = serializers.CharField(source="posting.key")
    event = serializers.ChoiceField(source="posting.event", choices=Event.choices)
    booked_on = serializers.DateField(source="posting.booked_on")
    text = serializers.CharField(source="posting.text")
    code = serializers.CharField(source="account.code")
    name = serializers.CharField(source="account.name")
    debit = serializers.SerializerMethodField()
    credit = serializers.SerializerMethodField()

    class Meta:
        model = Line
        fields = ("posting", "key", "event", "booked_on", "text", "code", "name", "currency", "debit", "credit")
        read_only_fields = fields

    def get_debit(self, line: Line) -> str:
        """As text."""
        return f"{line.debit:f}"

    def get_credit(self, line: Line) -> str:
        """As text."""
        return f"{line.credit:f}"


def _own_book(request: Request) -> Book:
    return get_object_or_404(queries.books_visible_to(request.user), company=request.user.company_id)


def _month(name: str, words: str) -> OpenApiParameter:
    return OpenApiParameter(
        name, {"type": "string", "pattern": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"}, description=words,
        examples=[OpenApiExample("A month", "2026-03")],
    )  # fmt: skip


def _period(request: Request) -> tuple[date, date]:
    given = request.query_params
    wrong: dict[str, Any] = {
        name: [_("A month is written like 2026-03.")] for name in MONTHS if name in given and not month_of(given[name])
    }
    if wrong:
        raise BadQuery(wrong)
    period = period_of(given.get("first_month", ""), given.get("last_month", ""), db_now().astimezone(SEOUL).date())
    return period.first, period.last


class StatementOfCompany(ApiView):
    """Balances of the own book."""

    parameters = {"get": MONTHS}
    scopes = {"read": "statement.read"}

    @extend_schema(
        operation_id="statement",
        summary="The own book over a period",
        description=(
            "Every account with what stood there, what was added on either side, what stands there: twelve months "
            "unless asked otherwise, at most three years. 404 as long as nothing was posted."
        ),
        tags=["payments"],
        parameters=[_month("first_month", "The first month"), _month("last_month", "The last month")],
        responses=StatementOut,
    )
    def get(self, request: Request) -> Response:
        """Of the period asked for."""
        book = _own_book(request)
        first, last = _period(request)
        accounts = [
            {
                "code": row.entry.code,
                "name": str(row.entry.name),
                "nature": row.entry.nature.value,
                "currency": row.currency,
                **{name: f"{getattr(row, name):f}" for name in ("opening", "debit", "credit", "closing")},
            }
            for row in queries.trial_balance(book, first, last)
        ]
        return Response(StatementOut({"first_on": first, "last_on": last, "accounts": accounts}).data)


class LedgerEntryFilter(ApiFilterSet):
    """What to ask the list for."""

    posting = UidsFilter("posting__uid", label="Uids of postings: their entries balance.")
    event = ChoicesFilter(Event, "posting__event")
    code = CodesFilter("account__code", label="Codes of accounts.")
    booked_from, booked_before = days("posting__booked_on")

    class Meta:
        model = Line
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="statement_entries",
        summary="Every entry in the own book",
        description="The latest first. What is wrong is reversed by entries of its own; nothing here ever changes.",
        tags=["payments"],
    )
)
class EntryViewSet(ApiLister):
    """Entries of the client's company."""

    scopes = {"read": "statement.read"}
    serializer_class = LedgerEntryOut
    filterset_class = LedgerEntryFilter
    queryset = Line.objects.none()
    ordering = ("-pk",)
    ordering_fields = {"booked_on": "posting__booked_on", "code": "account__code"}

    def get_queryset(self):
        """Those in the own book."""
        books = queries.books_visible_to(self.request.user).filter(company=self.request.user.company_id)
        return Line.objects.filter(account__book__in=books.order_by()).select_related("posting", "account").order_by()
