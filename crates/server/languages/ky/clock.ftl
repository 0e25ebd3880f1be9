# Мөөнөттөр. Сандан кийин кыргызчада жекелик түр сакталат.
clock-days-left = { $count } күн калды
clock-closes-today = бүгүн жабылат
clock-closes-tomorrow = эртең жабылат
clock-opens-in = { $count } күндөн кийин ачылат
clock-opens-today = бүгүн ачылат
clock-opens-tomorrow = эртең ачылат
clock-closed = жабылды
clock-decided = чечим чыкты
clock-cancelled = жокко чыгарылды
clock-not-held = өткөрүлгөн жок
clock-no-period = пикир алынбайт
clock-day-of = { $all } күндүн { $day }-күнү.
clock-comments-until = Пикирлер { $day }, саат { $time }{ $minute ->
    [10] го
    [15] ке
    [20] га
    [30] га
    [40] ка
    [45] ке
    [59] га
   *[0] гө
} чейин кабыл алынат.
clock-comments-until-end = Пикирлер { $day } күнүнүн аягына чейин кабыл алынат.
clock-comments-from = Пикир кабыл алуу башталат: { $day }.
clock-comments-closed = Пикирлер жабылды: { $day }. Окуса болот.
clock-today = бүгүн
clock-yesterday-at = кечээ, { $time }
clock-today-at = бүгүн, { $time }
clock-day-at = { $day }, { $time }
clock-rule = Эреже: { $rule }
clock-how-counted = Кандай эсептелди
