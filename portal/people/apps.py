from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "portal.people"
    verbose_name = _("People and companies")

    def ready(self):
        """Every database has the roles and the kinds of certificates; a factor just set up counts as shown."""
        from allauth.mfa.signals import authenticator_added

        from portal.people.certificate_kinds import enter_certificate_kinds
        from portal.people.entrance.factors import count_as_shown
        from portal.people.models.terms import enter_company_terms
        from portal.people.roles import enter_roles

        post_migrate.connect(enter_roles, sender=self, dispatch_uid="enter_roles")
        post_migrate.connect(enter_certificate_kinds, sender=self, dispatch_uid="enter_certificate_kinds")
        post_migrate.connect(enter_company_terms, sender=self, dispatch_uid="enter_company_terms")
        authenticator_added.connect(count_as_shown, dispatch_uid="count_as_shown")
