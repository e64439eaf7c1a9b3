"""Windows on saved searches and alerts: how many there are and what they met; addresses are masked."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import PublicAlert, PublicAlertHit, RecentProduct, SavedSearch, SavedSearchHit
from catalog.rules.alerts import masked_email
from portal.windows import Window, deed


@admin.register(SavedSearch)
class SavedSearchWindow(Window):
    """Searches that people keep."""

    list_display = ["name", "user", "frequency", "created_at", "told_at"]
    list_filter = ["frequency", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["name", "user__email"]


@admin.register(SavedSearchHit)
class SavedSearchHitWindow(Window):
    """What they met."""

    list_display = ["search", "product", "found_at", "told_at", "known"]
    list_filter = ["known", ("found_at", admin.DateFieldListFilter)]
    list_select_related = ["search", "product__current__class_node"]
    search_fields = ["search__name", "product__number"]


@admin.register(PublicAlert)
class PublicAlertWindow(Window):
    """Alerts without an account; somebody who asks for it is taken off here."""

    list_display = [
        "address",
        "language",
        "class_code",
        "keyword",
        "products",
        "requests",
        "tenders",
        "region",
        "state",
        "created_at",
    ]
    list_filter = ["state", "language", "products", "requests", "tenders", ("created_at", admin.DateFieldListFilter)]
    search_fields = ["email__iexact", "class_code", "keyword"]
    exclude = ["email"]
    readonly_fields = ["address"]
    actions = ["end"]

    @admin.display(description=_("e-mail address"))
    def address(self, alert: PublicAlert) -> str:
        """Only as much as one needs to recognise it."""
        return masked_email(alert.email)

    @deed(_("End the alert and delete the address"))
    def end(self, request, alert: PublicAlert) -> None:
        """Who wrote or called because the link was lost."""
        services.end_alert(alert)


@admin.register(PublicAlertHit)
class PublicAlertHitWindow(Window):
    """What alerts met."""

    list_display = ["alert", "topic", "thing_id", "found_at", "told_at"]
    list_filter = ["topic", ("found_at", admin.DateFieldListFilter)]
    list_select_related = ["alert"]


@admin.register(RecentProduct)
class RecentProductWindow(Window):
    """Pages that people opened last: theirs alone, so only that there is one is shown."""

    list_display = ["pk", "seen_at"]
    exclude = ["user", "product"]
