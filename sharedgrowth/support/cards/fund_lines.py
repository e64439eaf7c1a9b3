"""The programmes that give money, for the lines of the funds."""

from sharedgrowth.funds.registry import programme_names
from sharedgrowth.support import programmes
from sharedgrowth.support.registry import programmes as registered

programmes.load()  # once, whichever app starts first
for _slug, _programme in registered.items():
    if _programme.split is not None:
        programme_names.add(_slug, _programme.title)
