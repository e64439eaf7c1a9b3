from django.urls import path

from catalog import api

urlpatterns = [
    path("products/", api.ProductViewSet.as_view({"get": "list", "post": "create"}), name="api-product-list"),
    path("products/<uuid:uid>/", api.ProductViewSet.as_view({"get": "retrieve"}), name="api-product-detail"),
    path("classes/", api.ClassViewSet.as_view({"get": "list"}), name="api-class-list"),
    path("classes/<str:code>/", api.ClassViewSet.as_view({"get": "retrieve"}), name="api-class-detail"),
]
