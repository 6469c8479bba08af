"""From a row of text to what it says; rows of one id become one entry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from directory.search.folding import fold
from directory.services.importing import fields as known
from directory.services.importing.channels import read_channel
from directory.services.importing.vocabulary import yes_or_no
from directory.services.importing.words import split_list, to_degrees

if TYPE_CHECKING:
    from collections.abc import Collection

    from directory.services.importing.mapping import Mapping
    from directory.services.importing.tables import Row, Table
    from directory.services.importing.vocabulary import Vocabulary

_LONGEST: Final = {
    "external_id": 120, "display_name": 300, "latin_name": 300, "legal_name": 300,
    "bar_name": 200, "licence_number": 60, "say_first": 300, "office_id": 120,
    "office_label": 120, "address": 300, "postcode": 20,
}  # fmt: skip


# Names and numbers repeat from row to row of one provider.
_key = lru_cache(maxsize=20_000)(fold)
_channel = lru_cache(maxsize=20_000)(read_channel)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row and what to do; `rejects` when the row was not taken."""

    line: int
    column: str
    message: str
    rejects: bool = True


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office as a row gives it: the city still a word, the point maybe absent."""

    line: int
    label: str = ""
    external_id: str = ""
    city: str = ""
    region: str = ""
    address: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_somewhere(self) -> bool:
        has_point = self.latitude is not None
        return has_point or bool(self.city or self.address or self.region)


@dataclass(slots=True)
class Entry:
    """One provider as the file has it. `plain` are single values and `lists` codes,
    by field; `contacts` are (kind, value, position in `offices` or None)."""

    external_id: str
    lines: list[int] = field(default_factory=list)
    plain: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    offices: list[OfficeRow] = field(default_factory=list)
    contacts: list[tuple[str, str, int | None]] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a table says: entries by id, all ids (those of rejected rows too),
    problems by row, and words without counterpart, as (field, word): rows."""

    entries: dict[str, Entry] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    without_counterpart: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def rejected_lines(self) -> set[int]:
        return {problem.line for problem in self.problems if problem.rejects}


def read_rows(
    table: Table,
    mapping: Mapping,
    vocabulary: Vocabulary,
    *,
    countries: Collection[str],
) -> Reading:
    """Every row of the table, read. `countries` are those the importer keeps."""
    reading = Reading()
    torn: dict[str, int] = {}
    for row in table.rows:
        reader = _RowReader(row, table.headings, mapping, vocabulary)
        content = reader.read()
        reading.ids.add(content.external_id)
        country = content.plain.get("home_country")
        if country and country not in countries:
            reader.refuse(
                "home_country", _("You do not keep the entries of this country.")
            )
        stranger = _is_stranger(reading.entries.get(content.external_id), content)
        if reader.refused and not stranger:
            torn.setdefault(content.external_id, row.line)
        _check_same(reading.entries.get(content.external_id), content, reader)
        reading.problems += reader.told()
        if reader.refused:
            continue
        for missing in reader.without_counterpart:
            count = reading.without_counterpart.get(missing, 0)
            reading.without_counterpart[missing] = count + 1
        known_entry = reading.entries.setdefault(content.external_id, content)
        if known_entry is not content:
            _join(known_entry, content)
    _drop_torn(reading, torn)
    # Numbers do not stay in memory longer than they are needed.
    _channel.cache_clear()
    return reading


def _drop_torn(reading: Reading, torn: dict[str, int]) -> None:
    """An entry of which one row is rejected waits whole: the rest alone would take
    away what that row had brought before."""
    for external_id in torn.keys() & reading.entries.keys():
        for line in reading.entries.pop(external_id).lines:
            message = _("Row %(line)s of the same entry was rejected.")
            message %= {"line": torn[external_id]}
            reading.problems.append(Problem(line, "", message))


def _is_stranger(entry: Entry | None, content: Entry) -> bool:
    """Whether a row bears the id of an entry by a slip: the names differ."""
    name = _key(content.plain.get("display_name", ""))
    return entry is not None and _key(entry.plain["display_name"]) != name


