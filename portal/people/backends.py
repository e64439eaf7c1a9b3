"""Sign-in by e-mail; the user comes with the membership and company it acts for, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField

from portal.compiled import CompiledThings, Given
from portal.people.models import User

_PEOPLE = CompiledThings(
    lambda: User.objects.select_related("active_membership__company").filter(pk=Given("pk", BigIntegerField()))
)


class EmailBackend(AuthenticationBackend):
    """allauth's backend; a disabled account is nobody from its next request on."""

    def get_user(self, user_id):
        """The signed-in user with its active membership and company; asked at each request of everybody."""
        user = _PEOPLE.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
