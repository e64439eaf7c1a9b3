"""One file per programme; ``load`` finds them all, so that a new file is enough."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import every file of this folder once."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
