"""What the people of the demo's worked-on cases wrote. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from evacuation.answers import (
    Answers,
    Asking,
    Consent,
    Contact,
    ContactVia,
    Danger,
    MayWrite,
    SafeNow,
    WhoSees,
)


@dataclass(frozen=True, slots=True)
class Story:
    """`way`: what became of it, a name of services/demo_workflow.py."""

    way: str
    language: str
    country: str
    words: str
    danger: str = Danger.WEEK
    safe_now: str = SafeNow.UNSURE
    asking: str = Asking.SELF

    def answers(self) -> Answers:
        return Answers(
            language=self.language,
            country=self.country,
            safe_now=self.safe_now,
            danger=self.danger,
            asking=self.asking,
            contacts=(_CONTACT,),
            story=self.words,
            consents=(Consent.ASSESS, Consent.VERIFY, Consent.STATISTICS),
            text_version="demo",
        )


_CONTACT = Contact(
    channel=ContactVia.THREEMA,
    handle="(invented)",
    may_write_first=MayWrite.YES,
    who_sees=WhoSees.ONLY_ME,
    name_we_use="Wren",
)
STORIES = (
    Story(
        "waiting",
        "uz",
        "UZ",
        "Oʻylab topilgan murojaat: qoʻshnilar meni politsiyaga aytamiz deyishyapti.",
        Danger.UNKNOWN,
    ),
    Story(
        "answered",
        "ky",
        "KG",
        "Ойдон чыгарылган өтүнүч: туугандарым мени үйдөн чыгарбай жатышат.",
    ),
    Story(
        "helped_at_once",
        "ka",
        "GE",
        "გამოგონილი მოთხოვნა: ბინიდან გამომაგდეს, ღამე წასასვლელი არსად მაქვს.",
    ),
    Story(
        "asked",
        "uk",
        "UA",
        "Вигадане прохання: мене впізнали на вулиці й погрожують знайти вдома.",
    ),
    Story(
        "asked_and_answered",
        "ru",
        "KZ",
        "Выдуманная просьба: начальник грозит рассказать обо мне семье.",
    ),
    Story(
        "grave",
        "ru",
        "RU",
        "Выдуманная просьба: дома был обыск, забрали телефон и ноутбук.",
        Danger.THREE_DAYS,
        SafeNow.NO,
    ),
    Story(
        "vouched",
        "en",
        "AM",
        "Invented request: after my talk two men wait in front of the office each day.",
        Danger.THREE_DAYS,
    ),
    Story(
        "submitted",
        "uk",
        "UA",
        "Вигадане прохання: потрібне безпечне житло на місяць, далі є куди поїхати.",
    ),
    Story(
        "half_signed",
        "ru",
        "TJ",
        "Выдуманная просьба: меня ищут родственники и участковый, нужен другой город.",
        Danger.THREE_DAYS,
        SafeNow.NO,
    ),
    Story(
        "approved",
        "ka",
        "GE",
        "გამოგონილი მოთხოვნა: ადვოკატის ხარჯი ვერ დავფარე, სასამართლო ახლოსაა.",
    ),
    Story(
        "waitlisted",
        "uz",
        "UZ",
        "Oʻylab topilgan murojaat: boshqa shaharda oʻqish uchun joy kutyapman.",
        Danger.UNKNOWN,
    ),
    Story(
        "planned",
        "ru",
        "KG",
        "Выдуманная просьба: после нападения нужен врач и жильё подальше от дома.",
    ),
    Story(
        "travel_planned",
        "ky",
        "KG",
        "Ойдон чыгарылган өтүнүч: балам менен кетишибиз керек, коңшулар коркутат.",
    ),
    Story(
        "ready_to_go",
        "ru",
        "KG",
        "Выдуманная просьба: родня нашла адрес, мы с ребёнком готовы уехать.",
    ),
    Story(
        "on_the_way",
        "ru",
        "KG",
        "Выдуманная просьба: нас ждут в другой стране, помогите доехать.",
    ),
    Story(
        "lost_on_the_way",
        "uk",
        "KG",
        "Вигадане прохання: виїжджаю з дитиною, писатиму з кожної зупинки.",
        Danger.THREE_DAYS,
        SafeNow.NO,
    ),
    Story(
        "turned_back",
        "ru",
        "KG",
        "Выдуманная просьба: дорога известна, едем в пятницу, если граница открыта.",
    ),
    Story(
        "arrived",
        "ky",
        "KG",
        "Ойдон чыгарылган өтүнүч: жол бүттү, жаңы жерде эмне кылабыз?",
    ),
    Story(
        "settled",
        "en",
        "KG",
        "Invented request: we have arrived and sleep at last; my mother calls me back.",
        Danger.UNKNOWN,
    ),
    Story(
        "followed",
        "uk",
        "UA",
        "Вигадане прохання: потрібні замки, нова сім-картка і порада, як жити далі.",
    ),
    Story(
        "nearly_over",
        "ky",
        "KG",
        "Ойдон чыгарылган өтүнүч: коркутуп жазгандар токтоду, бирок дагы корком.",
        Danger.UNKNOWN,
    ),
    Story(
        "declined",
        "ru",
        "AZ",
        "Выдуманная просьба: прошу оплатить учёбу, угроз нет.",
        Danger.UNKNOWN,
        SafeNow.YES,
    ),
    Story(
        "appealed",
        "ka",
        "GE",
        "გამოგონილი მოთხოვნა: უარი მითხრეს, მაგრამ მას შემდეგ ზარები გახშირდა.",
    ),
    Story(
        "won",
        "en",
        "TR",
        "Invented request: my visa ends and the landlord has told the police about me.",
    ),
    Story(
        "referred",
        "ky",
        "KG",
        "Ойдон чыгарылган өтүнүч: мага адвокат жана психолог керек.",
        Danger.UNKNOWN,
    ),
    Story(
        "resting",
        "ru",
        "BY",
        "Выдуманная просьба: лежу в больнице, выпишут через неделю, домой нельзя.",
    ),
    Story(
        "lost",
        "uz",
        "UZ",
        "Oʻylab topilgan murojaat: telefonimni tekshirishyapti, keyin yozaman.",
        Danger.THREE_DAYS,
        SafeNow.NO,
    ),
    Story(
        "perhaps_found",
        "ru",
        "KZ",
        "Выдуманная просьба: уехал к другу, связь бывает раз в три дня.",
    ),
    Story(
        "stopped",
        "uk",
        "UA",
        "Вигадане прохання: пишу за знайому, її телефон не в неї.",
        asking=Asking.AGREED,
    ),
    Story(
        "withdrawn",
        "ru",
        "AM",
        "Выдуманная просьба: спасибо, уже помогли друзья.",
        Danger.UNKNOWN,
        SafeNow.YES,
    ),
    Story(
        "advised",
        "en",
        "GE",
        "Invented request: which office renews a residence card without questions?",
        Danger.UNKNOWN,
        SafeNow.YES,
    ),
    Story(
        "finished",
        "ka",
        "GE",
        "გამოგონილი მოთხოვნა: მინდა სხვა ქალაქში გადავიდე და სამუშაო ვიპოვო.",
    ),
    Story(
        "closing",
        "ru",
        "KG",
        "Выдуманная просьба: вызвали на допрос завтра, адвоката уже нашли сами.",
        Danger.THREE_DAYS,
        SafeNow.NO,
    ),
)
