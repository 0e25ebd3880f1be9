# Формалар.
form-optional = (милдеттүү эмес)
form-cancel = Баш тартуу
form-save = Сактоо
form-wrongs = { $count } жерди оңдоо керек
form-search = Издөө
form-all = Бардыгы
