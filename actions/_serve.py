"""The action server: one process that answers and two that work; it dies whole and answers only when warm.

The stock `python -m rasa_sdk --actions actions` serves the same actions from a worker process of its own.
"""

from __future__ import annotations

import argparse
import os

from rasa_sdk.endpoint import create_app_for_serve

from actions._workers import Workers
from bot.config import read_settings
from bot.log import configure_logging

HOST = "127.0.0.1"


def main() -> None:
    """Serve the actions on loopback until told to stop."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=5055)
    port = parser.parse_args().port
    os.umask(0o077)
    configure_logging()
    workers = Workers(longest=read_settings().engine_timeout / 2)
    workers.start()
    try:
        create_app_for_serve(workers).run(host=HOST, port=port, single_process=True, access_log=False, motd=False)
    finally:
        workers.close()


if __name__ == "__main__":
    main()
