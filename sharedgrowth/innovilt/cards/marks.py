"""INNOVILT in the catalogue and on the pages of the ground floor: the badge, what waits for the office or a member."""

from catalog.registry import ProductMark, product_marks
from sharedgrowth.innovilt.queries.register import CODE, NAME, marked_products

product_marks.add("innovilt", ProductMark(code=CODE, label=NAME, of=marked_products))
