"""What shares and denials come to on a catalog, table by table."""

from __future__ import annotations

import datetime as dt

import pytest

from datawisp_jupyter.domain.catalog import Catalog, CatalogColumn, CatalogTable
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import Mask, MaskKind, TableShare
from datawisp_jupyter.domain.people import ClaimValue
from datawisp_jupyter.policy.permit import Basis, GrantedShare, Obligations, TableView
from datawisp_jupyter.policy.rules import hidden_columns, rules_for, visible

PG, MY, SQ, DK = Dialect.POSTGRES, Dialect.MYSQL, Dialect.SQLITE, Dialect.DUCKDB


def table(schema: str, name: str, columns: str) -> CatalogTable:
    """A table of text columns."""
    return CatalogTable(
        schema=schema,
        name=name,
        is_view=False,
        columns=tuple(CatalogColumn(name=column, type="text") for column in columns.split()),
    )


CATALOG = Catalog(
    tables=(
        table("main", "orders", "id region total"),
        table("main", "orders_old", "id region"),
        table("main", "People", "Id Email"),
        table("hr", "salaries", "id amount"),
        table("hr", "a[b", "id"),
    ),
    default_schemas=("main",),
    taken_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
)


def share(
    *chain: TableShare | tuple[TableShare, ...], rows: int | None = None, name: str = "g"
) -> GrantedShare:
    """What one grant gives: its own tables first, then those of its parents."""
    return GrantedShare(
        basis=(Basis(grant_id=name, revision=1),),
        chain=tuple(part if isinstance(part, tuple) else (part,) for part in chain),
        rows=rows,
    )


def views(
    *shares: GrantedShare,
    of: str = "orders",
    dialect: Dialect = PG,
    denials: tuple[TableShare, ...] = (),
    claims: dict[str, ClaimValue] | None = None,
) -> tuple[TableView, ...]:
    """The views of one table."""
    obligations = Obligations(shares=shares, denials=denials, claims=claims or {})
    rules = rules_for(CATALOG, obligations, dialect)
    assert rules is not None
    return next((rule.views for rule in rules if rule.name == of), ())


def seen(*patterns: str, dialect: Dialect = PG, denials: tuple[TableShare, ...] = ()) -> set[str]:
    """The names of the tables of which something is granted."""
    shares = tuple(share(TableShare(pattern=pattern)) for pattern in patterns)
    rules = rules_for(CATALOG, Obligations(shares=shares, denials=denials), dialect)
    return {rule.name for rule in rules or ()}


def test_an_owner_has_no_rules() -> None:
    """And nobody else's shares of nothing are everything."""
    assert rules_for(CATALOG, Obligations(), PG) is None
    assert rules_for(CATALOG, Obligations(shares=()), PG) == ()
    assert rules_for(CATALOG, Obligations(shares=(share(),)), PG) == ()
    assert rules_for(CATALOG, Obligations(shares=(share(()),)), PG) == ()


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*", {"orders", "orders_old", "People", "salaries", "a[b"}),
        ("orders", {"orders"}), ("orders*", {"orders", "orders_old"}), ("main.*", {"orders",
         "orders_old", "People"}), ("*.salaries", {"salaries"}), ("salaries", set()),
        ("hr.*", {"salaries", "a[b"}), ("hr.a[b", {"a[b"}), ("hr.a?b", set()), ("order?", set()),
        ("main.[o]rders", set()), ("", set()), (".", set()), ("*.*.*", set()), ("main", set()),
        ("*ld", {"orders_old"}), ("m*.o*", {"orders", "orders_old"}),
    ],
)  # fmt: skip
def test_patterns_name_tables(pattern: str, names: set[str]) -> None:
    """Stars within a part; no other sign means anything."""
    assert seen(pattern) == names


