# Карта.
map-name = Карта участков
map-help = Стрелки переходят от участка к участку, Enter открывает участок, Escape убирает курсор. Плюс и минус меняют масштаб, Shift со стрелкой двигает карту.
map-help-pick = Стрелки переходят от участка к участку, Enter добавляет участок к извещению или убирает его. Плюс и минус меняют масштаб.
map-help-place = Enter ставит точку внутри участка, стрелки двигают её, Delete убирает. Плюс и минус меняют масштаб.
map-picture = Карта: { $place }
map-list = Списком
map-legend = Условные знаки
map-locate = Моё местоположение
map-locate-found = Показано ваше местоположение.
map-locate-failed = Местоположение не определилось. Разрешите его в настройках браузера или найдите адрес.
map-locate-outside = Вы за пределами города: на карте этого места нет.
map-zoom-in = Приблизить
map-zoom-out = Отдалить
map-area = { $n } м²
map-metres = { $n } м
map-kilometres = { $n } км
map-days = { $count } дн.
map-days-left = { $count ->
    [one] Остался { $count } день. Извещение: { $title }
    [few] Осталось { $count } дня. Извещение: { $title }
   *[many] Осталось { $count } дней. Извещение: { $title }
}
map-notice = открыто
map-notice-named = Извещение: { $title }
map-comments = { $count ->
    [one] { $count } комментарий, участок { $code }
    [few] { $count } комментария, участок { $code }
   *[many] { $count } комментариев, участок { $code }
}
map-notices-here = { $count ->
    [one] { $count } открытое извещение здесь: приблизить
    [few] { $count } открытых извещения здесь: приблизить
   *[many] { $count } открытых извещений здесь: приблизить
}
map-comments-here = { $count ->
    [one] { $count } комментарий здесь: приблизить
    [few] { $count } комментария здесь: приблизить
   *[many] { $count } комментариев здесь: приблизить
}
map-too-far = Отдельные участки видны ближе: увеличьте масштаб клавишей плюс.
map-two-fingers = Карту двигают двумя пальцами.
map-failed = Карта загружается не полностью: связь прервалась. Пробуем снова.
map-panel-waiting = Загружается
map-panel-failed = Участок не загрузился
map-panel-failed-why = Связь прервалась. Карта и то, что уже открыто, остаются.
map-panel-again = Повторить
map-panel-page = Открыть страницу участка
map-search-offers = Найденные участки
map-search-none = Ничего не найдено.
map-search-found = { $count ->
    [one] Найден { $count } участок. Стрелка вниз ведёт в список.
    [few] Найдено { $count } участка. Стрелка вниз ведёт в список.
   *[many] Найдено { $count } участков. Стрелка вниз ведёт в список.
}
map-picked = Участок { $code } добавлен, всего: { $n }.
map-unpicked = Участок { $code } убран, всего: { $n }.
map-outside = Эта точка за пределами участка.
map-placed = Точка поставлена.
map-place-removed = Точка убрана.
map-place-remove = Убрать точку
