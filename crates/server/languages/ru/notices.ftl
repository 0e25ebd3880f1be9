# Извещения: список, одно извещение, стол специалиста.
notices-description = Что предлагается на какой земле и до какого дня принимаются замечания.
notices-count = { $count ->
    [one] { $count } извещение
    [few] { $count } извещения
   *[other] { $count } извещений
}
notices-on-this-page = { $count ->
    [one] на странице { $count }
    [few] на странице { $count }
   *[other] на странице { $count }
}
notices-next = Дальше
notices-by-deadline = сначала ближайший срок
notices-by-deadline-last = сначала закрытые последними
notices-by-publication = сначала опубликованные последними
notices-search-label = Код, адрес или слово
notices-kind = Вид
notices-status = Состояние
notices-none = Таких извещений нет
notices-none-text = Поищите другим словом или посмотрите извещения в любом состоянии.
notices-show-all = Все извещения
notices-closes-at = { $day }, { $time }
notices-withdrawn-tag = отозвано
notice-status-withdrawn = Отозвано
notices-only-tells = Это извещение только сообщает и замечаний не принимает.
notices-opened-today = Открыто сегодня.
notices-ended-sentence = Замечания больше не принимаются. Читать можно и дальше.
notices-city-time = по времени города { $city }
notices-term-calendar_days = { $count ->
    [one] { $count } календарный день
    [few] { $count } календарных дня
   *[other] { $count } календарных дней
}
notices-term-working_days = { $count ->
    [one] { $count } рабочий день
    [few] { $count } рабочих дня
   *[other] { $count } рабочих дней
}
notices-term-weeks = { $count ->
    [one] { $count } неделя
    [few] { $count } недели
   *[other] { $count } недель
}
notices-term-months = { $count ->
    [one] { $count } месяц
    [few] { $count } месяца
   *[other] { $count } месяцев
}
notices-rule = { $kind }, { $term }. День публикации не считается.
notices-rule-unconfirmed = { $kind }, { $term } (юристом ещё не подтверждено). День публикации не считается.
notices-rule-named = последний день назван в самом извещении.
notices-counted-from = День публикации { $day }: не считается.
notices-counted-days = Считаются дни: { $days }.
notices-counted-moved = Срок пришёлся на выходной, { $day }, и перенесён.
notices-counted-until = Последний день: { $day }.
notices-counted-promised = Обещанный день сохранён: { $day }.
notices-counted-provisional = Календаря на этот год ещё нет: день может измениться.
notices-weekend = выходной
notices-whole-city = весь город
notices-drawn-area = нарисованная территория
notices-code-and-more = { $count ->
    [one] { $code } и ещё { $count }
    [few] { $code } и ещё { $count }
   *[other] { $code } и ещё { $count }
}
notices-more-parcels = { $count ->
    [one] и ещё { $count } участок
    [few] и ещё { $count } участка
   *[other] и ещё { $count } участков
}
notices-contour = контур № { $number }
notices-act = № { $number }
notices-act-of = { $act } от { $day }
notices-published = опубликовано { $day }
notices-version = версия { $number }
notices-versions = Версии: что изменилось
notices-revised = Исправлено { $day }.
notices-ending-withdrawn = Отозвано { $day }.
notices-ending-decided = Решение принято { $day }.
notices-ending-cancelled = Отменено { $day }.
notices-ending-not_held = Не состоялось { $day }.
notices-proposal = Что предлагается
notices-now = Сейчас
notices-then = Предлагается
notices-conditions = Условия
notices-place = Место
notices-way = Ход дела
notices-contact = Кто отвечает
notices-room = кабинет { $room }
notices-step-published = Опубликовано
notices-step-revised = Исправлено
notices-step-comments = Замечания
notices-until-hour = до { $day }, { $time }
notices-until-end = до конца { $day }
notices-step-decision = Решение
notices-step-decision-text = срок не назван
notices-from-until = { $from } – { $until }
notices-percent = { $value } %
notices-form-lead = Черновик сохраняется и с пустыми полями. Перед публикацией показано, что станет открытым.
notices-to-preview = Сохранить и посмотреть
notices-to-preview-hint = Пока ничего не публикуется.
notices-drafts = Черновики
notices-no-drafts = Черновиков нет.
notices-untitled = Без названия
notices-saved = { $kind } · сохранено: { $moment }
notices-preview = Предпросмотр
notices-becomes-public = Вот что станет видно всем
notices-not-ready = Опубликовать пока нельзя. Не хватает:
notices-publish = Опубликовать извещение
notices-publish-hint = После публикации его нельзя удалить: только исправить или завершить с открытой причиной.
notices-edit-draft = Изменить черновик
notices-throw-away = Выбросить черновик
notices-missing-languages = Читатели на этих языках увидят текст на другом: { $languages }.
notices-map-hint = Выберите участки на карте или впишите коды ниже, по одному в строке.
notices-not-told = не указана
notices-group-reason = Почему исправляется
notices-group-what = О чём извещение
notices-group-place = Где
notices-group-period = До какого дня замечания
notices-group-change = Что меняется
notices-group-act = Акт и подпись
notices-group-contact = Контакты
notices-field-department = Управление
notices-field-kind = Вид
notices-field-title-ky = Название по-кыргызски
notices-field-title-ru = Название по-русски
notices-field-title-en = Название по-английски
notices-field-text-ky = Текст по-кыргызски
notices-field-text-ru = Текст по-русски
notices-field-text-en = Текст по-английски
notices-field-parcels = Коды участков
notices-field-whole-city = Касается всего города
notices-field-contour = Номер контура
notices-field-address-ky = Адрес по-кыргызски
notices-field-address-ru = Адрес по-русски
notices-field-area-m2 = Площадь, м²
notices-field-category-now = Категория сейчас
notices-field-purpose-now-ky = Назначение сейчас, по-кыргызски
notices-field-purpose-now-ru = Назначение сейчас, по-русски
notices-field-purpose-proposed-ky = Предлагаемое назначение, по-кыргызски
notices-field-purpose-proposed-ru = Предлагаемое назначение, по-русски
notices-field-closes-day = Последний день
notices-field-closes-time = Час
notices-field-closes-day-hint = Пусто: по правилу для этого вида.
notices-field-closes-time-hint = Пусто: до конца дня.
notices-field-parcels-hint = По одному коду в строке. Разделители любые.
notices-field-contour-hint = Где нет кадастрового кода.
notices-field-text-ky-hint = Пустая строка разделяет абзацы, строки с «- » становятся списком.
notices-field-act-number = Номер акта
notices-field-act-date = Дата акта
notices-field-signer-post-ky = Должность подписавшего, по-кыргызски
notices-field-signer-post-ru = Должность подписавшего, по-русски
notices-field-contact-phone = Телефон
notices-field-contact-room = Кабинет
notices-field-contact-hours-ky = Часы приёма, по-кыргызски
notices-field-contact-hours-ru = Часы приёма, по-русски
notices-field-reason-ky = Причина по-кыргызски (увидят все)
notices-field-reason-ru = Причина по-русски
notices-field-ending = Чем завершается
notices-revise = Исправить извещение
notices-revise-lead = Прежняя версия останется читаемой, причину увидят все. Если меняется существенное поле, срок начинается заново; раньше обещанного дня он не закончится.
notices-revise-button = Опубликовать исправление
notices-revise-hint = Сразу станет открытым.
notices-end = Завершить извещение
notices-end-lead = Извещение останется на месте и будет читаться, но замечаний больше не примет. Отменить это нельзя.
notices-end-button = Завершить
notices-detail-lot_no = Лот
notices-detail-starting_price = Начальная цена
notices-detail-guarantee_fee = Гарантийный взнос
notices-detail-bid_step = Шаг аукциона
notices-detail-valuation = Оценка
notices-detail-applications = Приём заявок
notices-detail-auction_at = Аукцион
notices-detail-platform = Площадка
notices-detail-conditions = Условия
notices-detail-lease_term_years = Срок аренды, лет
notices-detail-yearly_rent_start = Начальная годовая плата
notices-detail-permitted_use = Разрешённое использование
notices-detail-structure = Строение
notices-detail-criteria = Критерии
notices-detail-investment_duties = Инвестиционные обязательства
notices-detail-legal_ground = Правовое основание
notices-detail-applicant_class = Заявитель
notices-detail-price = Цена
notices-detail-why_no_auction = Почему без аукциона
notices-detail-lease_no = Договор аренды
notices-detail-lease_date = Дата аренды
notices-detail-share_built = Доля застройки
notices-detail-price_method = Как определяется цена
notices-detail-term_months = Срок, месяцев
notices-detail-term_years = Срок, лет
notices-detail-fee = Плата
notices-detail-to = Кому
notices-detail-ground = Основание
notices-detail-council_session = Сессия кенеша
notices-detail-planning_opinion = Градостроительное заключение
notices-detail-category_proposed = Предлагаемая категория
notices-detail-farmland = Пашня
notices-detail-losses = Потери
notices-detail-commission_opinion = Заключение комиссии
notices-detail-decided_by = Кто решает
notices-detail-petitioned_by = Кто ходатайствует
notices-detail-note = Примечание
notices-detail-need = Нужда
notices-detail-why_here = Почему здесь
notices-detail-compensation = Компенсация
notices-detail-refusal = При отказе
notices-detail-purpose = Цель
notices-detail-width_m = Ширина, м
notices-detail-old_codes = Старые коды
notices-detail-new_codes = Новые коды
notices-detail-registration = Запись
notices-detail-written_remarks_until = Письменные замечания до
notices-detail-record_remarks_until = Замечания к протоколу до
notices-detail-plan_kind = Вид плана
notices-detail-version = Версия
notices-detail-author = Автор
notices-detail-replaces = Что заменяет
notices-word-light = лёгкое
notices-word-capital = капитальное
notices-word-state_body = государственный орган
notices-word-citizen = гражданин
notices-word-company = компания
notices-word-settlement = населённый пункт
notices-word-irrigated = орошаемая
notices-word-rainfed = богарная
notices-word-cabinet = Кабинет министров
notices-word-mayor = мэрия города
notices-word-before_taking = до изъятия
notices-word-court = решает суд
notices-word-pdp = проект детальной планировки
notices-word-genplan = генеральный план
problem-notice-published = Извещение уже опубликовано
    .about = Так можно изменить только черновик; опубликованное исправляют или завершают с открытой причиной.
