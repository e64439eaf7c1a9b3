"""Two people write one product: who comes second is told, and loses nothing."""

from django.utils.translation import gettext as _

from portal.errors import WrongState


class ChangedMeanwhile(WrongState):
    """Somebody else saved the same step since it was shown. Door: 409 with both values."""


def require_unchanged(seen: str | None, stands: str) -> None:
    """Refuse to overwrite what the writer has not seen; ``seen`` None is a writer who overwrites knowingly."""
    if seen is not None and seen != stands:
        raise ChangedMeanwhile(
            _("Somebody else has changed this meanwhile. Nothing of yours is saved yet: look at both and choose.")
        )
