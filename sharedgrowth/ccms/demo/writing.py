"""How an overview of the demonstration is written down: both languages side by side, lists one entry a line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One overview in one language."""

    purpose: str
    principles: str
    dos: str
    donts: str
    activities: str
    references: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One module: its overview in Korean and English, its programmes and live figures."""

    ko: Text
    en: Text
    programmes: tuple[str, ...]
    kpis: tuple[str, ...] = ()
