# Күндөр, сандар жана өлчөмдөр. Айлардын аттары CLDR боюнча.
language-name = Кыргызча

date = { $year }-ж., { $day }-{ $month ->
    [1] январь
    [2] февраль
    [3] март
    [4] апрель
    [5] май
    [6] июнь
    [7] июль
    [8] август
    [9] сентябрь
    [10] октябрь
    [11] ноябрь
   *[12] декабрь
}
date-without-year = { $day }-{ $month ->
    [1] январь
    [2] февраль
    [3] март
    [4] апрель
    [5] май
    [6] июнь
    [7] июль
    [8] август
    [9] сентябрь
    [10] октябрь
    [11] ноябрь
   *[12] декабрь
}
date-with-weekday = { date-without-year }, { $weekday ->
    [1] дүйшөмбү
    [2] шейшемби
    [3] шаршемби
    [4] бейшемби
    [5] жума
    [6] ишемби
   *[7] жекшемби
}
date-until = { date-with-weekday }
moment = { $date }, { $time }

measure-square-metres = { $value } м²
measure-hectares = { $value } га
measure-metres = { $value } м
measure-kilometres = { $value } км
measure-som = { $value } сом
measure-kilobytes = { $value } КБ
measure-megabytes = { $value } МБ
