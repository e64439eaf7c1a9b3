from django.urls import path

from catalog import api

urlpatterns = [
    path("products/", api.ProductViewSet.as_view({"get": "list", "post": "create"}), name="api-product-list"),
    path("products/compare/", api.ProductViewSet.as_view({"get": "compare"}), name="api-product-compare"),
    path("products/bulk/", api.BulkViewSet.as_view({"post": "create"}), name="api-product-bulk"),
    path("products/<uuid:uid>/", api.ProductViewSet.as_view({"get": "retrieve"}), name="api-product-detail"),
    path("own-products/", api.OwnProductViewSet.as_view({"get": "list"}), name="api-own-product-list"),
    path("own-products/<uuid:uid>/", api.OwnProductViewSet.as_view({"get": "retrieve"}), name="api-own-product-detail"),
    path("ubl/catalogue/", api.CatalogueUbl.as_view(), name="api-ubl-catalogue"),
    path("groups/", api.GroupViewSet.as_view({"get": "list"}), name="api-group-list"),
    path("groups/<str:code>/", api.GroupViewSet.as_view({"get": "retrieve"}), name="api-group-detail"),
    path("classes/", api.ClassViewSet.as_view({"get": "list"}), name="api-class-list"),
    path("classes/<str:code>/", api.ClassViewSet.as_view({"get": "retrieve"}), name="api-class-detail"),
    path("inquiries/", api.InquiryViewSet.as_view({"get": "list"}), name="api-inquiry-list"),
    path("inquiries/<uuid:uid>/", api.InquiryViewSet.as_view({"get": "retrieve"}), name="api-inquiry-detail"),
    path("inquiries/<uuid:uid>/answers/", api.InquiryViewSet.as_view({"post": "answers"}), name="api-inquiry-answer"),
    path("quote-requests/", api.QuoteRequestViewSet.as_view({"get": "list"}), name="api-quote-request-list"),
    path("quote-requests/<uuid:uid>/", api.QuoteRequestViewSet.as_view({"get": "retrieve"}), name="api-quote-request"),
    path("quote-requests/<uuid:uid>/quotes/", api.QuoteRequestViewSet.as_view({"post": "quotes"}), name="api-quote"),
    path(
        "quote-requests/<uuid:uid>/refusals/",
        api.QuoteRequestViewSet.as_view({"post": "refusals"}),
        name="api-quote-refusal",
    ),
    path("sourcing-requests/", api.SourcingRequestViewSet.as_view({"get": "list"}), name="api-sourcing-list"),
    path(
        "sourcing-requests/<uuid:uid>/",
        api.SourcingRequestViewSet.as_view({"get": "retrieve"}),
        name="api-sourcing-detail",
    ),
    path(
        "sourcing-requests/<uuid:uid>/proposals/",
        api.SourcingRequestViewSet.as_view({"post": "proposals"}),
        name="api-sourcing-propose",
    ),
]
