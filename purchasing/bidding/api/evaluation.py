"""What anybody may compute again: the evaluation of a tender as its document, and the figures of tendering."""

import json
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiView
from portal.api.filters import BadQuery
from portal.clock import SEOUL, db_now
from portal.figures import Figure, Number
from portal.periods import Period, month_of, period_of
from purchasing.bidding import queries
from purchasing.bidding.api.costs import PublicTender
from purchasing.bidding.queries.figures_shown import FIGURES

MONTHS = ("first_month", "last_month")


class EvaluationOut(serializers.Serializer):
    """The newest evaluation. ``text`` is canonical JSON and what the hash is of; ``document`` is the same, read."""

    sha256 = serializers.CharField(help_text="Of `text` in UTF-8; the portal's audit trail holds it.")
    calculation_sha256 = serializers.CharField()
    text = serializers.CharField(help_text="Save it as it is: tools/verify_evaluation.py computes it again.")
    document = serializers.DictField(help_text="Inputs, notice, ranking, board, each step with its formula.")


class EvaluationOfTender(PublicTender):
    """The evaluation document of one tender."""

    @extend_schema(
        operation_id="tender_evaluation",
        summary="The evaluation of a tender",
        description="Everything that the result follows from. 404 until the result is published. No token needed.",
        tags=["tenders"],
        responses=EvaluationOut,
    )
    def get(self, request: Request, uid: str) -> Response:
        """As it was stored with the result."""
        stored = queries.evaluation_document_for(request.user, self.tender(uid))
        if stored is None:
            raise Http404
        told = {
            "sha256": stored.sha256,
            "calculation_sha256": stored.calc_sha256,
            "text": stored.text,
            "document": json.loads(stored.text),
        }
        return Response(EvaluationOut(told).data)


class FigureRowOut(serializers.Serializer):
    """One row of a figure."""

    key = serializers.CharField(help_text="A month (2026-03), or the group that the figure is divided into.")
    values = serializers.ListField(
        child=serializers.CharField(allow_null=True), help_text="One for each column, in plain digits; null: no data."
    )


class TenderFigureOut(serializers.Serializer):
    """One figure with its formula, as the page of the same name shows it."""

    key = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    formula = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = FigureRowOut(many=True)


class TenderFiguresOut(serializers.Serializer):
    """All figures of a period."""

    first_on = serializers.DateField(help_text="The first day of the period.")
    last_on = serializers.DateField()
    figures = TenderFigureOut(many=True)


def _month(name: str, words: str) -> OpenApiParameter:
    return OpenApiParameter(
        name, {"type": "string", "pattern": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"}, description=words,
        examples=[OpenApiExample("A month", "2026-03")],
    )  # fmt: skip


class TenderFigures(ApiView):
    """How tendering goes, in numbers."""

    public_reads = True
    parameters = {"get": MONTHS}

    @extend_schema(
        operation_id="tender_figures",
        summary="Figures of tendering",
        description=(
            "Tenders by rule, bids per tender, award prices, days, failures, objections: by month, twelve months "
            "unless asked otherwise, at most three years. No token needed."
        ),
        tags=["tenders"],
        parameters=[_month("first_month", "The first month"), _month("last_month", "The last month")],
        responses=TenderFiguresOut,
    )
    def get(self, request: Request) -> Response:
        """Of the period asked for."""
        period = _period(request)
        told = {
            "first_on": period.first,
            "last_on": period.last,
            "figures": [_told(figure, period) for figure in FIGURES],
        }
        return Response(TenderFiguresOut(told).data)


def _period(request: Request) -> Period:
    given = request.query_params
    wrong = {
        name: [_("A month is written like 2026-03.")] for name in MONTHS if name in given and not month_of(given[name])
    }
    if wrong:
        raise BadQuery(wrong)
    return period_of(given.get("first_month", ""), given.get("last_month", ""), db_now().astimezone(SEOUL).date())


def _told(figure: Figure, period: Period) -> dict[str, Any]:
    rows = figure.rows(period)
    return {
        "key": figure.key,
        "title": str(figure.title),
        "unit": str(figure.unit),
        "formula": str(figure.formula),
        "columns": [str(column) for column in figure.columns],
        "rows": [
            {"key": key if isinstance(key, str) else f"{key:%Y-%m}", "values": [_plain(value) for value in row]}
            for key, row in rows.items()
        ],
    }


def _plain(value: Number) -> str | None:
    return None if value is None else f"{value:f}" if not isinstance(value, int) else str(value)
