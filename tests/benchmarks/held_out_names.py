"""Invented names that no rule was ever tuned on, as people spell them by hand.

Written before the folding was looked at, and kept apart from it: misses here are
counted, never mended one by one. Eight whose surname turned out to stand in the list
that is tuned on were taken out before any result was looked at. The format is that of
`invented_names`. The spellings are those one meets: passports of several decades,
scholars' Latin, a neighbour's Cyrillic, the other script of the same country.
"""

from __future__ import annotations

from typing import Final

HELD_OUT: Final = """
ru|RU|i|Рябинина Полина Яковлевна|Polina Riabinina|Rjabinina Polina
ru|RU|i|Артём Хвоев|Artem Khvoev|Artyom Hvoyev
ru|RU|i|Евгений Пихтовцев|Evgenii Pikhtovtsev|Yevgeny Pihtovcev
ru|RU|i|Ксения Одуванчикова|Kseniia Oduvanchikova|Xenia Odouvantchikova
ru|RU|i|Фёдор Чижевалов|Fedor Chizhevalov|Fyodor Tchijevalov
ru|RU|i|Илья Соловьёвский|Ilia Solovevskii|Ilya Solovyovsky
ru|RU|o|АНО «Северный подорожник»|Severny Podorozhnik|Severnyj podorožnik
ru|RU|o|Центр «Синяя щука»|Sinyaya Shchuka|Siniaia Schuka
ru|RU|o|Юридическая клиника «Мятлик»|Yuridicheskaya klinika Myatlik|Miatlik
uk|UA|i|Євген Ялинкович|Yevhen Yalynkovych|Евгений Ялинкович
uk|UA|i|Наталія Щавлинська|Nataliia Shchavlynska|Наталья Щавлинская
uk|UA|i|Григорій Пролісок|Hryhorii Prolisok|Григорий Пролисок
uk|UA|i|Юрій Лелечук|Yurii Lelechuk|Juri Leletschuk
uk|UA|i|Михайло Очеретний|Mykhailo Ocheretnyi|Михаил Очеретный
uk|UA|i|Тетяна Мальвенко|Tetiana Malvenko|Татьяна Мальвенко
uk|UA|i|Oksana Smerekivska|Оксана Смереківська|Оксана Смерекивская
uk|UA|o|ГО «Кленовий ліхтар»|Klenovyi Likhtar|Klenoviy lihtar
uk|UA|o|Адвокатське бюро «Жайвір»|Advokatske biuro Zhaivir|Zhayvir
uk|UA|o|ГО «Їжакова стежка»|Yizhakova Stezhka|Ижакова стежка
be|BY|i|Алесь Вольхавік|Ales Volkhavik|Алесь Вольховик
be|BY|i|Ганна Рабінавец|Hanna Rabinavets|Анна Рабинавец
be|BY|i|Уладзімір Журавінка|Uladzimir Zhuravinka|Владимир Журавинка
be|BY|i|Сяргей Дзяцелка|Siarhei Dziatselka|Сергей Дятелка
be|BY|i|Кацярына Буслоўская|Katsiaryna Busloŭskaja|Екатерина Бусловская
be|BY|i|Аляксей Чарнічны|Aliaksei Charnichny|Алексей Черничный
be|BY|o|ГА «Сіні васілёк»|Sini Vasilyok|Siniy Vasilek
be|BY|o|Праваабарончы цэнтр «Зорны шлях»|Zorny Shlyakh|Zorny Šliach
kk|KZ|i|Айгүл Шырғанақова|Aigul Shyrganakova|Aygül Şırğanaqova
kk|KZ|i|Нұрлан Қайыңбеков|Nurlan Kaiynbekov|Нурлан Кайынбеков
kk|KZ|i|Әсел Көгершінова|Assel Kogershinova|Асель Когершинова
kk|KZ|i|Ерлан Тораңғыұлы|Yerlan Torangyuly|Ерлан Торангыулы
kk|KZ|i|Гүлнәр Өрікбаева|Gulnar Orikbayeva|Гульнара Орикбаева
kk|KZ|i|Бауыржан Үкібаев|Bauyrzhan Ukibayev|Бауржан Укибаев
kk|KZ|o|«Жұлдызды дала» қоғамдық қоры|Zhuldyzdy Dala|Juldyzdy dala
kk|KZ|o|«Ақ қайың» ҚБ|Ak Kaiyn|Aq qaiyñ
ky|KG|i|Нургүл Карагайчиева|Nurgul Karagaichieva|Нургуль Карагайчиева
ky|KG|i|Бөрүбай Жылдызов|Borubay Zhyldyzov|Борубай Джылдызов
ky|KG|i|Жаңыл Көгүчкөнова|Zhanyl Koguchkonova|Джаныл Когучконова
ky|KG|i|Өмүрбек Талаачиев|Omurbek Talaachiev|Омурбек Талачиев
ky|KG|i|Чолпон Мөңгүева|Cholpon Mongueva|Чолпон Монгуева
ky|KG|i|Үмүт Терекова|Umut Terekova|Умут Терекова
ky|KG|o|«Көк бүркүт» коомдук фонду|Kok Burkut|Kök bürküt
ky|KG|o|«Ак жээк» КФ|Ak Jeek|Ak zheek
tg|TJ|i|Ҷамшед Ситорабеков|Jamshed Sitorabekov|Джамшед Ситорабеков
tg|TJ|i|Қурбоналӣ Қамариён|Kurbonali Kamariyon|Qurbonali Qamariyon
tg|TJ|i|Меҳринисо Бодомова|Mehriniso Bodomova|Мехринисо Бодомова
tg|TJ|i|Ғиёсиддин Садбаргов|Ghiyosiddin Sadbargov|Гиёсиддин Садбаргов
tg|TJ|o|ТҶ «Нури ҳилол»|Nuri Hilol|Нури хилол
tg|TJ|o|«Кӯҳи сабз» ташкилоти ҷамъиятӣ|Kuhi Sabz|Кухи сабз
uz|UZ|i|Gʻulomjon Yulduzxoʻjayev|Гуломжон Юлдузхужаев|Gulomjon Yulduzkhujaev
uz|UZ|i|Shahnoza Anjirova|Шахноза Анжирова|Shakhnoza Anzhirova
uz|UZ|i|Jasur Toʻrgʻayev|Жасур Тургаев|Jasur Turgaev
uz|UZ|i|Ҳилола Бинафшаева|Hilola Binafshayeva|Хилола Бинафшаева
uz|UZ|i|Xurshida Tutqulova|Хуршида Туткулова|Khurshida Tutkulova
uz|UZ|o|«Yashil togʻ» NNT|Яшил тоғ|Yashil Tog
uz|UZ|o|«Тўққиз юлдуз» жамғармаси|To'qqiz yulduz|Tukkiz Yulduz
az|AZ|i|Günel Bənövşəyeva|Gunel Benovsheyeva|Гюнель Беновшаева
az|AZ|i|Xəyal Qarağaclı|Khayal Garaghajli|Хаял Карагаджлы
az|AZ|i|Cavid Göyərçinov|Javid Goyarchinov|Джавид Гоярчинов
az|AZ|i|Aygün Qaranquşova|Aygun Garangushova|Айгюн Гарангушова
az|AZ|i|Rüstəm Şabalıdov|Rustam Shabalidov|Рустам Шабалыдов
az|AZ|i|Ильгар Фындыгзаде|İlqar Fındıqzadə|Ilgar Findigzade
az|AZ|o|«Mavi söyüd» İctimai Birliyi|Mavi Soyud|Мави сёюд
az|AZ|o|«Dəniz ulduzu» İB|Deniz Ulduzu|Дениз улдузу
hy|AM|i|Արմեն Կաղնուտյան|Armen Kaghnutyan|Армен Кагнутян
hy|AM|i|Անահիտ Ծիրանաձորյան|Anahit Tsiranadzoryan|Анаит Циранадзорян
hy|AM|i|Հովհաննես Ուռենյան|Hovhannes Urenyan|Оганес Уренян
hy|AM|i|Գայանե Արագիլյան|Gayane Aragilyan|Гаяне Арагилян
hy|AM|i|Թագուհի Նշենյան|Taguhi Nshenyan|Тагуи Ншенян
hy|AM|i|Сурен Лусабацян|Սուրեն Լուսաբացյան|Suren Lusabatsyan
hy|AM|o|«Կապույտ լուսին» ՀԿ|Kapuyt Lusin|Капуйт лусин
hy|AM|o|«Խաղաղ ձոր» հիմնադրամ|Khaghagh Dzor|Хагаг дзор
ka|GE|i|ზურაბ წიფლაშვილი|Zurab Tsiplashvili|Зураб Циплашвили
ka|GE|i|ქეთევან ჭადრიძე|Ketevan Chadridze|Кетеван Чадридзе
ka|GE|i|თამარ ყვავილაძე|Tamar Kvaviladze|Тамара Квавиладзе
ka|GE|i|ლევან ძეწნიშვილი|Levan Dzetsnishvili|Леван Дзецнишвили
ka|GE|i|ხატია ღრუბელაშვილი|Khatia Grubelashvili|Хатия Грубелашвили
ka|GE|i|ჯემალ ირმიშვილი|Jemal Irmishvili|Джемал Ирмишвили
ka|GE|i|ეკატერინე ვარსკვლავიძე|Ekaterine Varskvlavidze|Екатерина Варсквлавидзе
ka|GE|i|Нана Мухиашвили|ნანა მუხიაშვილი|Nana Mukhiashvili
ka|GE|o|ა(ა)იპ «მწვანე ფოთოლი»|Mtsvane Potoli|Мцване потоли
ka|GE|o|ფონდი «ცისარტყელას გზა»|Tsisartkelas Gza|Tsisartqelas gza
ro|MD|i|Ion Țânțăraru|Ion Tantararu|Ион Цынцэрару
ro|MD|i|Lăcrămioara Brândușel|Lacramioara Brandusel|Лэкрэмиоара Брындушел
ro|MD|i|Gheorghe Ciocârlieru|Gheorghe Ciocarlieru|Георге Чокырлиеру
ro|MD|i|Mihai Cireșanu|Mihai Ciresanu|Михай Чирешану
ro|MD|i|Chiril Vrăbioiu|Chiril Vrabioiu|Кирилл Врэбиою
ro|MD|o|AO «Râul Albastru»|Raul Albastru|Рыул Албастру
ro|MD|o|Asociația «Licurici de Munte»|Licurici de munte|Ликуричь де мунте
tk|TM|i|Aýna Gülälekowa|Ayna Gulalekova|Айна Гюлялекова
tk|TM|i|Döwlet Arçaýew|Dovlet Archayev|Довлет Арчаев
tk|TM|i|Jeren Ýyldyzowa|Jeren Yyldyzova|Джерен Йылдызова
tk|TM|i|Çary Garlawaçow|Chary Garlavachov|Чары Гарлавачов
tk|TM|i|Şemşat Üzümowa|Shemshat Uzumova|Шемшат Узумова
tk|TM|i|Oguljemal Söwütowa|Oguldzhemal Sovutova|Огулджемал Совутова
tk|TM|i|Aşyr Bägülow|Ashyr Bagulov|Ашир Бягулов
tk|TM|o|«Ak ýelken» jemgyýeti|Ak Yelken|Ак елкен
tk|TM|o|«Gök asman» HB|Gok Asman|Гок асман
"""
