"""How the embedded servers say no: one line that names what to do."""


class EmbeddedError(RuntimeError):
    """An embedded server cannot start; the message is one line for a person at a terminal."""
