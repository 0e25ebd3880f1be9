# Dates, numbers and measures.
language-name = English

date = { date-without-year } { $year }
date-without-year = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-with-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { date-without-year }
date-until = { date-with-weekday }
moment = { $date }, { $time }

measure-square-metres = { $value } m²
measure-hectares = { $value } ha
measure-metres = { $value } m
measure-kilometres = { $value } km
measure-som = { $value } som
measure-kilobytes = { $value } KB
measure-megabytes = { $value } MB
