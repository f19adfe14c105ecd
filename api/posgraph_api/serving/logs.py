"""Log lines: text for people or JSON for machines, on standard error, those of the web server among them."""

from __future__ import annotations

import json
import logging
import logging.config
from datetime import UTC, datetime
from typing import Any

from posgraph_api.serving.settings import Settings


def configure(settings: Settings) -> None:
    """Send the log of this process to standard error, as the settings say."""
    level = settings.log_level.upper()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": JsonLine if settings.log_format == "json" else TextLine}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "posgraph.requests": {"level": "INFO" if settings.access_log else "CRITICAL"},
                "uvicorn": {"level": level, "handlers": [], "propagate": True},
                "uvicorn.error": {"level": level, "handlers": [], "propagate": True},
                "uvicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},  # we write these lines ourselves
                "httpx": {"level": "WARNING"},
                "httpcore": {"level": "WARNING"},
            },
        }
    )


class TextLine(logging.Formatter):
    """A line for people: time, level, then the request or the message; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        said = [_time(record), f"{record.levelname:<7}"]
        if (request := getattr(record, "request", None)) is not None:
            said.append(
                f"{request['request_id']} {request['caller']} {request['address'] or '-'} "
                f'"{request["method"]} {_plain(request["path"])} {request["protocol"]}" '
                f"{request['status']} {request['bytes']} B {request['milliseconds']:g} ms"
            )
        else:
            if id := getattr(record, "request_id", ""):
                said.append(id)
            said.append(_plain(record.getMessage()))
        line = " ".join(said)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLine(logging.Formatter):
    """One JSON object a line; a traceback is a member of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        said: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name}
        if (request := getattr(record, "request", None)) is not None:
            said |= request
        else:
            said["message"] = record.getMessage()
            if id := getattr(record, "request_id", ""):
                said["request_id"] = id
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(text: str) -> str:
    """A text in one line, so that nobody can write lines of the log by what is asked for."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()
