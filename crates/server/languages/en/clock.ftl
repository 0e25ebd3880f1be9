# Clocks.
clock-days-left = { $count ->
    [one] { $count } day left
   *[other] { $count } days left
}
clock-closes-today = closes today
clock-closes-tomorrow = closes tomorrow
clock-opens-in = { $count ->
    [one] opens in { $count } day
   *[other] opens in { $count } days
}
clock-opens-today = opens today
clock-opens-tomorrow = opens tomorrow
clock-closed = closed
clock-decided = decided
clock-cancelled = cancelled
clock-not-held = not held
clock-no-period = takes no comments
clock-day-of = Day { $day } of { $all }.
clock-comments-until = Comments are taken until { $day }, { $time }.
clock-comments-until-end = Comments are taken until the end of { $day }.
clock-comments-from = Comments are taken from { $day }.
clock-comments-closed = Comments closed on { $day }. Reading goes on.
clock-today = today
clock-yesterday-at = yesterday, { $time }
clock-today-at = today, { $time }
clock-day-at = { $day }, { $time }
clock-rule = Rule: { $rule }
clock-how-counted = How it was counted
