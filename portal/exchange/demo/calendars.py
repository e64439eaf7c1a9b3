"""Calendar addresses of the demonstration; their secrets were told to nobody."""

from portal.demo import Part, World, parts
from portal.exchange.models import CalendarFeed
from portal.exchange.queries.calendars import calendars_for
from portal.exchange.services.calendars import make_calendar


def fill(world: World) -> None:
    """Of the first suppliers' administrators and of an officer: all dates in one, the deadlines in another."""
    people = [world.bidders[company.pk] for company in world.suppliers[:3]] + [world.one("PO")]
    for person in people:
        offered = [key for key, _calendar in calendars_for(person)]
        make_calendar(name="업무 일정", kinds=offered, by=person)
        make_calendar(name="입찰 마감", kinds=["tenders-open"], by=person)
    world.say(f"{CalendarFeed.objects.count()} calendar addresses")


parts.add("exchange-calendars", Part(order=98, title="calendar addresses", fill=fill))
