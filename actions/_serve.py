"""The action server in one process: it dies whole, so that what restarts it finds the port free, and answers only when warm.

The stock `python -m rasa_sdk --actions actions` serves the same actions from a worker process of its own.
"""

from __future__ import annotations

import argparse
import os

from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor

from actions._base import services
from bot.log import configure_logging

HOST = "127.0.0.1"


def main() -> None:
    """Serve the actions on loopback until told to stop."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=5055)
    port = parser.parse_args().port
    os.umask(0o077)
    configure_logging()
    services().warm()
    executor = ActionExecutor()
    executor.register_package("actions")
    create_app_for_serve(executor).run(host=HOST, port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
