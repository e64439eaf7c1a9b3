"""What writes the SQL of a query.

A page asks a dozen queries, some of a hundred columns, and a third of its time went into writing them: Django asks six
functions for the name of each column. A column of a table is written here in one step, to the same words.
"""

from functools import lru_cache

from django.apps import apps
from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (  # by these names Django finds them
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models import Model
from django.db.models.expressions import Col

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


@lru_cache(maxsize=10_000)
def columns_of(model: type[Model], alias: str) -> tuple[Col, ...]:
    """All columns of a table that a query knows by the alias."""
    return tuple(field.get_col(alias) for field in model._meta.concrete_fields)


class SQLCompiler(compiler.SQLCompiler):
    """A SELECT."""

    def get_default_columns(self, select_mask, start_alias=None, opts=None, from_parent=None):
        """Of whole rows of a table that is no other's heir, as they were the last time; Django works out all others."""
        opts = opts or self.query.get_meta()
        if opts is None or select_mask or opts.all_parents or opts.apps is not apps:
            return super().get_default_columns(select_mask, start_alias, opts, from_parent)
        return list(columns_of(opts.model, start_alias or self.query.get_initial_alias()))

    def compile(self, node):
        """A column: its table by the name that the query has for it, and its own."""
        if type(node) is not Col or not node.alias:
            return super().compile(node)
        table = self.quote_cache.get(node.alias) or self.quote_name_unless_alias(node.alias)
        return f'{table}."{node.target.column}"', ()
