"""The drawings: every shape is a sound SVG, and a picture that the file room takes."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from catalog.drawings import SHAPES, SIZE, drawing, schematic


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_drawn_within_its_frame_and_always_alike(shape):
    root = ElementTree.fromstring(drawing(shape))  # noqa: S314 (our own text)
    picture = Image.open(io.BytesIO(schematic(shape)))
    inked = picture.convert("L").point(lambda grey: 255 if grey < 200 else 0).getbbox()

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (picture.format, picture.size) == ("PNG", SIZE)
    assert inked is not None
    assert inked[0] > 40
    assert inked[1] > 40
    assert inked[2] < SIZE[0] - 40
    assert inked[3] < SIZE[1] - 40
    assert schematic(shape) == schematic(shape)


def test_no_two_shapes_are_the_same():
    assert len({schematic(shape) for shape in SHAPES}) == len(SHAPES)
