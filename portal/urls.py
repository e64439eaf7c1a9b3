"""One include per app."""

from django.contrib import admin
from django.urls import include, path

from portal import health

urlpatterns = [
    path("api/v1/", include("portal.api_urls")),  # first: programs ask most often
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("portal.home.urls")),
    path("", include("portal.partners.urls")),
    path("accounts/", include("portal.people.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("portal.people.urls")),
    path("files/", include("portal.files.urls")),
    path("notices/", include("portal.notices.urls")),
    path("webhooks/", include("portal.webhooks.urls")),
    path("exchange/", include("portal.exchange.urls")),
    path("passport/", include("portal.passport.urls")),
    path("developers/", include("portal.developers.urls")),
    path("sandbox/", include("portal.sandbox.urls")),
    path("privacy/", include("portal.privacy.urls")),
    path("news/", include("portal.news.urls")),
    path("audit/", include("portal.audit.urls")),
    path("catalog/", include("catalog.urls")),
    path("tenders/", include("purchasing.bidding.urls")),
    path("contracts/", include("purchasing.contracts.urls")),
    path("payments/", include("purchasing.payments.urls")),
    path("esg/", include("purchasing.esg.urls")),
    path("funds/", include("sharedgrowth.funds.urls")),
    path("programmes/", include("sharedgrowth.support.urls")),
    path("benefit/", include("sharedgrowth.benefit.urls")),
    path("innovilt/", include("sharedgrowth.innovilt.urls")),
    path("verify/", include("sharedgrowth.innovilt.verify_urls")),
    path("jobs/", include("sharedgrowth.jobs.urls")),
    path("friends/", include("sharedgrowth.friends.urls")),
    path("ccms/", include("sharedgrowth.ccms.urls")),
    path("impact/", include("sharedgrowth.impact.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.home.views.bad_request"
handler403 = "portal.home.views.forbidden"
handler404 = "portal.home.views.not_found"
handler500 = "portal.home.views.server_error"
