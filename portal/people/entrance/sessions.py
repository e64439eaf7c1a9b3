"""Sessions in the database, looked up at each request of everybody: that query is written once for each process."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField

from portal.clock import RealTimestamp
from portal.compiled import CompiledThings, Given

_OPEN = CompiledThings(
    lambda: Session.objects.filter(session_key=Given("key", CharField()), expire_date__gt=RealTimestamp())
)


class SessionStore(db.SessionStore):
    """Django's; a session ends by the database's clock, which also clears it away."""

    def _get_session_from_db(self) -> Session | None:
        """The open session of this key; a key that opens none is forgotten."""
        found = _OPEN.first(key=self.session_key)
        if found is None:
            self._session_key = None
        return found
