"""Exports of the demonstration: ready ones in every form, one with private links, one that was cancelled."""

from portal.demo import Part, World, parts
from portal.exchange.models.exports import Export
from portal.exchange.services import exports
from portal.exchange.services.export_worker import run_export
from portal.people.models import User

WISHES = [  # rows and form
    ("catalog.products", "xlsx"),
    ("bidding.tenders", "csv"),
    ("contracts.contracts", "parquet"),
    ("payments.obligations", "jsonl"),
]


def _ready(code: str, form: str, by: User) -> Export:
    export = exports.ask_export(code, file_format=form, headings="words", reason="분기 마감 자료 대조에 씁니다.", by=by)
    run_export(export.pk)
    return Export.objects.get(pk=export.pk)


def fill(world: World) -> None:
    """For the first suppliers; the rest ask for theirs when they need them."""
    for company in world.suppliers[:2]:
        admin = world.bidders[company.pk]
        made = [_ready(code, form, admin) for code, form in WISHES]
        exports.make_links(made[1], hours=72, by=admin)
        exports.cancel_export(exports.ask_export("bidding.awards", file_format="csv", by=admin), by=admin)
    _ready("catalog.published", "xlsx", world.one("PO"))
    world.say(f"{Export.objects.count()} exports")


parts.add("exchange-exports", Part(order=97, title="exports in bulk", fill=fill))
