# Формы.
form-optional = (не обязательно)
form-cancel = Отменить
form-save = Сохранить
form-wrongs = { $count ->
    [one] Нужно исправить { $count } место
    [few] Нужно исправить { $count } места
   *[many] Нужно исправить { $count } мест
}
form-search = Найти
form-all = Все
