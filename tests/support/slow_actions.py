"""An action that takes as long as a message says, holding the interpreter as a slow reader would."""

from __future__ import annotations

import os
import time

from rasa_sdk import Action


class ActionSlow(Action):
    """Works for the seconds that the text names."""

    def name(self) -> str:
        return "action_slow"

    def run(self, dispatcher, tracker, domain):
        until = time.perf_counter() + float(tracker.latest_message["text"])
        while time.perf_counter() < until:
            sum(range(1000))
        dispatcher.utter_message(text=str(os.getpid()))
        return []
