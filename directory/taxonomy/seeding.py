"""Filling the lists of terms from the tables in directory/data/taxonomy.

A version folder is frozen once a migration has read it: what changes later is a new
folder and a new migration, so that every installation walks the same road.

`terms.csv`: scheme, code, sensitive ("yes" or empty), in the order of the list.
Every other table: scheme, code, language, label, synonyms (separated by "; ").
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from directory.search.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from directory.models.taxonomy import Term, TermLabel

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "taxonomy"


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term as the table has it; `position` counts from 0 within its scheme."""

    scheme: str
    code: str
    sensitive: bool
    position: int


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label or synonym as the table has it; `key` is the folded text."""

    scheme: str
    code: str
    language: str
    kind: str
    text: str
    key: str


def read_terms(version: str) -> list[TermRow]:
    """Every term of a version, in order."""
    counts: dict[str, int] = {}
    terms = []
    for row in _rows(FOLDER / version / "terms.csv"):
        position = counts.get(row["scheme"], 0)
        counts[row["scheme"]] = position + 1
        sensitive = row["sensitive"] == "yes"
        terms.append(TermRow(row["scheme"], row["code"], sensitive, position))
    return terms


def read_labels(version: str, table: str) -> list[LabelRow]:
    """Labels and synonyms of one table; a synonym that folds to an earlier one of the
    same term and language adds nothing and is left out."""
    found: dict[tuple[str, str, str, str], LabelRow] = {}
    for row in _rows(FOLDER / version / f"{table}.csv"):
        for label in _labels_of(row):
            found.setdefault(
                (label.scheme, label.code, label.language, label.key), label
            )
    return list(found.values())


def seed_terms(
    term_model: type[Term], label_model: type[TermLabel], *, version: str, table: str
) -> int:
    """Add the terms that a table names, with their labels. Returns how many terms.

    Takes the models so that a migration can pass its own. Raises IntegrityError when
    a term is there already.
    """
    rows = read_labels(version, table)
    named = {(row.scheme, row.code) for row in rows}
    terms = term_model.objects.bulk_create(
        term_model(
            scheme=row.scheme,
            code=row.code,
            sensitive=row.sensitive,
            position=row.position,
        )
        for row in read_terms(version)
        if (row.scheme, row.code) in named
    )
    by_code = {(term.scheme, term.code): term for term in terms}
    label_model.objects.bulk_create(
        label_model(
            term=by_code[row.scheme, row.code],
            language=row.language,
            kind=row.kind,
            text=row.text,
            key=row.key,
        )
        for row in rows
    )
    return len(terms)


def remove_terms(term_model: type[Term], *, version: str, table: str) -> None:
    """Take away what `seed_terms` added, labels included.

    The database refuses it while a provider still uses one of the terms.
    """
    for scheme in {row.scheme for row in read_labels(version, table)}:
        codes = {t.code for t in read_terms(version) if t.scheme == scheme}
        term_model.objects.filter(scheme=scheme, code__in=codes).delete()


def add_words(
    term_model: type[Term], label_model: type[TermLabel], *, version: str, table: str
) -> None:
    """Give terms that are there the words of a later table.

    A word that a term already has in that language, an editor's perhaps, stays what
    it is.
    """
    terms = {(term.scheme, term.code): term for term in term_model.objects.all()}
    held = set(label_model.objects.values_list("term_id", "language", "key"))
    added = [
        label_model(
            term=term, language=row.language, kind=row.kind, text=row.text, key=row.key
        )
        for row in read_labels(version, table)
        if (term := terms[row.scheme, row.code])
        and (term.pk, row.language, row.key) not in held
    ]
    label_model.objects.bulk_create(added, ignore_conflicts=True)


def remove_words(
    label_model: type[TermLabel], *, version: str, table: str, beside: tuple[str, str]
) -> None:
    """Take away what `add_words` added; `beside` (version, table) was there before."""
    held = {(r.code, r.language, r.key) for r in read_labels(*beside)}
    for row in read_labels(version, table):
        if (row.code, row.language, row.key) not in held:
            label_model.objects.filter(
                term__scheme=row.scheme,
                term__code=row.code,
                language=row.language,
                key=row.key,
            ).delete()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _labels_of(row: dict[str, str]) -> Iterator[LabelRow]:
    words = [("label", row["label"])] if row["label"] else []
    words += [("synonym", word) for word in row["synonyms"].split("; ") if word]
    for kind, text in words:
        key = fold(text)
        yield LabelRow(row["scheme"], row["code"], row["language"], kind, text, key)
