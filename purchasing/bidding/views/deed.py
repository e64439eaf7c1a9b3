"""One thing that a person can do with a tender: a button of its page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do: a button that does it (``post``), or a link to where it is done; or why not yet."""

    name: str
    verb: object
    url: str
    icon: str
    text: object = ""
    post: bool = False
    primary: bool = False
    danger: bool = False
    reason: object = ""
    question: object = ""  # asked once more before a deed that cannot be undone
    warning: object = ""
    final_verb: object = ""
