# Кирүү, катталуу, өз аккаунту.
accounts-sign-in-title = Кирүү
accounts-sign-in-lead = Пикир жазуу, колдоо жана даттануу үчүн кириңиз. Окуу үчүн кирүүнүн кереги жок.
accounts-kept-title = Пикириңиз сакталды. Эми кирүү калды
accounts-kept-lead = Пикириңиз сакталды: кириңиз да, бир басып жарыялаңыз.
accounts-kept-label = Сакталган пикир
accounts-kept-draft = Долбоор
accounts-known = Мен мурда катталганмын
accounts-new = Мен жаңымын
accounts-email = Электрондук почта
accounts-password = Сырсөз
accounts-password-now = Азыркы сырсөз
accounts-password-new = Жаңы сырсөз
accounts-password-hint = { $least } белгиден кем эмес. Узун сүйлөм да жарайт.
accounts-display-name = Башкалар көргөн ысым
accounts-display-name-hint = Өз атыңыз болушу шарт эмес. Пикирлериңиздин жанында ушул ысым турат.
accounts-sign-in = Кирүү
accounts-sign-up = Катталуу
accounts-sign-up-hint = Почтаңызга шилтеме барат. Аны ырастаганда катталуу бүтөт.
accounts-sign-up-hint-kept = Почтаңызга шилтеме барат. Ырастагандан кийин пикириңизди бир басып жарыялайсыз.
accounts-forgot = Сырсөздү унуттум
accounts-privacy = Почтаңызды эч ким көрбөйт. Ачык жазууда ысымыңыз да, текстиңиз да жок: анда окуянын түрү, убактысы жана таңбасы гана турат.
accounts-sent-title = Почтаңызды караңыз
accounts-sent-body = { $email } дарегине кат жөнөттүк. Каттагы шилтеме { $hours } саат иштейт.
accounts-sent-kept = Пикириңиз сакталды: катты ырастагандан кийин бир басып жарыялайсыз.
accounts-sent-not-there = Кат келбесе, «Спам» папкасын караңыз же дарек туура экенин текшерип, кайра катталыңыз.
accounts-confirm-title = Катталууну ырастоо
accounts-confirm-body = Бир басуу калды: почтаңыз сиздики экенин ырастаңыз.
accounts-confirm-press = Ырастоо
accounts-confirm-press-kept = Ырастоо жана пикирге өтүү
accounts-reset-title = Жаңы сырсөз
accounts-reset-lead = Почтаңызды жазыңыз: жаңы сырсөз коюуга шилтеме барат.
accounts-reset-press = Шилтеме жөнөтүү
accounts-reset-sent-title = Почтаңызды караңыз
accounts-reset-sent-body = { $email } дареги катталган болсо, ага шилтеме барды. Ал { $minutes } мүнөт иштейт.
accounts-reset-set = Сырсөздү алмаштыруу
accounts-reset-set-hint = Башка түзмөктөрдөгү кирүүлөр жабылат.
accounts-link-gone-title = Бул шилтеме эми иштебейт
accounts-link-gone-body = Шилтеме бир гана жолу жана чектелген убакыт иштейт. Жаңысын сураңыз.
accounts-link-gone-again = Жаңы шилтеме суроо
accounts-to-sign-in = Кирүү барагына

me-title = Менин аккаунтум
me-role = Ролу
me-role-resident = тургун
me-role-staff = кызматкер
me-role-moderator = модератор
me-role-administrator = администратор
me-department = Башкармалык
me-since = Катталган күнү
me-name = Ысым
me-name-save = Ысымды сактоо
me-name-saved = Ысым өзгөрдү.
me-password = Сырсөз
me-password-save = Сырсөздү алмаштыруу
me-password-saved = Сырсөз алмашты. Башка түзмөктөрдөгү кирүүлөр жабылды.
me-sessions = Кирүүлөр
me-sessions-this = ушул түзмөк
me-sessions-since = { $date } тартып
me-sessions-end-others = Башкаларын жабуу
me-sessions-ended = Башка кирүүлөр жабылды.
me-comments = Менин пикирлерим
me-comments-none = Сиз азырынча эч нерсе жаза элексиз.
me-data = Менин маалыматым
me-data-body = Биз сиз жөнүндө эмнени билебиз: баары ушул файлда.
me-data-download = JSON көчүрүп алуу
me-sign-out = Чыгуу
me-blocked = Бул аккаунт жабылган: окуса болот, жазууга болбойт.

