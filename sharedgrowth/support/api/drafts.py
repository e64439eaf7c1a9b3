"""Drafts of applications for programs of a company: begun and filled in. A person completes and sends them."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView
from portal.api.idempotency import idempotent
from portal.errors import WrongState
from sharedgrowth.support.api.applications import SupportApplicationOut
from sharedgrowth.support.forms.applications import AnswerForm
from sharedgrowth.support.models import Application
from sharedgrowth.support.queries.applications import Sheet, own_applications, sheet_of
from sharedgrowth.support.queries.calls import calls_visible_to
from sharedgrowth.support.services import answers as services
from sharedgrowth.support.services import applications
from sharedgrowth.support.services.answers import AnswerIn, CostIn
from sharedgrowth.support.states import PUBLIC_CALLS, FieldKind

MOST_AT_ONCE = 100


# Out -----------------------------------------------------------------------------------------------------------------
class SupportDraftOut(SupportApplicationOut):
    """The draft, and what is left before a person can send it."""

    left = serializers.SerializerMethodField(help_text="What is missing, in the language that was asked for.")

    class Meta(SupportApplicationOut.Meta):
        fields = (*SupportApplicationOut.Meta.fields, "left")
        read_only_fields = fields

    def get_left(self, application: Application) -> list[str]:
        """In the order of the form."""
        return [f"{each.label}: {each.words}" for each in sheet_of(application).left]


# In ------------------------------------------------------------------------------------------------------------------
class SupportAnswerIn(fields.StrictSerializer):
    """What is to stand in a field of the form."""

    key = serializers.SlugField(max_length=40)
    value = fields.TextField(max_length=10_000, allow_blank=True, help_text="Numbers and days as plain text.")
    seen = serializers.IntegerField(
        min_value=0, default=0, help_text="The version that you read; 0 where nothing stood. Else 409."
    )


class SupportCostIn(fields.StrictSerializer):
    """A new item of the costs."""

    title = fields.TextField(max_length=120)
    vendor = fields.TextField(max_length=120, required=False)
    amount_won = fields.WonField(min_value=Decimal(1), help_text="Without VAT.")


class SupportAnswersIn(fields.StrictSerializer):
    """Answers to fields, and new items of the costs."""

    answers = SupportAnswerIn(many=True, required=False, max_length=MOST_AT_ONCE)
    costs = SupportCostIn(many=True, required=False, max_length=services.MOST_COSTS)


class SupportDraftIn(SupportAnswersIn):
    """A draft to a call that takes applications now."""

    call = serializers.CharField(max_length=20, help_text="Its number.")
    quiz = serializers.DictField(
        child=fields.BooleanField(), required=False, help_text="Answers to the questions of eligibility, by key."
    )


# Doors ---------------------------------------------------------------------------------------------------------------
def _fill(application: Application, given: dict[str, Any], request: Request) -> None:
    """All that was given, or nothing of it."""
    sheet = sheet_of(application)
    told = [_answer(sheet, row, place) for place, row in enumerate(given.get("answers", []))]
    costs = [CostIn(row["title"], row.get("vendor", ""), "", row["amount_won"]) for row in given.get("costs", [])]
    result = services.save_application(application, told, costs, by=request.user)
    if result.is_stale:
        names = ", ".join(sorted(result.stale))
        raise WrongState(_("A colleague changed these fields meanwhile: %(names)s. Read them anew.") % {"names": names})


def _answer(sheet: Sheet, given: dict[str, Any], place: int) -> AnswerIn:
    rows = {row.key: row for row in sheet.rows if row.field.kind not in (FieldKind.FILE, FieldKind.COSTS)}
    row = rows.get(given["key"])
    if row is None:
        raise ValidationError({f"answers[{place}].key": [_("The form has no such field to write in.")]})
    form = AnswerForm({f"f-{row.key}-value": given["value"]}, row)
    if not form.is_valid():
        raise ValidationError({f"answers[{place}].value": [str(each) for each in form.errors.get("value", [])]})
    return AnswerIn(row.field, form.text(), given["seen"])


def _shown(application: Application, request: Request, status: int) -> Response:
    found = own_applications(request.user).prefetch_related("answers__field", "costs").get(pk=application.pk)
    return Response(SupportDraftOut(found).data, status=status)


class SupportDrafts(ApiView):
    """Beginning an application."""

    scopes = {"write": "support.write"}

    @extend_schema(
        operation_id="support_applications_draft",
        summary="Begin an application",
        description=(
            "A draft of the client's company to a call that takes applications. Files, partners and the sending are "
            "done by a person in the portal: an administrator answers for what is sent."
        ),
        tags=["support"],
        request=SupportDraftIn,
        responses={201: SupportDraftOut},
        examples=[
            OpenApiExample(
                "A draft",
                {
                    "call": "CALL-2026-000001",
                    "quiz": {"site": True, "leader": True, "vendor": False, "double": False},
                    "answers": [{"key": "title", "value": "도금 공정 두께 자동 측정"}],
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Of the client's company."""
        data = SupportDraftIn(data=request.data)
        data.is_valid(raise_exception=True)
        given: dict[str, Any] = data.validated_data
        call = calls_visible_to(request.user).filter(state__in=PUBLIC_CALLS, number=given["call"]).first()
        if call is None:
            raise ValidationError({"call": [_("There is no such call.")]})
        with transaction.atomic():
            made = applications.start_application(call, quiz=given.get("quiz", {}), by=request.user)
            _fill(made, given, request)
        return _shown(made, request, 201)


class SupportAnswers(ApiView):
    """Filling in."""

    scopes = {"write": "support.write"}

    @extend_schema(
        operation_id="support_applications_answers",
        summary="Fill in a draft",
        description="All that is given, or nothing of it. What a colleague changed since you read it: 409.",
        tags=["support"],
        request=SupportAnswersIn,
        responses={200: SupportDraftOut},
        examples=[
            OpenApiExample(
                "An answer", {"answers": [{"key": "title", "value": "두께 자동 측정", "seen": 0}]}, request_only=True
            )
        ],
    )
    @idempotent
    def post(self, request: Request, uid: str) -> Response:
        """Its own draft."""
        application = get_object_or_404(own_applications(request.user).prefetch_related("editors"), uid=uid)
        if application.call.form_id is None:
            raise Http404
        data = SupportAnswersIn(data=request.data)
        data.is_valid(raise_exception=True)
        with transaction.atomic():
            _fill(application, data.validated_data, request)
        return _shown(application, request, 200)
