"""Invented people and organisations, in their own script and as others spell them.

One a line: language, country, i(ndividual) or o(rganisation), the name as listed, then
the spellings searched for, transliterated by hand. Nobody and nothing of these names is
known to us: trees, birds and stars make the surnames and the organisations.
"""

from __future__ import annotations

from typing import Final

INVENTED: Final = """
ru|RU|i|Журавлёва Ольга Вершининовна|Olga Zhuravleva|Zhuravlyova Olga
ru|RU|i|Пётр Берёзкин-Грачёв|Petr Berezkin-Grachev|Pyotr Beryozkin Grachyov
ru|RU|i|Синицын Дмитрий Кедрович|Dmitry Sinitsyn|Dmitrij Sinicyn
ru|RU|i|Щеглова Екатерина|Yekaterina Shcheglova|Ekaterina Scheglova
ru|RU|i|Юлия Ясенецкая|Julia Yasenetskaya|Yuliya Iasenetskaia
ru|RU|o|АНО «Ольховый мост»|Olkhovyi Most|Olhovy most
ru|RU|o|ООО «Тихий дрозд»|Tikhiy Drozd|Tihij drozd
ru|RU|o|Фонд «Жёлтый ковыль»|Zhyoltyy Kovyl|Zheltyi kovyl
uk|UA|i|Олександр Горобчик|Aleksandr Gorobchik|Oleksandr Horobchyk|Александр Горобчик
uk|UA|i|Сергій Вербовий|Sergey Verbovoy|Serhii Verbovyi|Сергей Вербовый
uk|UA|i|Ганна Яворівська-Чайка|Anna Yavorivska|Hanna Javoriwska Chaika|Анна Яворивская
uk|UA|i|Микола Журавець|Nikolay Zhuravets|Mykola Zhuravec|Николай Журавец
uk|UA|i|Олена Дятлик|Elena Dyatlik|Olena Diatlyk|Елена Дятлик
uk|UA|i|Дмитро Їжаченко|Dmitriy Izhachenko|Dmytro Yizhachenko
uk|UA|o|ГО «Тополиний шлях»|Topolynyi Shliakh|Topoliniy Shlyah|Тополиный шлях
uk|UA|o|ГО «Зоряна гілка»|Zoriana Hilka|Zoryana gilka
ka|GE|i|გიორგი ნაძვაძე|Giorgi Nadzvadze|Георгий Надзвадзе
ka|GE|i|ნინო ჟოლოშვილი|Nino Zholoshvili|Nino Joloshvili|Нино Жолошвили
ka|GE|i|ქეთევან მერცხალაძე|Ketevan Mertskhaladze|Кетеван Мерцхаладзе
ka|GE|i|ღვთისო წიფელაშვილი|Ghvtiso Tsipelashvili|Гвтисо Ципелашвили
ka|GE|i|თამარ ჩიტაური|Tamar Chitauri|Тамара Читаури
ka|GE|o|ააიპ „მწვანე ცაცხვი“|Mtsvane Tsatskhvi|Мцване Цацхви
ka|GE|o|შპს „თეთრი ყანჩა“|Tetri Qancha|Tetri Kancha|Тетри Канча
ka|GE|o|„ვარსკვლავის ხიდი“|Varskvlavis Khidi|Varskvlavis Xidi
hy|AM|i|Անահիտ Կաղնունի|Anahit Kaghnuni|Анаит Кагнуни
hy|AM|i|Վարդան Ծիծեռնակյան|Vardan Tsitsernakyan|Вардан Цицернакян
hy|AM|i|Ուրարտու Խնձորյան|Urartu Khndzoryan|Урарту Хндзорян
hy|AM|i|Որմիզդ Թռչունյան|Vormizd Trchunyan|Вормизд Трчунян
hy|AM|i|Ջեմմա Եղևնյան|Jemma Yeghevnyan|Джемма Егевнян
hy|AM|o|«Կապույտ Լորենի» ՀԿ|Kapuyt Loreni|Капуйт Лорени
hy|AM|o|«Հույսի Աստղ» ՍՊԸ|Huysi Astgh|Уйси Астг
az|AZ|i|Rəşad Qaranquşlu|Rashad Garangushlu|Рашад Гарангушлу
az|AZ|i|Günel Çinarzadə|Gunel Chinarzade|Гюнель Чинарзаде
az|AZ|i|Xəyal Söyüdov|Khayal Soyudov|Хаял Союдов
az|AZ|i|Cavid Palıdlı Ulduz oğlu|Javid Palidli|Джавид Палыдлы
az|AZ|o|«Yaşıl Qartal» İB|Yashil Gartal|Яшыл Гартал
az|AZ|o|«Ağ Durna» QSC|Agh Durna|Аг Дурна
kk|KZ|i|Айгүл Қарағашова|Aigul Karagashova|Айгуль Карагашова
kk|KZ|i|Нұрлан Тоғайбүркіт|Nurlan Togaiburkit|Нурлан Тогайбуркит
kk|KZ|i|Жұлдыз Ақшағалаева|Zhuldyz Akshagalaeva|Жулдыз Акшагалаева
kk|KZ|i|Ерғали Ұябалапанов|Yergali Uyabalapanov|Ергали Уябалапанов
kk|KZ|o|ҚҚ «Көгілдір қайың»|Kogildir Kaiyn|Когильдир кайын
kk|KZ|o|ЖШС «Үкілі терек»|Ukili Terek|Укили терек
ky|KG|i|Гүлмира Карагачова|Gulmira Karagachova|Гульмира Карагачова
ky|KG|i|Өмүрбек Чабалекейов|Omurbek Chabalekeyov|Омурбек Чабалекеев
ky|KG|i|Жылдыз Мөлмөлова|Jyldyz Molmolova|Жылдыз Молмолова|Zhyldyz Molmolova
ky|KG|i|Асан Теректи уулу|Asan Terekti|Асан Теректы
ky|KG|o|КФ «Жашыл арча»|Jashyl Archa|Zhashyl Archa
ky|KG|o|ОФ «Түнкү жылдыз»|Tunku Jyldyz|Тунку жылдыз
uz|UZ|i|Oʻgʻiloy Chinorova|Ugiloy Chinorova|Угилой Чинорова
uz|UZ|i|Gʻayrat Qaldirgʻochev|Gayrat Kaldirgochev|Гайрат Калдыргочев
uz|UZ|i|Xurshida Tolzorova|Khurshida Tolzorova|Хуршида Толзорова
uz|UZ|i|Jasur Terakboyev|Dzhasur Terakboev|Жасур Теракбоев
uz|UZ|o|«Yashil koʻprik» MCHJ|Yashil kuprik|Яшил куприк
tg|TJ|i|Ҷамшед Чинорзода|Jamshed Chinorzoda|Джамшед Чинорзода
tg|TJ|i|Ғафур Арчазодаи Сангӣ|Gafur Archazodai Sangi|Гафур Арчазодаи
tg|TJ|i|Ҳикмат Фароштурукзода|Hikmat Faroshturukzoda|Хикмат Фароштурукзода
tg|TJ|i|Қурбон Ситорабонуев|Qurbon Sitorabonuev|Курбон Ситорабонуев
tg|TJ|o|ТҶ «Пули сабзи кӯҳӣ»|Puli sabzi kuhi|Пули сабзи кухи
ro|MD|i|Ștefan Stejărescu-Rândunică|Stefan Stejarescu Randunica|Штефан Стежэреску
ro|MD|i|Țăranca Mesteacănu|Taranca Mesteacanu|Tzaranka Mesteakanu
ro|MD|i|Ion Ghiocelaru|Ion Ghiocelaru|Ион Гиочелару
ro|MD|o|AO „Podul Sălciilor”|Podul Salciilor|Подул Сэлчиилор
be|BY|i|Аляксандр Бусліковіч|Aliaksandr Buslikovich|Alexander Buslikovich
be|BY|i|Уладзімір Шпачок|Uladzimir Shpachok|Владимир Шпачок
be|BY|i|Ганна Ялінская-Дуб|Hanna Yalinskaya|Анна Ялинская
be|BY|i|Сяргей Жураўлінка|Siarhei Zhuraulinka|Сергей Журавлинка
be|BY|o|«Белая ліпавая алея»|Belaya Lipavaya Aleya|Bielaja lipavaja aleja
"""
