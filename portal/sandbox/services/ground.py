"""DO: fill a fresh sandbox with what every company in it finds: the buying organisation, competitors, a catalogue."""

import random
from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test.utils import override_settings
from django.utils import translation

from portal.demo import World, deliver_quietly, parts
from portal.outbox.services import nobody_woken
from portal.people.models import Company, User
from portal.policy import require
from portal.sandbox import policies
from portal.sandbox.queries import cast
from portal.sandbox.registry import grounds
from portal.sandbox.services.companies import load_players

PARTS = ("people", "catalog")  # of the demonstration


def lay_grounds(say: Callable[[str], None], *, demonstrated: Sequence[str] = PARTS) -> bool:
    """Once; False where there are companies already. On a production sandbox nobody of the cast has a password.

    ``demonstrated``: the parts of the demonstration that it takes over.
    """
    require(policies.may_use_sandbox())
    if Company.objects.exists():
        return False
    say("  Filling the sandbox …")
    load_players()
    world = World(scale=1, rng=random.Random(9), say=say)  # noqa: S311 (invented things, the same each time)
    with translation.override("ko"), override_settings(PRODUCTION=False), nobody_woken():
        for key in demonstrated:
            if part := parts.get(key):
                part.fill(world)
                say(f"  {part.title}")
        everybody = cast()
        for ground in grounds:
            ground.lay(everybody)
        deliver_quietly()
    if settings.PRODUCTION:
        User.objects.update(password=make_password(None))
    return True
