"""What of a catalog a permit lets a person see."""

from __future__ import annotations

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.policy.eyes import Eyes
from datawisp_jupyter.policy.permit import Permit


def seen_catalog(permit: Permit, catalog: Catalog, dialect: Dialect) -> Catalog:
    """The tables and columns that ``permit`` shows: all of them to an owner."""
    if permit.obligations.shares is None:
        return catalog
    return Eyes(catalog=catalog, obligations=permit.obligations, dialect=dialect).catalog
