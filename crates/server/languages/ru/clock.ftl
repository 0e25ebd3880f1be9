# Сроки.
clock-days-left = { $count ->
    [one] остался { $count } день
    [few] осталось { $count } дня
   *[many] осталось { $count } дней
}
clock-closes-today = закрывается сегодня
clock-closes-tomorrow = закрывается завтра
clock-opens-in = { $count ->
    [one] откроется через { $count } день
    [few] откроется через { $count } дня
   *[many] откроется через { $count } дней
}
clock-opens-today = откроется сегодня
clock-opens-tomorrow = откроется завтра
clock-closed = закрыто
clock-decided = решение принято
clock-cancelled = отменено
clock-not-held = не состоялось
clock-no-period = без приёма замечаний
clock-day-of = День { $day } из { $all }.
clock-comments-until = Замечания принимаются до { $day }, { $time }.
clock-comments-until-end = Замечания принимаются до конца дня { $day }.
clock-comments-from = Замечания принимаются с { $day }.
clock-comments-closed = Приём замечаний закрыт: { $day }. Читать можно.
clock-today = сегодня
clock-yesterday-at = вчера, { $time }
clock-today-at = сегодня, { $time }
clock-day-at = { $day }, { $time }
clock-rule = Правило: { $rule }
clock-how-counted = Как посчитано
