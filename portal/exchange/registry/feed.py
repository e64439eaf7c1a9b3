"""The streams of the change feed. An app enters one in its ``cards``; triggers of its own migration write the lines."""

from dataclasses import dataclass

from portal.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Things of one kind that partners copy.

    Its triggers add a line for everybody (``company_id`` empty) where everybody may read what changed, else one for
    each company that may: who reads the stream is told of nothing else.
    """

    label: object
    said: object  # one sentence: which things, and which of their changes are told
    scope: str  # of a token; the same as for reading the things
    door: str  # URL name of one thing in the API, by its uid
    order: int = 50


streams: Registry[Stream] = Registry("streams of the change feed")
