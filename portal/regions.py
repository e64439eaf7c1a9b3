"""Regions of Korea by ISO 3166-2 code, named in the reader's language."""

REGIONS: dict[str, tuple[str, str]] = {  # Source: ISO 3166-2:KR
    "KR-11": ("서울", "Seoul"),
    "KR-26": ("부산", "Busan"),
    "KR-27": ("대구", "Daegu"),
    "KR-28": ("인천", "Incheon"),
    "KR-29": ("광주", "Gwangju"),
    "KR-30": ("대전", "Daejeon"),
    "KR-31": ("울산", "Ulsan"),
    "KR-50": ("세종", "Sejong"),
    "KR-41": ("경기", "Gyeonggi"),
    "KR-42": ("강원", "Gangwon"),
    "KR-43": ("충북", "North Chungcheong"),
    "KR-44": ("충남", "South Chungcheong"),
    "KR-45": ("전북", "North Jeolla"),
    "KR-46": ("전남", "South Jeolla"),
    "KR-47": ("경북", "North Gyeongsang"),
    "KR-48": ("경남", "South Gyeongsang"),
    "KR-49": ("제주", "Jeju"),
}


def region_name(code: str, language: str) -> str:
    """The region's name; an unknown code as it is.

    >>> region_name("KR-47", "ko"), region_name("KR-47", "en"), region_name("KR-99", "ko")
    ('경북', 'North Gyeongsang', 'KR-99')
    """
    ko, en = REGIONS.get(code, (code, code))
    return en if language.startswith("en") else ko


def region_choices(language: str) -> list[tuple[str, str]]:
    """(code, name) of every region.

    >>> region_choices("en")[0], len(region_choices("ko"))
    (('KR-11', 'Seoul'), 17)
    """
    return [(code, region_name(code, language)) for code in REGIONS]
