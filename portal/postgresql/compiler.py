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
from django.db.models import Field, Model
from django.db.models.expressions import Col

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]

RELATED = "related_klass_infos"


@lru_cache(maxsize=10_000)
def columns_of(model: type[Model], alias: str) -> tuple[Col, ...]:
    """All columns of a table that a query knows by the alias."""
    return tuple(field.get_col(alias) for field in model._meta.concrete_fields)


@lru_cache(maxsize=10_000)
def is_plain(model: type[Model]) -> bool:
    """Whether each column of the table is selected by its name and nothing around it."""
    columns = columns_of(model, model._meta.db_table)
    return all(type(each) is Col and type(each.output_field).select_format is Field.select_format for each in columns)


def all_plain(related: list[dict]) -> bool:
    """The same of the tables whose rows are fetched with others, none of which is an heir of them."""
    return all(is_plain(each["model"]) and not each["from_parent"] and all_plain(each[RELATED]) for each in related)


class SQLCompiler(compiler.SQLCompiler):
    """A SELECT."""

    selects_rows_alone = False

    def get_select(self, with_col_aliases=False):
        """Of whole rows, and of whole rows of other tables with them, in one step; Django works out all others."""
        query = self.query
        self.selects_rows_alone = False
        if with_col_aliases or not query.default_cols or query.selected is not None or query.deferred_loading[0]:
            return super().get_select(with_col_aliases)
        if query.extra_select or query.annotation_select:
            return super().get_select(with_col_aliases)
        select = [(column, None) for column in self.get_default_columns({})]
        told = {"model": query.model, "select_fields": [*range(len(select))]}
        if query.select_related:
            told[RELATED] = self.get_related_selections(select, {})
        if not is_plain(query.model) or not all_plain(told.get(RELATED, ())):
            return super().get_select(with_col_aliases)
        self.selects_rows_alone = True
        tables, known = self.quote_name_unless_alias, self.quote_cache
        return (
            [
                (column, (f'{known.get(column.alias) or tables(column.alias)}."{column.target.column}"', ()), None)
                for column, _no_other_name in select
            ],
            told,
            {},
        )

    def get_related_selections(
        self, select, select_mask, opts=None, root_alias=None, cur_depth=1, requested=None, restricted=None
    ):
        """Where no further table is asked for, Django asks each column of this one whether it leads to one."""
        if restricted and not requested:
            return []
        return super().get_related_selections(select, select_mask, opts, root_alias, cur_depth, requested, restricted)

    def _order_by_pairs(self):
        """Django looks first whether what it orders by is selected by another name, which no column of a row has."""
        selected = self.select
        if self.selects_rows_alone and not self.query.combinator:
            self.select = None
        yield from super()._order_by_pairs()
        self.select = selected

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
