"""Log lines as JSON, one object a line on standard error, for whatever collects them. Used by serving.py.

Never contents, never tokens: of an exception that is not our own only its type and where it was raised is
told, because a library's message may quote the values that it was handed.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

from leitstern.errors import LeitsternError


class JsonLines(logging.Formatter):
    """time, level, logger, message; with an exception also error and where."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= _told(error)
        return json.dumps(line, ensure_ascii=False)


def _told(error: BaseException) -> dict[str, object]:
    kind = type(error)
    said = f": {error}" if isinstance(error, LeitsternError | OSError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": f"{kind.__module__}.{kind.__qualname__}{said}",
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }
