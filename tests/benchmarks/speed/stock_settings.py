"""Our settings with the stock way's addresses, middleware and framework defaults."""

from __future__ import annotations

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OUR_APPS

ROOT_URLCONF = "tests.benchmarks.speed.stock"
# Signing in is no part of it, and demands a middleware of its own.
INSTALLED_APPS = [name for name in OUR_APPS if not name.startswith("allauth")]
# What startproject writes, and the stock answer to If-None-Match.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}
