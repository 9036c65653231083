"""`python -m bot.gateway`: the only process that faces the public."""

from __future__ import annotations

import os
import sys

from aiohttp import web

from bot.bootstrap import build
from bot.config import read_settings
from bot.gateway.app import create_app
from bot.log import configure_logging


def main() -> int:
    """Serve until told to stop."""
    os.umask(0o077)
    settings = read_settings()
    configure_logging(settings.log_level)
    services = build(settings)
    web.run_app(
        create_app(services), host=settings.host, port=settings.port, access_log=None, print=None, shutdown_timeout=15
    )
    services.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
