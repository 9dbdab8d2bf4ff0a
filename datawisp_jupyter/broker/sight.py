"""What of a catalog a permit lets a person see."""

from __future__ import annotations

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.permit import Permit
from datawisp_jupyter.policy.rules import rules_for, visible


def seen_catalog(permit: Permit, catalog: Catalog, dialect: Dialect) -> Catalog:
    """The tables and columns that ``permit`` shows: all of them to an owner."""
    rules = rules_for(catalog, permit.obligations, dialect)
    return catalog if rules is None else visible(catalog, rules)
