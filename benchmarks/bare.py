"""The baseline of ``rest``: products as the tutorial of Django REST framework would serve them.

A ``ModelSerializer`` with nested supplier and class, page numbers with their count, no rights, no throttle, no filters,
no middleware: nothing that a portal needs, so it is the cost of the framework and the rows alone.
"""

from django.urls import path
from rest_framework import pagination, renderers, serializers, viewsets

from catalog.models import ClassNode, Product, ProductVersion
from catalog.queries import published_products
from portal.people.models import Company


class _Supplier(serializers.ModelSerializer):
    class Meta:
        model = Company
        fields = ("uid", "legal_name_ko", "legal_name_en")


class _Class(serializers.ModelSerializer):
    class Meta:
        model = ClassNode
        fields = ("code", "name_ko", "name_en")


class _Version(serializers.ModelSerializer):
    class_node = _Class()

    class Meta:
        model = ProductVersion
        fields = ("name_ko", "name_en", "maker", "model", "origin", "class_node")


class _Product(serializers.ModelSerializer):
    company = _Supplier()
    current = _Version()

    class Meta:
        model = Product
        fields = ("uid", "number", "company", "current", "lead_time_days", "moq", "uom", "price", "published_at")


class _Pages(pagination.PageNumberPagination):
    page_size = 50


class Products(viewsets.ReadOnlyModelViewSet):
    """All published products, the newest first."""

    queryset = published_products().select_related("company", "current__class_node").order_by("-published_at", "-pk")
    serializer_class = _Product
    pagination_class = _Pages
    lookup_field = "uid"
    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes: list = []
    filter_backends: list = []
    renderer_classes = [renderers.JSONRenderer]


urlpatterns = [
    path("products/", Products.as_view({"get": "list"})),
    path("products/<uuid:uid>/", Products.as_view({"get": "retrieve"})),
]
