"""What API views stand on: sealed cursors, strict input, scopes and throttles come with the class.

Every operation knows its parameters; another one, or one sent twice, is a 400 that names it (decision 0043).
"""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from rest_framework import generics, mixins, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.access import Scoped
from portal.api.expand import ADDRESS, EXPAND, expansions_of, with_expanded
from portal.api.filters import ORDERING, check_parameters, orders_of
from portal.api.paging import OF_PAGES
from portal.http import restored_uploads
from portal.people.models import User
from portal.transactions import begun_again


class Door:
    """Knows the query parameters of each of its operations.

    ``parameters`` names those of operations that are not plain lists or things, by action or by method:
    ``{"compare": ("uid",)}``. Lists have their filters, order, pages and expansions by themselves.
    """

    permission_classes = [Scoped]
    scopes: dict[str, str] = {}
    public_reads = False
    parameters: dict[str, tuple[str, ...]] = {}
    tagged = True  # what it reads has an ETag; a clock and a file have none

    def operation(self) -> str:
        """The action of a viewset, else the method."""
        request = getattr(self, "request", None)
        method = request.method.lower() if request is not None else "get"  # the description asks without a request
        return getattr(self, "action", None) or ("get" if method == "head" else method)

    def lists(self) -> bool:
        """Whether the operation answers with pages of rows."""
        return False

    def expands(self) -> bool:
        """Whether the operation can expand neighbours."""
        return False

    def known_parameters(self) -> set[str]:
        """All that the operation takes."""
        known = set(self.parameters.get(self.operation(), ()))
        if self.lists():
            filterset = getattr(self, "filterset_class", None)
            known |= {*OF_PAGES, *(filterset.base_filters if filterset else ())}
            known |= {ORDERING} if orders_of(self) else set()
        if self.expands() and expansions_of(self):
            known.add(EXPAND)
        return known

    def takes(self, name: str) -> bool:
        """Whether a parameter that no list can name is taken."""
        return False

    def initial(self, request, *arguments, **names) -> None:
        """Who asks is settled first; then what is asked."""
        super().initial(request, *arguments, **names)  # type: ignore[misc]
        if request.method != "OPTIONS" and hasattr(self, request.method.lower()):  # else the answer is a 405
            check_parameters(request, self.known_parameters(), self.takes)
            self._begin_again_when_crossed(request)

    def _begin_again_when_crossed(self, request) -> None:
        """What answers, once who asks is known and counted: a second try is no second knock. Decision 0064."""
        method = request.method.lower()
        answer, name = getattr(self, method), f"{type(self).__module__}.{type(self).__qualname__}.{self.operation()}"

        def renew() -> bool:
            if isinstance(request.user, User):  # a client's; what a service changed in memory was never saved
                again = User.objects.get(pk=request.user.pk)
                again.role_codes = request.user.role_codes  # lent by the token
                request.user = again
            return restored_uploads(request._request)

        @wraps(answer)
        def tried(*arguments, **names) -> Response:
            return begun_again(lambda: answer(*arguments, **names), name=name, renew=renew)

        setattr(self, method, tried)

    def finalize_response(self, request, response, *arguments, **names):
        """What was made and tells its address is found by the header as well. (RFC 9110, 15.3.2)"""
        answer = super().finalize_response(request, response, *arguments, **names)  # type: ignore[misc]
        made = getattr(answer, "data", None)
        if answer.status_code == 201 and isinstance(made, Mapping) and made.get(ADDRESS):
            answer["Location"] = made[ADDRESS]
        return answer


class ApiView(Door, APIView):
    """One address. Set ``scopes`` (see ``portal.api.access.Scoped``) or ``public_reads = True``."""


class _Rows(Door):
    """Lists of what ``get_queryset`` returns."""

    ordering: str | tuple[str, ...] = "-pk"
    ordering_fields: Any = ()  # names, or a dict from the name in the API to the path of the column

    def get_serializer(self, *arguments, **options):
        """With the neighbours that were asked for."""
        serializer = super().get_serializer(*arguments, **options)  # type: ignore[misc]
        return with_expanded(serializer, self) if arguments and self.expands() else serializer

    def paged(self, rows, serializer_class) -> Response:
        """A page of other rows than the view's own, in their order."""
        page = self.paginate_queryset(rows)  # type: ignore[attr-defined]
        told = serializer_class(page, many=True, context=self.get_serializer_context())  # type: ignore[attr-defined]
        return self.get_paginated_response(told.data)  # type: ignore[attr-defined]


class ApiList(_Rows, mixins.ListModelMixin, generics.GenericAPIView):
    """One address that lists: ``get_queryset`` may be a query or a list in memory; a ``post`` may stand beside."""

    def get(self, request, *arguments, **names) -> Response:
        """The page asked for."""
        return self.list(request, *arguments, **names)

    def lists(self) -> bool:
        """Its GET."""
        return self.operation() == "get"

    expands = lists


class ApiLister(_Rows, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Lists only: things without an address of their own."""

    def lists(self) -> bool:
        """``list``, and every action that is said to page its answer."""
        return self.operation() == "list"

    expands = lists


class ApiViewSet(mixins.RetrieveModelMixin, ApiLister):
    """Lists and shows what ``get_queryset`` (a ``…_visible_to`` query) returns; writes are ``@action``s of services.

    Set ``scopes``, ``serializer_class`` (fields listed one by one), ``ordering`` (the cursor adds the primary key),
    ``ordering_fields`` and, where wanted, ``filterset_class``.
    """

    def expands(self) -> bool:
        """A list and one thing."""
        return self.operation() in ("list", "retrieve")


class ApiActs(Door, viewsets.ViewSet):
    """Acts and answers that are not rows of one query."""
