"""Sessions in the database, looked up at each request of everybody: that query is written once for each process."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from portal.compiled import CompiledThings, Given

_OPEN = CompiledThings(
    lambda: Session.objects.filter(session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField()))
)


class SessionStore(db.SessionStore):
    """Django's."""

    def _get_session_from_db(self) -> Session | None:
        """The open session of this key; a key that opens none is forgotten."""
        found = _OPEN.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
