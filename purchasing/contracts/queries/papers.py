"""FIND: the files of deliveries, for those who see the delivery."""

from collections.abc import Sequence

from portal.files.models import File
from portal.people.models import User
from purchasing.contracts.models import Delivery, DeliveryPaper
from purchasing.contracts.queries.deliveries import deliveries_visible_to


def papers_of(delivery: Delivery) -> Sequence[DeliveryPaper]:
    """In the order in which they came."""
    return list(delivery.papers.select_related("file", "added_by").order_by("pk"))


def reads_paper(user: User, file: File) -> bool | None:
    """Who sees the delivery reads its files; None where the file is none of a delivery."""
    paper = DeliveryPaper.objects.filter(file=file).first()
    if paper is None:
        return None
    return deliveries_visible_to(user).filter(pk=paper.delivery_id).exists()
