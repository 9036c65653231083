"""Reads the financing products that needs are matched with."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.config import ROOT
from bot.core.knowledge.product import Product

PRODUCTS = ROOT / "knowledge" / "products.yml"


def read_products(path: Path = PRODUCTS) -> list[Product]:
    """Return the products of a file; an empty file has none.

    Raises:
        ValueError: an entry is malformed, has no source, or uses an id twice.
    """
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    try:
        products = TypeAdapter(list[Product]).validate_python(rows)
    except ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error
    for product in products:
        if not product.citations:
            raise ValueError(f"{path.name}: {product.id} has no source")
    if len({product.id for product in products}) < len(products):
        raise ValueError(f"{path.name}: an id is used twice")
    return products
