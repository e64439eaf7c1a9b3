"""What tests read back: verdicts, audit entries, news."""

from portal.audit.models import AuditEntry
from portal.outbox.models import Event
from portal.people.models import User
from purchasing.bidding.models import Tender


def states(stage) -> list[tuple[int, str, int | None]]:
    rulings = stage.tender.rulings.select_related("bid").order_by("bid__price_won", "bid")
    return [(int(each.price_won), each.state, each.rank) for each in rulings]


def entries(thing) -> list[tuple[str, str, str, str]]:
    found = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [(entry.what, entry.before, entry.after, entry.by.name if entry.by else "") for entry in found]


def news() -> list[str]:
    return [name for name in Event.objects.order_by("pk").values_list("name", flat=True) if name.startswith("bidding.")]


def now_state(stage) -> str:
    return Tender.objects.get(pk=stage.tender.pk).state


def bid_of_rank(stage, rank: int):
    return stage.tender.rulings.select_related("bid").get(rank=rank).bid


def with_role(user: User, code: str) -> User:
    user.membership.roles.add(code)
    return User.objects.get(pk=user.pk)
