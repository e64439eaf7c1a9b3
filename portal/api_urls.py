"""The API: one include per app."""

from django.urls import include, path

urlpatterns = [
    path("", include("catalog.api_urls")),  # the busiest first: each include is tried in turn
    path("", include("portal.partners.api_urls")),
    path("", include("portal.webhooks.api_urls")),
    path("", include("portal.exchange.api_urls")),
    path("", include("portal.passport.api_urls")),
    path("", include("portal.developers.api_urls")),
    path("", include("portal.sandbox.api_urls")),
    path("", include("portal.privacy.api_urls")),
    path("", include("portal.news.api_urls")),
    path("", include("purchasing.bidding.api_urls")),
    path("", include("purchasing.contracts.api_urls")),
    path("", include("purchasing.payments.api_urls")),
    path("", include("purchasing.esg.api_urls")),
    path("", include("sharedgrowth.funds.api_urls")),
    path("", include("sharedgrowth.support.api_urls")),
    path("", include("sharedgrowth.benefit.api_urls")),
    path("", include("sharedgrowth.innovilt.api_urls")),
    path("", include("sharedgrowth.jobs.api_urls")),
    path("", include("sharedgrowth.friends.api_urls")),
    path("", include("sharedgrowth.ccms.api_urls")),
    path("", include("sharedgrowth.impact.api_urls")),
]
