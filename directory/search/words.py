"""Typed words into ranked tsqueries: names, terms, places; typos corrected once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection

from directory.gazetteer.places import resolve_places
from directory.models.listing import Token
from directory.models.visibility import readable
from directory.search import lexemes as lex
from directory.search.edits import one_edit_away
from directory.search.folding import fold, tokens
from directory.search.tsquery import all_of, any_of, one
from directory.search.vocabulary import Meaning, meanings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from directory.viewer import Viewer

# A question longer than this is a paste, not a name; the rest is not searched.
MOST_WORDS = 8
LONGEST_PHRASE = 4
# Shorter words match exactly or by prefix only: one letter changes their meaning.
SHORTEST_CORRECTED = 4
# Hundreds of villages may share a name; the largest are meant.
MOST_PLACES = 20

# Trigrams of the word or of its sound find the neighbourhood by index, and so do all
# sounds one error away; the edit distance decides, in the key or in the sound: a name
# from another script is mistyped as often as any. OFFSET 0 has each of them looked up
# in the index, where the planner would rather read the whole table once.
_NEAR = """
WITH known AS NOT MATERIALIZED ({known}),
typed AS (SELECT * FROM unnest(%s::text[], %s::text[]) AS t(word, heard)),
edit AS (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS t(word, heard, wrong)
), candidate AS (
    SELECT typed.*, near.token, near.sound, false AS one_error
    FROM typed CROSS JOIN LATERAL (
        SELECT token, sound FROM known
        WHERE known.token %% typed.word OR known.sound %% typed.heard OFFSET 0
    ) AS near
    UNION
    SELECT edit.word, edit.heard, near.token, near.sound, true
    FROM edit CROSS JOIN LATERAL (
        SELECT token, sound FROM known
        WHERE known.sound = edit.wrong COLLATE "C" OFFSET 0
    ) AS near
    UNION
    SELECT slip.word, slip.heard, near.token, near.sound, true
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS slip(word, heard, wrong)
    CROSS JOIN LATERAL (
        SELECT token, sound FROM known
        WHERE known.token = slip.wrong COLLATE "C" OFFSET 0
    ) AS near
), measured AS (
    SELECT word, heard, token, one_error,
        levenshtein_less_equal(token, word, 3) AS edits,
        levenshtein_less_equal(sound, heard, 3) AS sound_edits
    FROM candidate
), allowed AS (
    SELECT word, token, min(edits + sound_edits) AS edits FROM measured
    WHERE one_error
    OR edits <= CASE WHEN length(word) < 8 THEN 1 ELSE 2 END
    OR sound_edits <= CASE WHEN length(heard) < 8 THEN 1 ELSE 2 END
    GROUP BY word, token
)
SELECT word, token FROM (
    SELECT *, row_number() OVER (PARTITION BY word ORDER BY edits, token) AS place
    FROM allowed
) AS ranked WHERE place <= %s ORDER BY word, place"""
MOST_CORRECTIONS = 12
# Everybody is of some kind.
_ANYBODY = one(lex.lexeme(lex.KIND, ""), prefix=True)


@dataclass(frozen=True, slots=True)
class Segment:
    """One or more neighbouring words, and what else than a name they may mean."""

    words: tuple[str, ...]
    meanings: tuple[Meaning, ...] = ()

    @property
    def anybody(self) -> bool:
        """Whether it is a word for a lawyer and nothing else."""
        return bool(self.meanings) and all(m.anybody for m in self.meanings)


@dataclass(frozen=True, slots=True)
class Question:
    """A typed question, ready to be asked: `typed` keeps the words for explaining."""

    whole: str
    segments: tuple[Segment, ...]
    corrections: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for segment in self.segments for word in segment.words)

    def exact(self) -> str:
        """Every word stands in the entry as typed, or means one of its codes."""
        return self._ask(lambda word: [one(lex.lexeme(lex.NAME, word))])

    def prefix(self) -> str:
        """As `exact`, the last word perhaps unfinished."""
        last = self.words[-1]
        return self._ask(
            lambda word: [one(lex.lexeme(lex.NAME, word), prefix=word == last)]
        )

    def sounding(self) -> str:
        """As `prefix`, or sounding alike; a word for a lawyer asks for nobody less."""
        telling = self._telling()
        if not telling:
            return _ANYBODY
        last = self.words[-1]
        return self._ask(lambda word: _loosely(word, prefix=word == last), telling)

    def corrected(self) -> str:
        """As `sounding`, or after correcting a typing error.

        A word too short to be corrected is let go where longer ones are known.
        """
        telling = self._telling()
        if not telling:
            return _ANYBODY
        last = self.words[-1]
        kept = [s for s in telling if s.meanings or not _too_short(s)]
        return self._ask(
            lambda word: [
                *_loosely(word, prefix=word == last),
                *(one(lex.lexeme(lex.NAME, t)) for t in self.corrections.get(word, ())),
            ],
            kept if any(map(_nameable, kept)) else telling,
        )

    def _telling(self) -> Sequence[Segment]:
        """The parts that tell one provider from another."""
        return [segment for segment in self.segments if not segment.anybody]

    def _ask(self, ask: object, segments: Sequence[Segment] | None = None) -> str:
        return all_of(self._segment(s, ask) for s in segments or self.segments)

    @staticmethod
    def _segment(segment: Segment, ask: object) -> str:
        named = all_of(any_of(ask(word)) for word in segment.words)  # type: ignore[operator]
        coded = [one(x) for meaning in segment.meanings for x in meaning.lexemes]
        return any_of([named, *coded])


def _too_short(segment: Segment) -> bool:
    return all(len(word) < SHORTEST_CORRECTED for word in segment.words)


def _nameable(segment: Segment) -> bool:
    return not segment.meanings and not _too_short(segment)


def _loosely(word: str, *, prefix: bool) -> list[str]:
    found = [one(lex.lexeme(lex.NAME, word), prefix=prefix)]
    if len(word) >= SHORTEST_CORRECTED:
        found += (one(lex.lexeme(lex.SOUND, s)) for s in lex.sound_classes(word))
    return found


def understand(text: str) -> Question | None:
    """The question in what was typed; None where no word is left after folding.

    One query: places named by the words. Terms, countries and regions are held in
    the process.
    """
    words = tuple(tokens(text)[:MOST_WORDS])
    if not words:
        return None
    places = resolve_places(list(_phrases(words)))
    return Question(fold(text), tuple(_segments(words, places)))


def correct(question: Question, viewer: Viewer, country: str | None) -> Question:
    """The question with known words near its unknown ones; one query.

    Only words that the viewer's own levels hold can correct anything, so a hidden
    name never shows itself by attracting a typo.
    """
    unknown = [
        word
        for segment in question.segments
        for word in segment.words
        if not segment.meanings and len(word) >= SHORTEST_CORRECTED
    ]
    if not unknown:
        return question
    found = _corrections(unknown, viewer, country)
    return Question(question.whole, question.segments, found)


def _corrections(
    words: list[str], viewer: Viewer, country: str | None
) -> dict[str, tuple[str, ...]]:
    sql, params = (
        Token.objects.filter(readable(viewer, country))
        .values("token", "sound")
        .query.sql_with_params()
    )
    heard = [(word, sound) for word in words for sound in lex.sound_classes(word)]
    edits = [(*pair, edit) for pair in heard for edit in one_edit_away(pair[1])]
    columns = [[pair[at] for pair in heard] for at in range(2)]
    slips = [(*pair, edit) for pair in heard for edit in one_edit_away(pair[0])]
    columns += [[row[at] for row in rows] for rows in (edits, slips) for at in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(_NEAR.format(known=sql), [*params, *columns, MOST_CORRECTIONS])
        found: dict[str, tuple[str, ...]] = {}
        for word, token in cursor.fetchall():
            found[word] = (*found.get(word, ()), token)
    return found


def _phrases(words: tuple[str, ...]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
            yield " ".join(words[start:end])


def _segments(
    words: tuple[str, ...], places: dict[str, list[int]]
) -> Iterator[Segment]:
    """The longest meaningful phrases first, from left to right."""
    start = 0
    while start < len(words):
        longest = min(LONGEST_PHRASE, len(words) - start)
        for length in range(longest, 0, -1):
            phrase = words[start : start + length]
            found = _all_meanings(" ".join(phrase), places)
            if found or length == 1:
                yield Segment(phrase, found)
                start += length
                break


def _all_meanings(phrase: str, places: dict[str, list[int]]) -> tuple[Meaning, ...]:
    towns = tuple(
        Meaning(
            (lex.lexeme(lex.LOCATED, place), lex.lexeme(lex.SERVES, place)),
            "place",
            str(place),
            phrase,
            "",
        )
        for place in places.get(phrase, ())[:MOST_PLACES]
    )
    return meanings(phrase) + towns