@pytest.mark.parametrize(("dialect", "is_same"), [(PG, False), (MY, False), (SQ, True), (DK, True)])
def test_patterns_give_by_the_dialects_case(dialect: Dialect, is_same: bool) -> None:
    """In PostgreSQL and MySQL another case can be another table."""
    assert seen("people", dialect=dialect) == ({"People"} if is_same else set())
    assert seen("MAIN.People", dialect=dialect) == ({"People"} if is_same else set())


@pytest.mark.parametrize("dialect", Dialect)
def test_what_takes_away_fits_in_any_case(dialect: Dialect) -> None:
    """A misspelled denial, mask or hidden column must not give more."""
    assert "People" not in seen("*", dialect=dialect, denials=(TableShare(pattern="PEOPLE"),))
    (view,) = views(share(TableShare(pattern="*", hidden=("EMAIL",))), of="People", dialect=dialect)
    assert view.columns == ("Id",)
    masked = share(TableShare(pattern="*", masks=(Mask(column="email"),)))
    (view,) = views(masked, of="People", dialect=dialect)
    assert [mask.column for mask in view.masks] == ["Email"]
    (view,) = views(
        share(TableShare(pattern="*")),
        of="People",
        dialect=dialect,
        denials=(TableShare(pattern="*.people", columns=("eMail",)),),
    )
    assert view.columns == ("Id",)


def test_columns_are_spelled_as_in_the_catalog() -> None:
    """Those that are not there, or no longer, are left out; order is the table's."""
    given = TableShare(pattern="People", columns=("email", "Id", "gone"))
    assert views(share(given), of="People", dialect=SQ)[0].columns == ("Id", "Email")
    assert views(share(given), of="People", dialect=PG)[0].columns == ("Id",)
    assert views(share(TableShare(pattern="People", columns=("gone",))), of="People") == ()


def test_parts_of_one_grant_that_fit_are_alternatives() -> None:
    """Like several grants."""
    first = TableShare(pattern="orders", row_filter="region = 'EU'")
    second = TableShare(pattern="orders*", columns=("id",))
    found = views(share((first, second)))
    assert [(view.columns, view.row_filters) for view in found] == [
        (("id", "region", "total"), ("region = 'EU'",)),
        (("id",), ()),
    ]


def test_a_chain_gives_what_each_member_gives() -> None:
    """Columns in common, all masks, all filters; the product of alternatives."""
    parent = (
        TableShare(pattern="orders", columns=("id", "total"), row_filter="id < 9"),
        TableShare(pattern="*", columns=("id", "region")),
    )
    child = TableShare(
        pattern="main.*", hidden=("id",), masks=(Mask(column="total"),), row_filter="id > 3"
    )
    found = views(share(child, parent))
    assert [(view.columns, view.row_filters, view.askable) for view in found] == [
        (("total",), ("id < 9", "id > 3"), (None, frozenset({"id", "total"}))),
        (("region",), ("id > 3",), (frozenset({"id", "region"}),)),
    ]
    assert [mask.column for mask in found[0].masks] == ["total"]
    assert views(share(child, TableShare(pattern="orders_old"))) == ()


@pytest.mark.parametrize(
    ("child", "parent", "kind"),
    [
        (MaskKind.PSEUDONYM, None, MaskKind.PSEUDONYM),
        (None, MaskKind.PSEUDONYM, MaskKind.PSEUDONYM),
        (MaskKind.NULL, MaskKind.PSEUDONYM, MaskKind.NULL),
        (MaskKind.PSEUDONYM, MaskKind.NULL, MaskKind.NULL),
        (MaskKind.CONSTANT, MaskKind.NULL, MaskKind.NULL),
        (MaskKind.NULL, MaskKind.CONSTANT, MaskKind.CONSTANT),
    ],
)
def test_the_outer_mask_holds_unless_the_inner_one_hides_more(
    child: MaskKind | None, parent: MaskKind | None, kind: MaskKind
) -> None:
    """No mask of a child undoes its parent's, and none of a parent its child's."""

    def part(mask: MaskKind | None) -> TableShare:
        masks = () if mask is None else (Mask(column="total", kind=mask),)
        return TableShare(pattern="orders", masks=masks)

    (view,) = views(share(part(child), part(parent)))
    assert [mask.kind for mask in view.masks] == [kind]


