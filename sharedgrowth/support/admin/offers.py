"""Windows on technology offers and licences."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import TechLicence, TechOffer


@admin.register(TechOffer)
class TechOfferWindow(Window):
    """What is offered."""

    list_display = ["number", "title_ko", "field", "terms", "state", "expires_on"]
    list_filter = ["state", "terms", "field"]
    search_fields = ["number", "title_ko", "title_en", "patent_no"]


@admin.register(TechLicence)
class TechLicenceWindow(Window):
    """Who has which."""

    list_display = ["number", "offer", "company", "state", "begins_on", "ends_on", "transferred_on"]
    list_filter = ["state"]
    list_select_related = ["offer", "company"]
    search_fields = ["number", "company__legal_name_ko"]
