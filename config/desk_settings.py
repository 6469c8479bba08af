"""Settings of the evacuation desk: asking for help, being woken, what lies outside."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from config import demo_gateway
from config.env import env
from config.secret_settings import WAYMARK_MODE, WAYMARK_VAR

# --- Asking for help --------------------------------------------------------
# Where help is asked for; the words on the tab and the icon say nothing of it.
WAYMARK_HELP_PATH = env.text("WAYMARK_HELP_PATH", "help").strip("/") + "/"
WAYMARK_MAILBOX_PATH = env.text("WAYMARK_MAILBOX_PATH", "mailbox").strip("/") + "/"
WAYMARK_HELP_TITLE = env.text("WAYMARK_HELP_TITLE", gettext_noop("Contact"))
WAYMARK_HELP_ICON = env.text("WAYMARK_HELP_ICON", "favicon.svg")
# More than this a day from one network are marked as a crowd; none is refused.
WAYMARK_INTAKE_PER_NETWORK = env.integer("WAYMARK_INTAKE_PER_NETWORK", 20, at_least=1)

# --- Waking people ----------------------------------------------------------
# Mail carries constant notices alone: EMAIL_BACKEND stays the one that sends nothing.
WAYMARK_MAIL_HOST = env.text("WAYMARK_MAIL_HOST")
WAYMARK_MAIL_PORT = env.integer("WAYMARK_MAIL_PORT", 587, at_least=1)
WAYMARK_MAIL_USER = env.text("WAYMARK_MAIL_USER")
WAYMARK_MAIL_PASSWORD = env.text("WAYMARK_MAIL_PASSWORD")
WAYMARK_MAIL_SECURITY = env.choice("WAYMARK_MAIL_SECURITY", ("starttls", "tls", "none"))
WAYMARK_MAIL_FROM = env.text("WAYMARK_MAIL_FROM")
# The second way, to phones: a signed webhook (standardwebhooks.com), or a command.
WAYMARK_GATEWAY_URL = env.web_address("WAYMARK_GATEWAY_URL")
WAYMARK_GATEWAY_SECRET = env.text("WAYMARK_GATEWAY_SECRET")
WAYMARK_GATEWAY_COMMAND = env.command("WAYMARK_GATEWAY_COMMAND")
if WAYMARK_MODE == "demo" and not WAYMARK_GATEWAY_COMMAND:
    WAYMARK_GATEWAY_COMMAND = demo_gateway.command(WAYMARK_VAR / "demo-alerts.log")

# --- What is kept outside the databases ----------------------------------------
# Signed audit heads, charters, rosters and the list of shredded cases; copy it away.
WAYMARK_HEADS_FILE = env.text("WAYMARK_HEADS_FILE") or str(WAYMARK_VAR / "audit-heads")
WAYMARK_BACKUP_FOLDER = env.text("WAYMARK_BACKUP_FOLDER") or str(
    WAYMARK_VAR / "backups"
)
# X25519 public key in hex; its secret half stays offline.
WAYMARK_BACKUP_KEY = env.text("WAYMARK_BACKUP_KEY")
# Where pg_dump, pg_restore and psql of the server's version are; else the PATH.
WAYMARK_POSTGRES_PROGRAMS = env.text("WAYMARK_POSTGRES_PROGRAMS")
