"""What the demonstration shows of INNOVILT."""

from sharedgrowth.innovilt.demo import applications, marks

__all__ = ["applications", "marks"]