mail-confirm-subject = Тилке: катталууну ырастаңыз
mail-confirm-body =
    Саламатсызбы!

    Тилкеде ({ $city }) ушул дарек менен катталуу башталды. Ырастоо үчүн шилтемени ачып, баскычты басыңыз:

    { $link }

    Тандалган ысым: { $name }.

    Шилтеме { $hours } саат иштейт. Эгер бул сиз болбосоңуз, эч нерсе кылуунун кереги жок.
mail-known-subject = Тилке: сиз мурда катталгансыз
mail-known-body =
    Саламатсызбы!

    Кимдир бирөө Тилкеде ({ $city }) ушул дарек менен кайра катталгысы келди. Сизде аккаунт бар: кирип коюңуз.

    { $sign_in }

    Сырсөздү унутсаңыз:

    { $reset }

    Эгер бул сиз болбосоңуз, эч нерсе кылуунун кереги жок.
mail-reset-subject = Тилке: жаңы сырсөз
mail-reset-body =
    Саламатсызбы!

    Жаңы сырсөз коюу үчүн шилтемени ачыңыз:

    { $link }

    Шилтеме { $minutes } мүнөт жана бир жолу иштейт. Эгер бул сиз болбосоңуз, эч нерсе кылуунун кереги жок.

mail-hidden-subject = Тилке: пикириңиз жашырылды
mail-hidden-body =
    Саламатсызбы!

    Модератор пикириңизди жашырды. Себеби: { $reason }.

    { $link }

    Жооптор ордунда калды. Ачык жазууда бул иш белгиленген.
problem-wrong-password = Почта же сырсөз туура эмес
    .about = Почта менен сырсөз дал келбеди. Кайсынысы туура эмес экенин айтпайбыз: анда бөтөн адам кимдин аккаунту бар экенин билип алат.
    .detail = Почта же сырсөз туура эмес. Сырсөздү унутсаңыз, жаңысын коюңуз.
problem-link-gone = Шилтеме эми иштебейт
    .about = Каттагы шилтеме бир жолу жана чектелген убакыт иштейт. Жаңысын сураңыз.
problem-name-empty = Ысым бош
    .about = Башкалар көргөн ысым керек: ал пикирлериңиздин жанында турат.
problem-name-too-short = Ысым өтө кыска
    .about = Ысым эки белгиден кем болбосун.
    .detail = { $length } белги; кеминде { $limit } керек.
problem-name-too-long = Ысым өтө узун
    .about = Ысым кырк белгиден ашпасын: ал телефондо бир сапка батышы керек.
    .detail = { $length } белги; эң көбү { $limit }.
problem-name-with-control-character = Ысымда көрүнбөгөн белги бар
    .about = Ысымда текстти бурган же башкарган белги болбойт: ал башка адамга окшоштурат.
    .detail = { $place }-орундагы { $character } белгисин алып салыңыз.
problem-name-without-letter = Ысымда тамга жок
    .about = Ысымда жок дегенде бир тамга болсун.
problem-name-taken = Бул ысым бош эмес
    .about = Ушундай же ушуга окшош ысым башка адамдыкы. Башкасын тандаңыз.
problem-email-invalid = Электрондук дарек толук эмес
    .about = Дарек мындай жазылат: aigul@mail.example.
    .detail = Дарек толук эмес же ката. Мисалы: aigul@mail.example
problem-email-too-long = Электрондук дарек өтө узун
    .about = Почта дареги 254 белгиден ашпайт (RFC 5321).
    .detail = { $length } белги; эң көбү { $limit }.
problem-password-too-short = Сырсөз өтө кыска
    .about = Сырсөз он эки белгиден кем болбосун. Узун сүйлөм да жарайт.
    .detail = { $length } белги; кеминде { $limit } керек. Узун сүйлөм да жарайт.
problem-password-too-long = Сырсөз өтө узун
    .about = Сырсөз мынча узун болбойт.
    .detail = Эң көбү { $limit } байт.
problem-password-guessable = Бул сырсөздү табуу оңой
    .about = Мындай сырсөз тизмелерде бар же оңой табылат. Бир нече сөздү кошуңуз.