def test_a_column_that_a_parent_masks_is_not_for_a_childs_filter() -> None:
    """The filter would ask the column by the rows that it leaves."""
    parent = TableShare(pattern="orders", masks=(Mask(column="total"),))
    (view,) = views(share(TableShare(pattern="orders", row_filter="total > 3"), parent))
    assert view.askable == (frozenset({"id", "region"}),)


def test_denials_take_away_from_every_grant() -> None:
    """Tables and columns; they win over all."""
    both = (share(TableShare(pattern="*")), share(TableShare(pattern="orders")))
    assert views(*both, denials=(TableShare(pattern="orders"),)) == ()
    found = views(*both, denials=(TableShare(pattern="ord*", columns=("total",)),))
    assert {view.columns for view in found} == {("id", "region")}
    every = tuple(
        TableShare(pattern="orders", columns=(name,)) for name in ["id", "region", "total"]
    )
    assert views(*both, denials=every) == ()


def test_a_view_without_its_claims_shows_nothing() -> None:
    """Nor does one that a parent's claims would narrow: they are another person's."""
    by_claim = TableShare(pattern="orders", row_filter="region = :claims.region")
    assert views(share(by_claim)) == ()
    assert len(views(share(by_claim), claims={"region": "EU"})) == 1
    everything = TableShare(pattern="*")
    assert views(share(everything, by_claim), claims={"region": "EU"}) == ()
    assert len(views(share(by_claim, everything), claims={"region": "EU"})) == 1


def test_a_view_inside_another_is_left_out() -> None:
    """But not when its caps are looser."""
    wide = share(TableShare(pattern="*"), rows=10, name="wide")
    narrow = TableShare(
        pattern="orders", columns=("id",), masks=(Mask(column="id"),), row_filter="id < 3"
    )
    for shares in ((wide, share(narrow, rows=5)), (share(narrow, rows=5), wide)):
        (view,) = views(*shares)
        assert view.basis == wide.basis
    assert len(views(wide, share(narrow, rows=50))) == 2
    assert len(views(wide, share(narrow))) == 2


def test_a_column_is_hidden_when_no_view_shows_anything_of_it() -> None:
    """A pseudonym, or another view's clear column, can be computed with."""

    def hidden(*shares: TableShare) -> frozenset[str]:
        rules = rules_for(CATALOG, Obligations(shares=tuple(map(share, shares))), PG)
        assert rules
        return hidden_columns(rules[0])

    null = TableShare(pattern="orders", masks=(Mask(column="total"),), row_filter="id = 1")
    hashed = TableShare(
        pattern="orders",
        masks=(Mask(column="total", kind=MaskKind.PSEUDONYM),),
        row_filter="id = 2",
    )
    without = TableShare(pattern="orders", hidden=("total",), row_filter="id = 3")
    clear = TableShare(pattern="orders", row_filter="id = 4")
    assert hidden(null) == hidden(null, without) == {"total"}
    assert hidden(hashed) == hidden(null, hashed) == hidden(null, clear, without) == frozenset()


def test_only_the_tables_that_matter_are_looked_at() -> None:
    """By name, in lower case; what is visible of the catalog follows."""
    obligations = Obligations(shares=(share(TableShare(pattern="*", columns=("id", "Id"))),))
    rules = rules_for(CATALOG, obligations, PG, names={"people", "orders"}) or ()
    assert [rule.name for rule in rules] == ["orders", "People"]
    shown = visible(CATALOG, rules)
    assert [(t.name, [c.name for c in t.columns]) for t in shown.tables] == [
        ("orders", ["id"]),
        ("People", ["Id"]),
    ]
