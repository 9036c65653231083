"""The three processes of one machine, and the configuration by which supervisord keeps them running."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bot.config import ROOT, Settings

ENGINE_PYTHON = ROOT / "engine" / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class Process:
    """One supervised process: its command and what it adds to the environment."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


def processes(settings: Settings, model: Path) -> list[Process]:
    """Return the engine, the action server and the gateway; the first two listen on loopback only."""
    return [
        Process("actions", actions_command(settings), {}),
        Process("engine", engine_command(settings, model), engine_environment(settings)),
        Process("gateway", (sys.executable, "-m", "bot.gateway"), {}),
    ]


def actions_command(settings: Settings) -> tuple[str, ...]:
    """Return the command of the action server, which listens on loopback only."""
    return (sys.executable, "-m", "actions._serve", "--port", str(settings.actions_port))


def engine_command(settings: Settings, model: Path) -> tuple[str, ...]:
    """Return the command of the engine."""
    return (
        str(ENGINE_PYTHON), "-m", "rasa", "run", "--interface", "127.0.0.1", "-p", str(settings.engine_port),
        "-m", str(model), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--enable-api",
    )  # fmt: skip


def engine_environment(settings: Settings) -> dict[str, str]:
    """Return what every Rasa command needs: no telemetry, our code importable, the ports and state of this copy."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "BOT_STATE_DIR": str(settings.state_dir),
        "BOT_ENGINE_PORT": str(settings.engine_port),
        "BOT_ACTIONS_PORT": str(settings.actions_port),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
    }


def supervisor_config(settings: Settings, model: Path) -> str:
    """Return the configuration of supervisord: restart what dies, stop all together."""
    logs = settings.state_dir / "logs"
    head = (
        f"[supervisord]\nnodaemon=true\nsilent=true\numask=077\nlogfile={logs / 'supervisor.log'}\n"
        f"pidfile={settings.state_dir / 'supervisor.pid'}\nchildlogdir={logs}\n"
    )
    return head + "\n".join(_program(process, logs) for process in processes(settings, model))


def _program(process: Process, logs: Path) -> str:
    environment = ",".join(f'{name}="{_escape(value)}"' for name, value in process.environment.items())
    return (
        f"\n[program:{process.name}]\ncommand={_escape(' '.join(process.command))}\ndirectory={ROOT}\n"
        f"environment={environment}\nautorestart=true\nstartsecs=1\nstartretries=100000\n"
        f"stopasgroup=true\nkillasgroup=true\nstopwaitsecs=5\nredirect_stderr=true\n"
        f"stdout_logfile={logs / process.name}.log\nstdout_logfile_maxbytes=20MB\nstdout_logfile_backups=3\n"
    )


def _escape(value: str) -> str:
    return value.replace("%", "%%")
