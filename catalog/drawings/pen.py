"""A pen that writes SVG."""

import math

SIZE = (640, 480)
INK, FAINT, PAPER = "rgb(76,91,106)", "rgb(150,163,176)", "rgb(240,243,246)"
WIDE, THIN = 5, 4


class Pen:
    """Writes the elements of one drawing."""

    def __init__(self) -> None:
        self.elements: list[str] = []

    def _add(self, element: str, faint: bool) -> None:
        stroke = f'stroke="{FAINT}" stroke-width="{THIN}"' if faint else f'stroke="{INK}" stroke-width="{WIDE}"'
        self.elements.append(f"<{element} {stroke}/>")

    def line(self, *points: tuple[float, float], faint: bool = False, closed: bool = False) -> None:
        """A line through the points."""
        path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self._add(f'{"polygon" if closed else "polyline"} points="{path}"', faint)

    def ellipse(self, x: float, y: float, rx: float, ry: float, faint: bool = False) -> None:
        """An ellipse about (x, y)."""
        self._add(f'ellipse cx="{x:.2f}" cy="{y:.2f}" rx="{rx}" ry="{ry}"', faint)

    def arc(self, x: float, y: float, rx: float, ry: float, begin: int, end: int, faint: bool = False) -> None:
        """A part of an ellipse, in degrees clockwise from the right."""
        (x1, y1), (x2, y2) = (
            (x + rx * math.cos(math.radians(at)), y + ry * math.sin(math.radians(at))) for at in (begin, end)
        )
        wide = int(end - begin > 180)
        self._add(f'path d="M{x1:.2f},{y1:.2f} A{rx},{ry} 0 {wide} 1 {x2:.2f},{y2:.2f}"', faint)

    def box(self, x: float, y: float, wide: float, high: float, faint: bool = False) -> None:
        """A rectangle from its corner."""
        self._add(f'rect x="{x}" y="{y}" width="{wide}" height="{high}"', faint)

    def svg(self) -> str:
        """The whole drawing."""
        wide, high = SIZE
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
            f'<rect width="{wide}" height="{high}" fill="{PAPER}"/>'
            f'<g fill="none" stroke-linejoin="round" stroke-linecap="round">{"".join(self.elements)}</g></svg>'
        )
