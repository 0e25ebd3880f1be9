# Данные для программ и таблиц.
collections-title = Открытые данные
collections-about = Земельные участки города { $city } для программ: OGC API Features, векторные тайлы.
collections-api = Описание API
collections-parcels = Земельные участки
collections-parcels-about = Все участки действующего слоя: код, граница, использование, категория, вид собственности, площадь, адрес.
collections-number = Число участков
collections-attribution = Источник
collections-licence = Лицензия
collections-as-table = Таблицей
collections-found = { $count ->
    [one] { $count } участок.
    [few] { $count } участка.
   *[other] { $count } участков.
}
collections-code = Код
collections-address = Адрес
collections-use = Использование
collections-owner = Собственность
collections-area = Площадь
collections-next = Следующая страница
collections-tiles-about = Тайлы, изготовленные при вводе слоя в силу; адрес называет слой и не меняется.

problem-unknown-collection = Такого набора нет
    .about = В запросе назван набор, которого нет. Имеющиеся наборы перечислены по адресу /collections.
    .detail = Набора «{ $given }» нет. Есть: { $allowed }.
problem-unknown-parameter = Неизвестный параметр
    .about = В адресе назван параметр, которого мы не знаем. Пропусти мы его молча, ответ был бы на другой вопрос.
    .detail = Параметра «{ $parameter }» нет. Есть: { $allowed }.
problem-unknown-parcel = Такого участка нет в действующем слое
    .about = В действующем слое нет участка с таким кодом. Проверьте код или ищите по адресу.
    .detail = Участка с кодом «{ $given }» нет в действующем слое. Код пишется так: { $example }.
problem-layer-replaced = Слой сменился
    .about = Пока вы листали, вступил в силу новый слой города. Чтобы два слоя не смешались, начните сначала.
problem-unknown-tile = Такого тайла нет
    .about = Номер тайла лежит вне сетки или вне города, или слой больше не раздаётся. Адреса стоят в TileJSON.
problem-unknown-layer = Такого слоя нет
    .about = Адрес тайла называет слой, который не действует. Нынешние адреса стоят в TileJSON.
