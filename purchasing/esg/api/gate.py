"""The entry gate for the programs of a supplier: own entries and consents, the code of conduct in force."""

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiView, ApiViewSet
from portal.api.expand import Thing
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    WordsFilter,
    moments,
)
from portal.api.limits import UID
from purchasing.esg.models import CodeConsent, CodeOfConduct, CodePart, Entry, EntryPoint
from purchasing.esg.queries import gate as queries
from purchasing.esg.states import ConsentState, EntryAnswer, EntryItem, EntryState


class EntryPointOut(serializers.ModelSerializer):
    """One of the ten items: what was answered, and what the reviewer found."""

    item = serializers.ChoiceField(choices=EntryItem.choices)
    answer = serializers.ChoiceField(choices=EntryAnswer.choices, allow_blank=True)
    files = serializers.SerializerMethodField(help_text="SHA-256 of each file of evidence.")

    class Meta:
        model = EntryPoint
        fields = ("item", "answer", "statement", "remedy", "evidence_until", "files", "passed", "finding")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_files(self, point: EntryPoint) -> list[str]:
        """Of the evidence."""
        return sorted(file.sha256 for file in point.files.all())


class EsgEntryOut(Thing, serializers.ModelSerializer):
    """An entry qualification with its ten items."""

    page, page_by = "esg:entry-detail", "number"
    door = "api-esg-entry-detail"

    state = serializers.ChoiceField(choices=EntryState.choices)
    items = EntryPointOut(source="points", many=True)
    answer_due_on = serializers.DateField(source="answer_due", allow_null=True)
    valid_until = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = Entry
        fields = (
            "uid", "number", "state", "submitted_at", "decide_by", "self_score", "question", "answer_due_on", "reply",
            "decided_at", "reason", "valid_from", "valid_until", "order_cap_won", "sha256", "items",
        )  # fmt: skip
        read_only_fields = fields


class CodeConsentOut(Thing, serializers.ModelSerializer):
    """A consent of the company to a version of the code of conduct."""

    door = "api-esg-consent-detail"

    state = serializers.ChoiceField(choices=ConsentState.choices)
    version = serializers.CharField(source="code.version")

    class Meta:
        model = CodeConsent
        fields = ("uid", "version", "state", "sha256", "language", "signed_at", "exception", "decision")
        read_only_fields = fields


class CodePartOut(serializers.ModelSerializer):
    """One of the seven parts."""

    class Meta:
        model = CodePart
        fields = ("no", "title_ko", "title_en", "text_ko", "text_en")
        read_only_fields = fields


class CodeOfConductOut(serializers.ModelSerializer):
    """The version in force, with its fingerprint."""

    parts = CodePartOut(many=True)

    class Meta:
        model = CodeOfConduct
        fields = ("version", "effective_on", "changes_ko", "changes_en", "is_material", "sha256", "parts")
        read_only_fields = fields


class EsgEntryFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(EntryState)
    submitted_from, submitted_before = moments("submitted_at")
    decided_from, decided_before = moments("decided_at")

    class Meta:
        model = Entry
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="esg_entries_list",
        summary="The company's entry qualifications",
        description="Without one in force, and without the consent to the code of conduct, no bid is taken.",
        tags=["esg"],
    ),
    retrieve=extend_schema(
        operation_id="esg_entries_retrieve", summary="One entry qualification", description="", tags=["esg"]
    ),
)
class EntryViewSet(ApiViewSet):
    """Entries of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = EsgEntryOut
    queryset = Entry.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("number", "submitted_at", "decided_at")
    filterset_class = EsgEntryFilter

    def get_queryset(self):
        """Own ones, with items and files."""
        return queries.own_entries(self.request.user).prefetch_related("points__files").order_by()


class CodeConsentFilter(ApiFilterSet):
    """What to ask the list for."""

    version = WordsFilter("code__version", label="Versions of the code.")
    state = ChoicesFilter(ConsentState)
    signed_from, signed_before = moments("signed_at")

    class Meta:
        model = CodeConsent
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        operation_id="esg_consents_list",
        summary="The company's consents to the code of conduct",
        description="Who signed stands in the certificate in the portal.",
        tags=["esg"],
    ),
    retrieve=extend_schema(operation_id="esg_consents_retrieve", summary="One consent", description="", tags=["esg"]),
)
class CodeConsentViewSet(ApiViewSet):
    """Consents of the client's company."""

    scopes = {"read": "esg.read"}
    serializer_class = CodeConsentOut
    queryset = CodeConsent.objects.none()
    lookup_field = "uid"
    lookup_value_regex = UID
    ordering = ("-pk",)
    ordering_fields = ("signed_at",)
    filterset_class = CodeConsentFilter

    def get_queryset(self):
        """Own ones."""
        return queries.own_consents(self.request.user).order_by()


class CodeInForce(ApiView):
    """The code of conduct in force."""

    scopes = {"read": "esg.read"}

    @extend_schema(
        operation_id="esg_code",
        summary="The code of conduct in force",
        description="A person signs it in the portal: programs do not.",
        tags=["esg"],
        responses=CodeOfConductOut,
    )
    def get(self, request: Request) -> Response:
        """With its seven parts."""
        code = queries.code_in_force()
        if code is None:
            raise Http404
        return Response(CodeOfConductOut(code).data)
