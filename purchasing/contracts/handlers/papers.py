"""Who reads the files of a delivery, and who is told of new ones."""

from django.utils.translation import gettext_lazy as _

from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.outbox.services import on
from portal.people.queries import people_with_role
from purchasing.contracts.handlers.deliveries import _delivery, _of_delivery, receivers_of
from purchasing.contracts.queries.papers import reads_paper

readers.register("contracts.delivery_papers")(reads_paper)

kinds.register(
    Kind(
        key="contracts.papers_added",
        title=_("Files were added to delivery %(number)s"),
        text=_("%(title)s. Its note or photos: they stand on its page."),
    )
)


@on("contracts.papers_added")
def tell_papers(*, delivery: int, company: int, count: int, **_later) -> None:
    """The other side."""
    told = _delivery(delivery)
    by_payee = company == told.contract.payee_id
    people = receivers_of(told.contract) if by_payee else people_with_role(told.contract.payee, "SA", "SF", "SU")
    _of_delivery(people, "contracts.papers_added", told)
