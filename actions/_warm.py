"""Warms a process at import, unlike any other module: from the process that imports it the workers are forked, warm.

Its connections to the database are closed, because no connection may be shared by processes.
"""

from __future__ import annotations

from actions._base import services
from actions._services import warm
from bot.log import configure_logging

configure_logging()
warm(services())
services().close()
