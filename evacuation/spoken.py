"""Languages in which somebody may want an answer, by their own names.

Sign language has none that is written: it goes by ours.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SPOKEN = (
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("en", "English"),
    ("hy", "Հայերեն"),
    ("az", "Azərbaycanca"),
    ("be", "Беларуская"),
    ("ka", "ქართული"),
    ("kk", "Қазақша"),
    ("ky", "Кыргызча"),
    ("ro", "Română"),
    ("tg", "Тоҷикӣ"),
    ("tk", "Türkmençe"),
    ("uz", "Oʻzbekcha"),
    ("ce", "Нохчийн"),
    ("inh", "ГӀалгӀай"),
    ("lez", "Лезги чӀал"),
    ("av", "Авар мацӀ"),
    ("tt", "Татарча"),
    ("ba", "Башҡортса"),
    ("os", "Ирон"),
    ("ab", "Аԥсуа"),
    ("tr", "Türkçe"),
    ("fa", "فارسی"),
    ("et", "Eesti"),
    ("lv", "Latviešu"),
    ("lt", "Lietuvių"),
    ("pl", "Polski"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("sgn", _("Sign language")),
)
