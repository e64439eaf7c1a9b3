"""WHEN and WHICH: kinds of consent."""

from portal.privacy.states.consents import ConsentKind

__all__ = ["ConsentKind"]
