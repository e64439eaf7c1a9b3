"""The demonstration's saved searches, kept before anything was listed; what they met; searches that found nothing."""

from catalog import services
from catalog.states import Frequency
from portal.demo import Part, World, parts

SEARCHES = [  # role, name, query, how often
    ("RQ", "친환경 방청유", "eco=reduce&q=방청유", Frequency.DAILY),
    ("RQ", "롤 넥 베어링, 내경 400 이상", "a_bore=400..&class=31171505", Frequency.AT_ONCE),
    ("PO", "납기 7일 안 밸브", "lead=0&q=밸브", Frequency.DAILY),
]
SOUGHT = [  # words, how often, how many were found
    ("내화벽돌", 9, 0),
    ("전자석 코일", 6, 0),
    ("로봇 그리퍼", 3, 0),
    ("베어링", 14, 3),
    ("방청유", 11, 2),
    ("thermocouple", 5, 1),
]


def begin(world: World) -> None:
    """Searches are kept while the catalogue is empty: everything that follows is new to them."""
    for number, (role, name, query, frequency) in enumerate(SEARCHES):
        services.save_search(by=world.one(role, number), name=name, query=query, frequency=frequency)


def fill(world: World) -> None:
    """Who watches is told of what was listed; what people looked for is noted."""
    services.announce_new_products()
    for words, times, total in SOUGHT:
        for _time in range(times):
            services.note_search(words, total=total, language="en" if words.isascii() else "ko")
    services.fold_search_counts()  # a misspelt word is understood from the first minute


parts.add("catalog-watched", Part(order=18, title="saved searches", fill=begin))
parts.add("catalog-found", Part(order=48, title="what saved searches met", fill=fill))
