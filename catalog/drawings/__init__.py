"""Schematic line drawings of kinds of goods: composed as SVG, drawn as PNG.

For parts lists without pictures, and for the demonstration. No text in them, so no font is needed, and the same
drawing is the same picture on every machine.
"""

import resvg_py

from catalog.drawings import parts, supplies
from catalog.drawings.pen import SIZE, Pen

SHAPES = {
    "angle": parts.angle,
    "battery": parts.battery,
    "beam": parts.beam,
    "bearing": parts.bearing,
    "belt": supplies.belt,
    "bolt": parts.bolt,
    "brick": parts.brick,
    "cable": supplies.cable,
    "chain": supplies.chain,
    "channel": parts.channel,
    "crate": supplies.crate,
    "cylinder": supplies.cylinder,
    "drum": parts.drum,
    "filter": supplies.filter,
    "flange": parts.flange,
    "flask": supplies.flask,
    "gauge": parts.gauge,
    "glove": parts.glove,
    "goggles": supplies.goggles,
    "helmet": supplies.helmet,
    "hook": supplies.hook,
    "hose": supplies.hose,
    "motor": parts.motor,
    "nut": parts.nut,
    "pipe": parts.pipe,
    "profile": parts.profile,
    "pump": parts.pump,
    "rod": supplies.rod,
    "roll": parts.roll,
    "sack": supplies.sack,
    "screw": parts.screw,
    "sensor": supplies.sensor,
    "shoe": supplies.shoe,
    "valve": parts.valve,
    "washer": parts.washer,
    "wheel": supplies.wheel,
}


def drawing(shape: str) -> str:
    """The SVG of one of ``SHAPES``."""
    pen = Pen()
    SHAPES[shape](pen)
    return pen.svg()


def schematic(shape: str) -> bytes:
    """A PNG line drawing of one of ``SHAPES``: what kind of thing it is, not to scale."""
    return resvg_py.svg_to_bytes(svg_string=drawing(shape), skip_system_fonts=True)


__all__ = ["SHAPES", "SIZE", "drawing", "schematic"]
