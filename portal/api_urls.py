"""The API: one include per app."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.partners.api_urls")),
    path("", include("catalog.api_urls")),
    path("", include("purchasing.bidding.api_urls")),
    path("", include("purchasing.contracts.api_urls")),
    path("", include("purchasing.payments.api_urls")),
    path("", include("purchasing.esg.api_urls")),
    path("", include("sharedgrowth.funds.api_urls")),
    path("", include("sharedgrowth.support.api_urls")),
    path("", include("sharedgrowth.benefit.api_urls")),
]
