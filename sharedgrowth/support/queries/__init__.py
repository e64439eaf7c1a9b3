"""FIND: support programmes."""
