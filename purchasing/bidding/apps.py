from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BiddingConfig(AppConfig):
    name = "purchasing.bidding"
    verbose_name = _("Tenders")

    def ready(self):
        """After each migration the first terms are entered."""
        from purchasing.bidding.models.preference_entries import enter_preference
        from purchasing.bidding.models.terms import enter_first_terms

        post_migrate.connect(enter_first_terms, sender=self, dispatch_uid="enter_first_bidding_terms")
        post_migrate.connect(enter_preference, sender=self, dispatch_uid="enter_first_preference_terms")
