# Даты, числа и меры. Названия месяцев по CLDR.
language-name = Русский

date = { date-without-year } { $year } г.
date-without-year = { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
date-with-weekday = { date-without-year }, { $weekday ->
    [1] понедельник
    [2] вторник
    [3] среда
    [4] четверг
    [5] пятница
    [6] суббота
   *[7] воскресенье
}
date-until = { $weekday ->
    [1] понедельника
    [2] вторника
    [3] среды
    [4] четверга
    [5] пятницы
    [6] субботы
   *[7] воскресенья
}, { date-without-year }
moment = { $date }, { $time }

measure-square-metres = { $value } м²
measure-hectares = { $value } га
measure-metres = { $value } м
measure-kilometres = { $value } км
measure-som = { $value } сом
measure-kilobytes = { $value } КБ
measure-megabytes = { $value } МБ
