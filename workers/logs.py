"""Sets up logging: one line per event, as text or as JSON."""

import json
import logging
from datetime import UTC, datetime


class JSONLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def set_up(level: str, *, is_json: bool) -> None:
    """Send all logging to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JSONLines() if is_json else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("rq.worker", "urllib3", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
