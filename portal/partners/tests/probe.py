"""Addresses that exist in tests only: each way in which an API view can say no."""

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from portal.api import fields
from portal.api.doors import ApiView, ApiViewSet
from portal.api.filters import ApiFilterSet, CodesFilter, SearchFilter, moments
from portal.api.idempotency import idempotent
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import public, reads, writes
from portal.outbox.models import Event
from portal.outbox.services import announce
from portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class LineIn(fields.StrictSerializer):
    qty = fields.DecimalField(max_digits=12, decimal_places=3)
    whole = fields.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    urgent = fields.BooleanField(required=False)


class ProbeIn(fields.StrictSerializer):
    name = fields.TextField(max_length=20)
    price_won = fields.WonField(required=False)
    at = fields.ZonedDateTimeField(required=False)
    lines = fields.RowsField(child=LineIn(), required=False)


class ProbeOut(serializers.Serializer):
    company = serializers.CharField()


class ProbeView(ApiView):
    scopes = {"read": "catalog.read", "write": "catalog.write"}
    parameters = {"get": ("say",)}

    @extend_schema(responses=ProbeOut)
    def get(self, request):
        """What a client may do."""
        match request.query_params.get("say"):
            case "forbidden":
                raise NotAllowed("Not you.")
            case "state":
                raise WrongState("Too late.")
            case "rule":
                raise RuleBroken("Too low.", field="price_won")
            case "busy":
                raise OperationalError("canceling statement due to statement timeout")
            case "fault":
                raise ZeroDivisionError("secret detail")
        return Response({"company": request.user.company.number, "roles": sorted(request.user.role_codes)})

    @extend_schema(request=ProbeIn, responses={201: ProbeOut})
    @idempotent
    def post(self, request):
        """Post a name."""
        data = ProbeIn(data=request.data)
        data.is_valid(raise_exception=True)
        if data.validated_data["name"] == "refused":
            raise RuleBroken("No.", field="name")
        event = announce("probe.posted", name=data.validated_data["name"])
        return Response({"event": event.pk, "name": data.validated_data["name"]}, status=201)


class EventOut(serializers.ModelSerializer):
    class Meta:
        model = Event
        fields = ["id", "name"]


class EventFilter(ApiFilterSet):
    q = SearchFilter(field_name="name", lookup_expr="icontains")
    name = CodesFilter()
    announced_from, announced_before = moments("announced_at")

    class Meta:
        model = Event
        fields: list[str] = []


class EventViewSet(ApiViewSet):
    public_reads = True
    queryset = Event.objects.all()
    serializer_class = EventOut
    filterset_class = EventFilter
    ordering = ("-announced_at", "-pk")
    ordering_fields = ("name", "delivered_at")


class ThingViewSet(ApiViewSet):
    public_reads = True
    scopes = {"write": "catalog.write"}
    queryset = Event.objects.all()
    serializer_class = EventOut
    ordering = ("-pk",)

    @action(detail=True, methods=["post"])
    @idempotent
    def renamings(self, request, pk=None):
        """Another name."""
        thing = self.get_object()
        Event.objects.filter(pk=thing.pk).update(name=request.data["name"])
        return Response({"name": request.data["name"]}, status=201)


@public
@reads
def fault(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("secret detail")


@public
@reads
def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("secret detail")


@public
@writes
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", ""))


@transaction.non_atomic_requests
@public
@reads
def text(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse(Event.objects.filter(name=word).count())


urlpatterns = [
    path("api/v1/probe/", ProbeView.as_view(), name="probe"),
    path("api/v1/events/", EventViewSet.as_view({"get": "list"}), name="probe-events"),
    path("api/v1/events/<int:pk>/", EventViewSet.as_view({"get": "retrieve"}), name="probe-event"),
    path("api/v1/things/<int:pk>/", ThingViewSet.as_view({"get": "retrieve"}), name="probe-thing"),
    path("api/v1/things/<int:pk>/renamings/", ThingViewSet.as_view({"post": "renamings"}), name="probe-rename"),
    path("api/v1/plain-fault/", fault, name="probe-fault"),
    path("api/v1/suspicious/", suspicious, name="probe-suspicious"),
    path("probe-fault/", fault, name="page-fault"),
    path("probe-form/", form, name="page-form"),
    path("probe-text/<str:word>/", text, name="page-text"),
    *urlpatterns,
]
