"""DO: let go of coils and mill certificates that nothing stands on any more. Source: INV-03."""

from collections.abc import Iterable

from sharedgrowth.innovilt.models import Coil, MillSheet, SteelProof
from sharedgrowth.innovilt.states import SheetState


def let_go(proofs: Iterable[SteelProof]) -> None:
    """Take proofs out; coils and unchecked mill certificates that nobody uses go with them: their numbers are free.

    In the caller's transaction. Locks mill certificates before coils, as everybody does.
    """
    proofs = list(proofs)
    sheets = Coil.objects.filter(pk__in=[proof.coil_id for proof in proofs]).values("sheet")
    found = list(MillSheet.objects.select_for_update(of=("self",)).filter(pk__in=sheets).order_by("pk"))
    SteelProof.objects.filter(pk__in=[proof.pk for proof in proofs]).delete()
    for sheet in found:
        if sheet.state != SheetState.PENDING:
            continue
        sheet.coils.filter(proofs=None).delete()
        if not sheet.coils.exists():
            sheet.delete()
