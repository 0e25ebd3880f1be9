# Формалар.
form-optional = (милдеттүү эмес)
form-cancel = Баш тартуу
form-save = Сактоо
form-wrongs = { $count } жерди оңдоо керек
form-missing = Бул талаа бош. Толтуруңуз.
form-too-long = { $length } белги. { $limit } белгиге чейин гана кабыл алынат.
form-too-short = Кеминде { $limit } белги керек.
form-no-number = Сан жазыңыз, мисалы: 1 250,5.
form-no-day = Күндү мындай жазыңыз: 25.11.2026.
form-no-choice = Тизмеден бирин тандаңыз.
form-search = Издөө
form-all = Бардыгы
form-remove = алып салуу
