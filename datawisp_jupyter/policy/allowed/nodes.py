"""The parts of syntax that a restricted statement may be made of.

Whatever sqlglot has no entry here for is refused, so that a part that is new, rare or
misread is refused, too.  For the parts that carry tables and clauses, the clauses that
they may carry are listed as well.
"""

from __future__ import annotations

from sqlglot import exp

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.allowed.words import words
from datawisp_jupyter.policy.dialects.language import Positive
from datawisp_jupyter.policy.dialects.mysql import Bang
from datawisp_jupyter.policy.marks import Mark

_QUERIES: set[type[exp.Expr]] = {
    exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.Values, exp.With, exp.CTE,
    exp.From, exp.Join, exp.Table, exp.TableAlias, exp.Where, exp.Group, exp.Having, exp.Order,
    exp.Ordered, exp.Limit, exp.Offset, exp.Fetch, exp.Distinct, exp.GroupingSets, exp.Rollup,
    exp.Cube, exp.Lateral, exp.Unnest, exp.LimitOptions,
}  # fmt: skip

_EXPRESSIONS: set[type[exp.Expr]] = {
    Mark, Positive,
    exp.Column, exp.Identifier, exp.Alias, exp.Star, exp.Literal, exp.Boolean, exp.Null,
    exp.HexString, exp.RawString, exp.ByteString, exp.UnicodeString, exp.National, exp.BitString,
    exp.Heredoc, exp.Paren, exp.Tuple, exp.Neg, exp.Not, exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT,
    exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Add, exp.Sub, exp.Mul, exp.Div,
    exp.Mod, exp.IntDiv, exp.DPipe, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.BitwiseNot,
    exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.Between, exp.In, exp.Is, exp.Like, exp.ILike,
    exp.SimilarTo, exp.Escape, exp.Case, exp.If, exp.Exists, exp.Any, exp.All, exp.Cast,
    exp.TryCast, exp.DataType, exp.DataTypeParam, exp.Interval, exp.Var, exp.AtTimeZone,
    exp.Anonymous, exp.Filter, exp.WithinGroup, exp.Window, exp.WindowSpec, exp.IgnoreNulls,
    exp.RespectNulls, exp.Extract, exp.Substring, exp.Trim, exp.StrPosition, exp.Overlay,
    exp.Collate, exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.Localtime,
    exp.Localtimestamp, exp.JSONExtract, exp.JSONExtractScalar, exp.RegexpLike, exp.IntervalSpan,
}  # fmt: skip

_OF_DIALECT: dict[Dialect, set[type[exp.Expr]]] = {
    Dialect.POSTGRES: {
        exp.Array, exp.Bracket, exp.Slice, exp.Pow, exp.Sqrt, exp.Cbrt, exp.RegexpILike,
        exp.JSONBExtract, exp.JSONBExtractScalar, exp.JSONBContains, exp.ArrayContainsAll,
        exp.ArrayContainedBy, exp.ArrayOverlaps, exp.JSONBContainsAnyTopKeys,
        exp.JSONBContainsAllTopKeys, exp.JSONBContainsTopKey, exp.JSONBDeleteAtPath,
        exp.MatchAgainst, exp.StartsWith, exp.Kwarg, exp.Overlaps, exp.Glob,
        exp.JSONBPathExists, exp.ColumnDef,
    },
    Dialect.MYSQL: {
        Bang, exp.Introducer, exp.Xor, exp.GroupConcat, exp.Concat, exp.Chr, exp.SafeDivide,
    },
    Dialect.SQLITE: {exp.Glob},
    Dialect.DUCKDB: {
        exp.Array, exp.Bracket, exp.Slice, exp.Pow, exp.Abs, exp.Struct, exp.PropertyEQ,
        exp.Lambda, exp.Qualify, exp.ArrayOverlaps, exp.ArrayContainsAll, exp.ArrayContainedBy,
        exp.Glob, exp.StartsWith, exp.RegexpFullMatch, exp.Map, exp.ToMap, exp.Kwarg,
        exp.Comprehension, exp.Dot, exp.Pivot, exp.PivotAlias, exp.UnpivotColumns, exp.ColumnDef,
    },
}  # fmt: skip

NODES: dict[Dialect, frozenset[type[exp.Expr]]] = {
    dialect: frozenset(_QUERIES | _EXPRESSIONS | own) for dialect, own in _OF_DIALECT.items()
}

_MODIFIERS = words(
    "this with_ joins where group having order limit offset distinct windows qualify laterals"
)

CLAUSES: dict[type[exp.Expr], frozenset[str]] = {
    exp.Select: _MODIFIERS | {"expressions", "from_", "operation_modifiers"},
    exp.Subquery: _MODIFIERS | {"alias", "pivots"},
    exp.Union: _MODIFIERS | {"expression", "by_name"},
    exp.Except: _MODIFIERS | {"expression", "by_name"},
    exp.Intersect: _MODIFIERS | {"expression", "by_name"},
    exp.Values: words("expressions alias order limit offset"),
    exp.Table: words("this db alias joins laterals ordinality pivots rows_from"),
    exp.ColumnDef: words("this kind"),
    exp.Pivot: words(
        "this with_ expressions using group unpivot include_nulls fields into alias columns"
        " pivot_column_naming"
    ),
    exp.Join: words("this on using side kind method"),
    exp.With: words("expressions recursive"),
    exp.CTE: words("this alias materialized"),
    exp.In: words("this expressions query"),
    exp.Star: words("except_"),
    exp.Lateral: words("this alias view ordinality"),
    exp.Unnest: words("expressions alias offset"),
    exp.TableAlias: words("this columns"),
}
"""The clauses of each part that may be there; another one is refused."""

HINTS = words("straight_join sql_small_result sql_big_result sql_buffer_result sql_no_cache")
"""Words behind SELECT in MySQL that change how it works, and not what it gives."""

JOIN_METHODS = words("asof positional")
JOIN_KINDS = words("inner outer cross semi anti straight_join")
