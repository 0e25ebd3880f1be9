# Один участок, список участков, поиск.
parcels-title = Земельные участки
parcels-lead = У каждого участка своя страница: что о нём известно, что планируется, что говорят люди.
parcels-search = Поиск участка
parcels-search-hint = Код или адрес участка
parcels-any-use = Любое использование
parcels-show = Показать
parcels-found = { $count ->
    [one] Найден { $count } участок
    [few] Найдено { $count } участка
   *[other] Найдено { $count } участков
}
parcels-all = { $count ->
    [one] В слое { $count } участок
    [few] В слое { $count } участка
   *[other] В слое { $count } участков
}
parcels-nothing = «{ $typed }» не найдено
parcels-nothing-help = Попробуйте часть слова или код. Код пишется так: { $example }.
parcels-use = Использование
parcels-category = Категория
parcels-owner = Собственность
parcels-right = Право
parcels-legal-area = Площадь по документам
parcels-drawn-area = Площадь на карте
parcels-on-ellipsoid = по эллипсоиду
parcels-contour = Контур
parcels-since = Учтён с
parcels-layer = Слой
parcels-as-of = по состоянию на { $day }
parcels-other-notices = Другие извещения
parcels-on-map = Открыть на карте
parcels-whole-page = Вся страница
parcels-close = Закрыть участок
parcels-first-page = Первая страница
parcels-next-page = Следующая страница
parcels-take = Скачать
parcels-description = Извещения и обсуждение.
home-title = Карта
home-description = Земля города { $city }: что планируется на каждом участке, что говорят люди, что отвечает город.
home-lead = Нажмите участок на карте или наберите адрес: прочтёте, что там планируется, и напишете замечание.
home-open-notices = Принимаются замечания
home-all-notices = Все извещения
home-all-parcels = Список участков
