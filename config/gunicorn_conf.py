"""How gunicorn serves Waymark, under `make run` and in production alike."""

from __future__ import annotations

from config.env import env

bind = env.text("WAYMARK_BIND") or f"127.0.0.1:{env.integer('PORT', 8000)}"
workers = env.integer("WAYMARK_WEB_WORKERS", 2, at_least=1)
# Threads keep slow clients from holding a whole process; each has one connection.
worker_class = "gthread"
threads = env.integer("WAYMARK_WEB_THREADS", 4, at_least=1)
# Loads once, so the checks run once, before anything is served.
preload_app = True
timeout = 30
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
logger_class = "config.server_log.ServerLogger"
# The path without its query (%U) and its sealed search, no address, no agent.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
accesslog = "-" if env.boolean("WAYMARK_ACCESS_LOG", False) else None
