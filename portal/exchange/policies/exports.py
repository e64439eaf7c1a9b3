"""WHO: rows are taken out by who may see them, and files are for the one who asked for them."""

from django.utils.translation import gettext as _

from portal.exchange.models.exports import Export
from portal.exchange.queries.exports import is_open_to
from portal.exchange.registry.exports import Dataset, datasets
from portal.policy import YES, Verdict, no


def may_export(user, dataset: Dataset, scopes: frozenset[str] | None = None) -> Verdict:
    """Whoever holds one of the roles; a program with the scope of these rows; for a company in good standing."""
    if not is_open_to(user, dataset, scopes):
        if user.is_service and dataset.scope:
            return no(_("The token lacks the scope %(scope)s.") % {"scope": dataset.scope})
        return no(_("Your role does not allow you to take out these rows."))
    if not user.company.is_active:
        return no(_("Exports can be made once your company's registration has been approved."))
    return YES


def may_steer(user, export: Export) -> Verdict:
    """Stop, delete, end links: who asked, and the administrator of the company."""
    own = user.company_id == export.company_id and (
        export.asked_by_id == user.pk or (user.has_role("SA") and not user.is_service)
    )
    return YES if own else no(_("Only who asked for the export, or the company's administrator, may do this."))


def may_resume(user, export: Export) -> Verdict:
    """Go on: who asked, still holding the right."""
    return may_take(user, export)


def may_take(user, export: Export) -> Verdict:
    """The files: who asked alone, for the company it was asked for, and only with the right to the rows still held."""
    if user.pk != export.asked_by_id or user.company_id != export.company_id:
        return no(_("The files of an export are for the one who asked for it."))
    dataset = datasets.get(export.dataset)
    if dataset is None:
        return no(_("These rows are no longer given out."))
    return may_export(user, dataset, frozenset(export.scopes) if user.is_service else None)


def may_link(user, export: Export) -> Verdict:
    """A private link works without signing in: never for data of people."""
    if not (verdict := may_take(user, export)):
        return verdict
    dataset = datasets.get(export.dataset)
    if dataset is None or dataset.personal:
        return no(_("Data of people is taken by signing in only; there are no private links to it."))
    return YES
