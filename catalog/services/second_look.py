"""The second look at what was published: another officer agrees, asks for a change, or blocks."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import SecondLook
from catalog.services.listing import block_product
from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require


@transaction.atomic
def agree_with_review(look: SecondLook, *, by: User, note: str = "") -> SecondLook:
    """The second officer would have published it too."""
    require(policies.may_look_again(by, look))
    move(look, "agree", by=by, reason=note[:500], decided_at=db_now(), note=note[:500])
    _signed(look, by)
    announce("catalog.second_look_made", look=look.pk)
    return look


@transaction.atomic
def correct_review(look: SecondLook, *, by: User, note: str, block: bool = False) -> SecondLook:
    """The second officer found something: the product is blocked, or its supplier is asked for a change."""
    require(policies.may_look_again(by, look))
    if not note.strip():
        raise RuleBroken(_("Say what was found: the supplier and the first officer read it."), field="note")
    name = "block" if block else "ask_change"
    move(look, name, by=by, reason=note[:500], decided_at=db_now(), note=note[:500])
    _signed(look, by)
    product = look.version.product
    if block:
        block_product(product, by=by, reason=note)
    else:
        record(product, "change_asked", by=by, reason=note[:500])
        announce("catalog.change_asked", product=product.pk)
    announce("catalog.second_look_made", look=look.pk)
    return look


def _signed(look: SecondLook, by: User) -> None:
    """Who looked: a field of its own, for ``move`` keeps ``by`` to itself."""
    SecondLook.objects.filter(pk=look.pk).update(by=by)
    look.by = by
