"""How a product of the demonstration is written down."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goods:
    """One product of the demonstration; ``maker`` is the number of its supplier."""

    maker: int
    node: str
    name: tuple[str, str]
    model: str
    price: int
    uom: str
    moq: int
    days: int
    text: tuple[str, str]
    values: dict[str, str | tuple[str, str]] = field(default_factory=dict)
    shape: str = "drum"
