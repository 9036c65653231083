"""Templates and static files, read once at start; static addresses carry a hash, so they may be cached for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

HERE = Path(__file__).parent
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"


@dataclass(frozen=True)
class Asset:
    """One static file, ready to be sent."""

    body: bytes
    packed: bytes
    media_type: str
    tag: str


class Pages:
    """Renders templates and serves static files."""

    def __init__(self, **shared: Any) -> None:
        self._assets = {path.name: _read_asset(path) for path in sorted((HERE / "static").iterdir()) if path.is_file()}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(shared, static=self.address)

    def render(self, template: str, **values: Any) -> str:
        """Return a page."""
        return self._templates.get_template(template).render(**values)

    def address(self, name: str) -> str:
        """Return the address of a static file, hash included."""
        return f"/static/{name}?v={self._assets[name].tag}"

    def serve(self, request: web.Request) -> web.Response:
        """Send a static file.

        Raises:
            HTTPNotFound: there is no such file.
        """
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        cache = FOR_EVER if request.query.get("v") == asset.tag else SHORTLY
        headers = {"Cache-Control": cache, "ETag": f'"{asset.tag}"', "Vary": "Accept-Encoding"}
        if f'"{asset.tag}"' in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        if "gzip" in request.headers.get("Accept-Encoding", "") and len(asset.packed) < len(asset.body):
            headers["Content-Encoding"] = "gzip"
            return web.Response(body=asset.packed, content_type=asset.media_type, headers=headers)
        return web.Response(body=asset.body, content_type=asset.media_type, headers=headers)


def _read_asset(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, gzip.compress(body, mtime=0), media_type, hashlib.sha256(body).hexdigest()[:12])
