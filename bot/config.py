"""All settings, read once from the environment by one table."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FILE = "weiquan.db"


def _setting(name: str, default: Any, help_text: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"name": name, "help": help_text, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """The product's settings; every field names its environment variable and meaning."""

    env: str = _setting("BOT_ENV", "development", "`production` refuses rehearsal dates and insecure cookies")
    host: str = _setting("BOT_HOST", "0.0.0.0", "address the gateway listens on")
    port: int = _setting("BOT_PORT", 8080, "port of the gateway")
    engine_port: int = _setting("BOT_ENGINE_PORT", 5005, "port of the engine, loopback only")
    actions_port: int = _setting("BOT_ACTIONS_PORT", 5055, "port of the action server, loopback only")
    state_dir: Path = _setting("BOT_STATE_DIR", ROOT / ".state", "database, snapshots, keys, logs")
    database_url: str = _setting(
        "DATABASE_URL", "", "SQLAlchemy URL; empty means SQLite in the state directory", secret=True
    )
    inner_secret: str = _setting(
        "BOT_INNER_SECRET",
        "",
        "what engine and action server ask of their callers; empty means the one kept in the state directory",
        secret=True,
    )
    today: date | None = _setting("BOT_TODAY", None, "fixes the date (YYYY-MM-DD) for tests and rehearsals")
    rate_limit: int = _setting(
        "BOT_RATE_LIMIT", 60, "requests per minute of one conversation, and of one address without any; 0: no limits"
    )
    address_limit: int = _setting(
        "BOT_ADDRESS_LIMIT", 600, "requests per minute of one address, all its conversations together"
    )
    trusted_proxies: str = _setting(
        "BOT_TRUSTED_PROXIES", "", "comma-separated proxies whose X-Forwarded-For is believed"
    )
    engine_timeout: float = _setting("BOT_ENGINE_TIMEOUT", 10.0, "seconds to wait for the engine before answering 503")
    operator: str = _setting("BOT_OPERATOR", "", "who runs this service, shown on the page")
    icp: str = _setting("BOT_ICP", "", "ICP filing line shown at the foot of the page")
    retention_days: int = _setting("BOT_RETENTION_DAYS", 180, "days after which conversations are purged")
    log_level: str = _setting("BOT_LOG_LEVEL", "INFO", "log level")
    log_days: int = _setting("BOT_LOG_DAYS", 30, "days after which log lines are deleted")
    secure_cookies: bool = _setting("BOT_SECURE_COOKIES", False, "send cookies over HTTPS only")

    @property
    def db_url(self) -> str:
        """The database URL in use."""
        return self.database_url or f"sqlite:///{self.state_dir / DATABASE_FILE}"

    @property
    def engine_url(self) -> str:
        """Base URL of the engine."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def snapshots_dir(self) -> Path:
        """Folder of published snapshots; `current` in it names the one in use."""
        return self.state_dir / "snapshots"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from the environment.

    Raises:
        ValueError: a variable cannot be read; the message names it.
    """
    environ = os.environ if environ is None else environ
    values = {}
    for spec in fields(Settings):
        raw = environ.get(spec.metadata["name"], "")
        if raw != "":
            values[spec.name] = _parse(spec.metadata["name"], str(spec.type), raw)
    settings = Settings(**values)
    if settings.env == "production" and settings.today is not None:
        raise ValueError("BOT_TODAY is refused when BOT_ENV=production")
    return settings


def _parse(name: str, kind: str, raw: str) -> Any:
    readers: dict[str, Callable[[str], Any]] = {
        "int": int,
        "float": float,
        "bool": lambda text: text.lower() in ("1", "true", "yes"),
        "Path": lambda text: Path(text).resolve(),
        "date | None": date.fromisoformat,
    }
    try:
        return readers.get(kind, str)(raw)
    except ValueError as error:
        raise ValueError(f"{name}: cannot read {raw!r} as {kind}") from error
