"""Writes log entries as JSON, one object per line, to standard error. Used by serving.py.

Logs no contents and no tokens: of a library's exception only type and location, because its message may quote
values.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

from leitstern.errors import LeitsternError


class JsonLines(logging.Formatter):
    """Keys: time, level, logger, message; with an exception also error and where."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= _describe(error)
        return json.dumps(line, ensure_ascii=False)


def _describe(error: BaseException) -> dict[str, object]:
    kind = type(error)
    said = f": {error}" if isinstance(error, LeitsternError | OSError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": f"{kind.__module__}.{kind.__qualname__}{said}",
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }
