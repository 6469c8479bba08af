"""gunicorn's own log: in the words of ours, without addresses and sealed searches."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from config.logs import SEALED, SEALED_CUT, PlainFormatter


class ServerLogger(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PlainFormatter())

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        # gunicorn has put the client's address and the refused line into it.
        if str(msg).startswith("Invalid request from ip="):
            msg = "Invalid request"
        super().warning(msg, *args, **kwargs)

    def atoms(
        self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any
    ) -> dict[str, Any]:
        """What the access log is made of."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        atoms["U"] = SEALED.sub(SEALED_CUT, str(atoms["U"]))
        return atoms
