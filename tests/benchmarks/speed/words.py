"""Invented names: given names that exist and surnames put together from syllables.

The same languages give the same words. Nobody is meant.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Final

from directory.search.folding import script_of, tokens
from directory.search.lexemes import name_lexemes

# Distinct surnames a language has; the first are the common ones.
POOL: Final = 8000

_GIVEN: Final = {
    "ru": "Ольга Пётр Дмитрий Екатерина Юлия Сергей Андрей Наталья Илья Вера Лев Анна",
    "uk": "Олександр Ганна Микола Олена Дмитро Сергій Оксана Тарас Ірина Богдан Леся",
    "be": "Аляксандр Уладзімір Ганна Сяргей Алеся Янка Наталля Вольга Кастусь Мікола",
    "ka": "გიორგი ნინო ქეთევან თამარ ლევან დავით მაკა ეკა ზურაბ ირაკლი სალომე ნანა",
    "hy": "Անահիտ Վարդան Ջեմմա Արամ Նարեկ Սոնա Տիգրան Լիլիթ Գոհար Դավիթ Մանե Հայկ",
    "az": "Rəşad Günel Xəyal Cavid Leyla Elçin Nigar Orxan Səbinə Tural Aygün Vüsal",
    "kk": "Айгүл Нұрлан Жұлдыз Ерғали Әсел Бауыржан Гүлнар Дәурен Сәуле Қанат Мадина",
    "ky": "Гүлмира Өмүрбек Жылдыз Асан Айнура Бакыт Чолпон Нурбек Бермет Эркин Жаңыл",
    "uz": "Gʻayrat Xurshida Jasur Nodira Botir Dilnoza Sherzod Malika Otabek Gulnora",
    "tg": "Ҷамшед Ғафур Ҳикмат Қурбон Зарина Фирӯз Гулнора Шаҳноза Рустам Мадина",
    "tk": "Aýgül Merdan Güljahan Döwlet Ogulnabat Serdar Jeren Çary Maral Begenç",
    "ro": "Ștefan Ion Mihai Ana Doina Vasile Ileana Andrei Raluca Ghenadie Lilia",
    "lt": "Jonas Rūta Žygimantas Eglė Mindaugas Aistė Šarūnas Ieva Tomas Živilė",
    "et": "Mart Liis Jüri Kadri Toomas Piret Tõnu Maarja Rein Külli Ülo Aino",
    "pl": "Łukasz Żaneta Paweł Małgorzata Jacek Ewa Stanisław Agnieszka Michał Zofia",
    "sr": "Милош Јелена Ђорђе Љиљана Никола Ана Стефан Драгана Марко Ивана Његош",
    "tr": "Çağrı Gülşen Özgür İpek Murat Ayşe Emre Şule Burak Zeynep Ümit Ebru",
}
_HEADS: Final = {
    "Cyrillic": "дуб верб клён берёз сокол журав ворон зор рябин снег полын камыш волн "
    "черем тополь грач ястреб ольх ковыл рос бурь кедр мят шал",
    "Latin": "dub verb kolm bar sokol zur varn zor rib snez pol kam vol ser top grad "
    "last olk kov ros bur kedr mit sal",
    "Georgian": "ჩიტ მერცხ წიფ ცაცხვ ყანჩ ვარსკ მთვარ ზღვ ღრუბ ბულბ ჭად ვაზ თევზ კლდ "
    "მინდ ფოთ ნისლ ქარ შვინდ თოვლ ხიდ მზ ნაძვ ჟოლ",
    "Armenian": "Կաղն Ծիծ Խնձ Թռչ Եղև Լորեն Աստղ Կապ Ձյուն Քար Ծիր Նուռ Գետ Լեռ Սոս "
    "Բարդ Արծ Կռունկ Ծով Ամպ Անձր Դափն Ուռ Մասր",
}
_MIDDLES: Final = {
    "Cyrillic": "о и ал ер ин ат ос ум ел ар ик ан он ыл ут ес",
    "Latin": "o i al er in at os um el ar ik an on il ut es",
    "Georgian": "ა ი ალ ერ ინ ატ ოს უმ ელ არ იკ ან ონ ილ უტ ეს",
    "Armenian": "ա ի ալ եր ին ատ ոս ում ել առ իկ ան ոն իլ ուտ ես",
}
# Plain where they are Latin, and of letters that every neighbour reads alike: what is
# stored of such a surname depends on no other word of the name.
_TAILS: Final = {
    "ru": "ов ский ин цев", "uk": "енко чук ський ів", "be": "овіч скі онак ка",
    "ka": "ძე შვილი ია ური", "hy": "յան ունի ենց ոյան", "az": "ov ova zade li",
    "kk": "ов баев ұлы тай", "ky": "ов бекова уулу ев", "uz": "ov ova zoda kulov",
    "tg": "зода ов иён ӣ", "tk": "ov ova liev kulov", "ro": "aru oiu anu uta",
    "lt": "aitis auskas enas utis", "et": "maa saar vere nurm",
    "pl": "ski ska ak ek",
    "sr": "ић овић евић ац", "tr": "er kaya han tepe",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A surname: in its own script, in Latin letters, and as searched for."""

    own: str
    latin: str
    key: str
    lexemes: tuple[str, ...]


@cache
def surnames(language: str) -> tuple[Word, ...]:
    """POOL surnames, each with a key of its own; common ones first."""
    chance = random.Random(f"surnames {language}")
    script = script_of(_GIVEN[language])
    heads, middles = _HEADS[script].split(), _MIDDLES[script].split()
    tails = _TAILS[language].split()
    found: dict[str, Word] = {}
    while len(found) < POOL:
        parts = chance.choice(heads), *chance.choices(middles, k=2)
        word = _word(_capital("".join(parts) + chance.choice(tails)))
        found.setdefault(word.key, word)
    return tuple(found.values())


@cache
def given_names(language: str) -> tuple[Word, ...]:
    return tuple(map(_word, _GIVEN[language].split()))


def _word(own: str) -> Word:
    (key,) = tokens(own)
    return Word(own, _capital(key), key, tuple(sorted(name_lexemes(own))))


def _capital(text: str) -> str:
    # Georgian has capitals that nobody writes.
    return (
        text[0].upper() + text[1:]
        if text[0].upper().isupper() and not ("ა" <= text[0] <= "ჿ")
        else text
    )
