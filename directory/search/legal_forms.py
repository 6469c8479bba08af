"""Legal forms of organisations, which people leave out when they search.

`NATIVE_FORMS` are compared in their own script, because a short form such as ОФ or
ТОО turns into an English word once it is transliterated. `LATIN_FORMS` are compared
after transliteration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NATIVE_FORMS: Final = frozenset(
    """
    ооо оо оф ао оао зао пао ано нко роо ип чп
    тоо жшс ққ қб ақ жк
    оюл жчк жаак аак
    го вго мго гс бф мбф бо фоп тов тзов зат ват прат ат пп
    мчж хк нтм ннт ҷдмм ҷсп
    чуп таа аат зат
    оод еоод ад еад доо дооел
    შპს სს ააიპ იმ
    հկ սպը փբը բբը
    """.casefold().split()
)

LATIN_FORMS: Final = frozenset(
    [
        "llc",
        "ltd",
        "llp",
        "inc",
        "corp",
        "plc",
        "gmbh",
        "ngo",
        "ngos",
        "ingo",
        "cso",
        "npo",
        "ooo",
        "oao",
        "zao",
        "fop",
        "tov",
        "shps",
        "aaip",
        "mmc",
        "qsc",
        "asc",
        "ik",
        "qht",
        "mchj",
        "nnt",
        "srl",
        "ong",
        "uab",
        "vsi",
        "mtu",
        "sia",
        "kft",
        "nkft",
        "zrt",
        "sro",
        "doo",
        "dooel",
        "ood",
        "eood",
    ]
)

# Two letters that would be a word elsewhere are compared as they were written.
WRITTEN_FORMS: Final = frozenset({"İB", "İİB", "OÜ", "MTÜ", "AŞ"})

# Forms of several words, in transliterated spelling so that both writings are found.
PHRASES: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(line.split())
    for line in """
obshchestvo s ogranichennoy otvetstvennostyu
tovarishchestvo s ogranichennoy otvetstvennostyu
obshchestvennoe obedinenie
obshchestvennoye obyedinenie
obshchestvennyy fond
obshchestvennaya organizatsiya
individualnyy predprinimatel
aktsionernoe obshchestvo
avtonomnaya nekommercheskaya organizatsiya
tovaristvo z obmezhenoyu vidpovidalnistyu
gromadska organizatsiya
hromadska orhanizatsiya
vseukrayinska gromadska organizatsiya
fizichna osoba pidpriemets
blagodiyna organizatsiya
ictimai birliyi
ictimai birlik
qeyri hokumat taskilati
mahdud masuliyyatli camiyyat
asociatia obsteasca
limited liability company
limited liability partnership
non governmental organization
non governmental organisation
public association
public foundation
""".strip().splitlines()
)


def strip_native(words: Sequence[str]) -> list[str]:
    """`words` without native-script legal forms at either end; all, if none remain."""
    start, end = 0, len(words)
    while start < end and _is_native_form(words[start]):
        start += 1
    while end > start and _is_native_form(words[end - 1]):
        end -= 1
    return list(words[start:end] or words)


def is_form(word: str) -> bool:
    """Whether `word`, as it was written, is a legal form in any script."""
    return _is_native_form(word) or word.casefold() in LATIN_FORMS


def only_forms(words: Sequence[str]) -> bool:
    """Whether every one of `words` is a native-script legal form."""
    return all(map(_is_native_form, words))


def _is_native_form(word: str) -> bool:
    return word in WRITTEN_FORMS or word.casefold() in NATIVE_FORMS


def strip_folded(words: Sequence[str]) -> list[str]:
    """Folded `words` without legal forms at either end; all of them, if none remain."""
    rest = tuple(words)
    while form := _form_at_edge(rest):
        rest = rest[form:] if form > 0 else rest[:form]
    return list(rest or words)


def _form_at_edge(words: tuple[str, ...]) -> int:
    """Length of a form at the start, or minus its length at the end, or 0."""
    if not words:
        return 0
    if words[0] in LATIN_FORMS:
        return 1
    if words[-1] in LATIN_FORMS:
        return -1
    for phrase in PHRASES:
        if words[: len(phrase)] == phrase:
            return len(phrase)
        if words[-len(phrase) :] == phrase:
            return -len(phrase)
    return 0
