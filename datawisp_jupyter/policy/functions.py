"""What functions in FROM give, and the names that an alias gives to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.allowed import ALLOWED
from datawisp_jupyter.policy.allowed.postgres import RECORD_FUNCTIONS
from datawisp_jupyter.policy.expressions import Expressions
from datawisp_jupyter.policy.fields import Field, Relation, Scope, Source, renamed
from datawisp_jupyter.policy.spelling import name_of


class FunctionSources:
    """Sources of one statement that are no tables; ``names`` are those in its expressions."""

    def __init__(self, names: Expressions, dialect: Dialect) -> None:
        self._names = names
        self._dialect = dialect

    def function(self, call: exp.Func, alias: exp.TableAlias | None, beside: Scope) -> Source:
        """A function in FROM, whose arguments see what stands before it."""
        self._names.require(call, beside)
        own = call.this.lower() if isinstance(call, exp.Anonymous) else call.key
        given = ALLOWED[self._dialect].row_functions.get(own, ())
        name = own if alias is None or alias.this is None else name_of(alias.this, self._dialect)
        if self._dialect is Dialect.POSTGRES and tuple(given) == (own,):
            given = (name,)  # the one column of such a function goes by the alias
        fields = [Field(name=column) for column in given]
        if own in RECORD_FUNCTIONS and alias is not None:
            fields = [Field(name=None) for _ in alias.columns]
        return Source(name=name, fields=self.columns(fields, alias), is_value=True)

    def side_by_side(self, node: exp.Table, alias: exp.TableAlias | None, beside: Scope) -> Source:
        """ROWS FROM, whose functions stand beside one another."""
        fields: list[Field] = []
        for part in node.args["rows_from"]:
            if not isinstance(part.this, exp.Func):
                raise self._names.not_understood(part)
            fields += self.function(part.this, part.args.get("alias"), beside).fields
        source = self.aliased(tuple(fields), alias)
        return self.counted(Relation.of(source), node, alias).sources[0]

    def counted(self, found: Relation, node: exp.Expr, alias: exp.TableAlias | None) -> Relation:
        """The function's columns with that of WITH ORDINALITY behind them."""
        if not node.args.get("ordinality"):
            return found
        source = found.sources[0]
        names = [name_of(name, self._dialect) for name in (alias.columns if alias else ())]
        count = len(source.fields)
        last = names[count] if len(names) > count else "ordinality"
        return Relation.of(replace(source, fields=(*source.fields, Field(name=last))))

    def unnest(self, node: exp.Unnest, alias: exp.TableAlias | None, beside: Scope) -> Source:
        """UNNEST, with the place of each item behind it where that is asked for."""
        for item in node.expressions:
            self._names.require(item, beside)
        own = exp.Unnest.key
        name = own if alias is None or alias.this is None else name_of(alias.this, self._dialect)
        column = name if self._dialect is Dialect.POSTGRES else own
        fields = [Field(name=column) for _ in node.expressions]
        offset = node.args.get("offset")
        if offset:
            is_named = isinstance(offset, exp.Identifier)
            last = name_of(offset, self._dialect) if is_named else "ordinality"
            fields.append(Field(name=last))
        return Source(name=name, fields=self.columns(fields, alias), is_value=True)

    def aliased(self, fields: tuple[Field, ...], alias: exp.TableAlias | None) -> Source:
        """What a query in parentheses gives, under its alias."""
        named = alias is not None and alias.this is not None
        name = name_of(alias.this, self._dialect) if alias is not None and named else None
        return Source(name=name, fields=self.columns(fields, alias))

    def columns(self, fields: Sequence[Field], alias: exp.TableAlias | None) -> tuple[Field, ...]:
        """``fields`` under the names of an alias's list, which may have types beside them."""
        names = alias.columns if alias is not None else ()
        bare = [name.this if isinstance(name, exp.ColumnDef) else name for name in names]
        return renamed(fields, [name_of(name, self._dialect) for name in bare])
