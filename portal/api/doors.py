"""What API views stand on: signed cursors, strict input, scopes and throttles come with the class."""

from rest_framework import mixins, viewsets
from rest_framework.views import APIView

from portal.api.access import Scoped


class ApiView(APIView):
    """One address. Set ``scopes`` (see ``portal.api.access.Scoped``) or ``public_reads = True``."""

    permission_classes = [Scoped]
    scopes: dict[str, str] = {}
    public_reads = False


class ApiViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Lists and shows what ``get_queryset`` (a ``…_visible_to`` query) returns; writes are ``@action``s of services.

    Set ``scopes``, ``serializer_class`` (fields listed one by one), ``ordering`` (ended by a unique column) and, where
    wanted, ``filterset_class`` and ``ordering_fields``.
    """

    permission_classes = [Scoped]
    scopes: dict[str, str] = {}
    public_reads = False
    ordering: str | tuple[str, ...] = "-pk"
    ordering_fields: tuple[str, ...] = ()