problem-other-department = Это извещение другого управления
    .about = Сотрудник публикует и меняет извещения только своего управления.
problem-without-department = Ваша учётная запись не относится к управлению
    .about = Извещение публикуется от имени управления. К управлению учётную запись приписывает администратор; программа называет управление сама.
problem-field-too-long = Слишком длинный текст
    .about = У поля есть предел.
    .detail = Знаков: { $length }; принимается не больше { $limit }.
problem-field-concealed = В тексте есть невидимые или переворачивающие знаки
    .about = Такие знаки прячут смысл и не принимаются. Наберите текст заново.
problem-notice-without-place = Не указано место
    .about = В извещении называют участок, территорию, контур или весь город.
problem-notice-too-many-parcels = Слишком много участков
    .about = Для многих участков рисуют территорию.
    .detail = Участков: { $count }; не больше { $limit }.
problem-unknown-parcels = Таких участков нет
    .about = Код должен быть в действующем слое.
    .detail = Нет в слое: { $codes }.
problem-period-missing = Срок замечаний не указан
    .about = Для этого вида нет правила: впишите последний день.
problem-period-ends-before-it-begins = Срок кончается раньше начала
    .about = Последний день — сегодня или позже.
problem-period-shorter = Обещанный срок не сокращают
    .about = Закрыть раньше объявленного дня нельзя.
    .detail = Обещано до { $promised }; { $asked } раньше.
problem-reason-missing = Не указана причина
    .about = Причину исправления или завершения увидят все: впишите её.
notices-talk = Об этом извещении { $count ->
    [one] { $count } комментарий
    [few] { $count } комментария
   *[many] { $count } комментариев
}
