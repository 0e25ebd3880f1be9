# Формы.
form-optional = (не обязательно)
form-cancel = Отменить
form-save = Сохранить
form-wrongs = { $count ->
    [one] Нужно исправить { $count } место
    [few] Нужно исправить { $count } места
   *[many] Нужно исправить { $count } мест
}
form-missing = Поле пустое. Заполните его.
form-too-long = { $length } знаков. Принимается не больше { $limit }.
form-too-short = Нужно не меньше { $limit } знаков.
form-no-number = Введите число, например: 1 250,5.
form-no-day = Введите день так: 25.11.2026.
form-no-choice = Выберите одно из списка.
form-search = Найти
form-all = Все
form-remove = убрать