def _check_same(entry: Entry | None, content: Entry, reader: _RowReader) -> None:
    """Rows of one id must be of one provider: two names are a slip in the id."""
    if entry is None:
        return
    first = entry.lines[0]
    if _is_stranger(entry, content):
        reader.refuse(
            "external_id",
            _("Row %(line)s has the same id under another name.") % {"line": first},
        )
    for name, value in content.plain.items():
        if reader.refused:
            # Its values are not taken: that they differ is no fault of the row.
            return
        if name != "display_name" and entry.plain.get(name, value) != value:
            reader.note(
                name,
                _("Differs from row %(line)s, whose value was taken.")
                % {"line": first},
            )


def _join(entry: Entry, more: Entry) -> None:
    """Add another row's offices, codes and contacts to its entry."""
    entry.lines += more.lines
    for name, value in more.plain.items():
        entry.plain.setdefault(name, value)
    for name, codes in more.lists.items():
        held = entry.lists.setdefault(name, [])
        held += [code for code in codes if code not in held]
    shift = len(entry.offices)
    entry.offices += more.offices
    entry.contacts += [
        (kind, value, None if office is None else office + shift)
        for kind, value, office in more.contacts
    ]


class _RowReader:
    """Reads one row and gathers what is wrong with it."""

    def __init__(
        self,
        row: Row,
        headings: tuple[str, ...],
        mapping: Mapping,
        vocabulary: Vocabulary,
    ) -> None:
        self.problems: list[Problem] = []
        self.without_counterpart: list[tuple[str, str]] = []
        self._line = row.line
        self._mapping = mapping
        self._vocabulary = vocabulary
        self._columns: dict[str, str] = {}
        self._cells: dict[str, list[str]] = {}
        for heading, cell in zip(headings, row.cells, strict=True):
            name = mapping.columns.get(heading)
            if name:
                self._columns.setdefault(name, heading)
                self._cells.setdefault(name, []).append(cell)

    @property
    def refused(self) -> bool:
        return any(problem.rejects for problem in self.problems)

    def told(self) -> list[Problem]:
        """Everything that is wrong, so that nobody has to bring a row in twice."""
        return list(self.problems)

    def refuse(self, name: str, message: str) -> None:
        self._add(name, message, rejects=True)

    def note(self, name: str, message: str) -> None:
        self._add(name, message, rejects=False)

    def _add(self, name: str, message: str, *, rejects: bool) -> None:
        column = self._columns.get(name, name)
        self.problems.append(Problem(self._line, column, message, rejects))

    def read(self) -> Entry:
        """The row's content; what cannot be taken is in `problems`."""
        entry = Entry(external_id="", lines=[self._line])
        self._read_identity(entry)
        for name in known.PLAIN:
            self._keep(entry.plain, name, self._text(name))
        for name in known.YES_OR_NO:
            self._keep(entry.plain, name, self._flag(name))
        for name in known.CODED:
            self._read_codes(entry, name)
        if "names" in self._columns:
            entry.lists["names"] = [
                alias for cell in self._cells["names"] for alias in split_list(cell)
            ]
        self._read_office(entry)
        return entry

    def _read_identity(self, entry: Entry) -> None:
        name = self._text("display_name") or ""
        country = self._country()
        if not name:
            self.refuse("display_name", _("Give a name."))
        entry.plain["display_name"] = name
        if country:
            entry.plain["home_country"] = country
        if "external_id" in self._columns:
            entry.external_id = self._text("external_id") or ""
            if not entry.external_id:
                self.refuse("external_id", _("Give the id that the source has."))
        else:
            # Without ids the name itself is what tells entries apart.
            said = f"{_key(name)}\0{country}"
            entry.external_id = f"name:{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def _country(self) -> str | None:
        word = self._text("home_country") or self._mapping.defaults.get("home_country")
        if not word:
            self.refuse("home_country", _("Say which country."))
            return None
        code = self._vocabulary.country(str(word))
        if code is None:
            self._refuse_unknown("home_country", str(word))
        return code

    def _text(self, name: str) -> str | None:
        """The cell of a single-valued column; None where there is no such column."""
        if name not in self._columns:
            return None
        text = self._cells[name][0]
        meaning = self._mapping.values.get(name, {}).get(text, text)
        text = meaning if isinstance(meaning, str) else ""
        if len(text) > _LONGEST.get(name, 300):
            self.refuse(
                name,
                _("Longer than %(most)s characters: shorten it.")
                % {"most": _LONGEST.get(name, 300)},
            )
        return text

    def _keep(self, into: dict[str, Any], name: str, value: object) -> None:
        if value is not None:
            into[name] = value

    def _flag(self, name: str) -> bool | None:
        text = self._text(name)
        if text is None:
            return None
        meant = yes_or_no(text)
        if meant is None:
            self.refuse(name, _("Write yes or no."))
        return meant

    def _read_codes(self, entry: Entry, name: str) -> None:
        if name not in self._columns:
            return
        codes: list[str] = []
        for cell in self._cells[name]:
            for word in split_list(cell, lambda word: self._knows(name, word)):
                codes += [c for c in self._codes(name, word) if c not in codes]
        if known.FIELD[name].many:
            entry.lists[name] = codes
        elif len(codes) > 1:
            self.refuse(name, _("Give one value only."))
        elif codes:
            entry.plain[name] = codes[0]
        elif name == "kind" and name not in self._mapping.defaults:
            self.refuse(name, _("Say what kind of provider this is."))

    def _knows(self, name: str, word: str) -> bool:
        said = self._mapping.values.get(name, {})
        return word in said or self._vocabulary.code(name, word) is not None

    def _codes(self, name: str, word: str) -> list[str]:
        """Our codes for a source's word. A word known to have none is reported; an
        unknown one rejects the row, so that nothing is lost by a slip of the pen."""
        said = self._mapping.values.get(name, {})
        if word in said:
            meaning = said[word]
            if not meaning:
                self.without_counterpart.append((name, word))
                return []
            return [meaning] if isinstance(meaning, str) else list(meaning)
        code = self._vocabulary.code(name, word)
        if code is None:
            self._refuse_unknown(name, word)
            return []
        return [code]

    def _refuse_unknown(self, name: str, word: str) -> None:
        self.refuse(
            name,
            _("“%(word)s” is not known: correct it, or map it to a code.")
            % {"word": word[:80]},
        )

    def _read_office(self, entry: Entry) -> None:
        office = OfficeRow(
            line=self._line,
            label=self._text("office_label") or "",
            external_id=self._text("office_id") or "",
            city=self._text("city") or "",
            region=self._region(entry.plain.get("home_country", "")),
            address=self._text("address") or "",
            postcode=self._text("postcode") or "",
            **self._point(),
        )
        at = 0 if office.is_somewhere else None
        entry.offices = [office] if office.is_somewhere else []
        country = entry.plain.get("home_country", "")
        for kind in known.CONTACTS:
            for cell in self._cells.get(kind, ()):
                values, unread = _channel(kind, cell, country)
                # A site or an address by mail is the provider's, a phone the office's.
                place = at if kind in ("phone", "duty_phone") else None
                entry.contacts += [(kind, value, place) for value in values]
                for part in unread:
                    self.note(kind, self._left_out(part))

    def _left_out(self, part: str) -> str:
        return _("“%(value)s” cannot be read and was left out.") % {"value": part[:80]}

    def _region(self, country: str) -> str:
        word = self._text("region")
        if not word:
            return ""
        code = self._vocabulary.region(word, country)
        if code is None:
            self.note("region", self._left_out(word))
        return code or ""

    def _point(self) -> dict[str, float]:
        latitude, longitude = self._text("latitude"), self._text("longitude")
        if not latitude and not longitude:
            return {}
        north, east = to_degrees(latitude, 90), to_degrees(longitude, 180)
        if north is None or east is None or (north, east) == (0, 0):
            self.note("latitude", self._left_out(f"{latitude}, {longitude}"))
            return {}
        return {"latitude": north, "longitude": east}
