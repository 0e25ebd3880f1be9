# Обсуждение: позиция, комментарий, ответ, след удалённого.
talk-title = Обсуждение
talk-comments = { $count ->
    [one] { $count } комментарий
    [few] { $count } комментария
   *[many] { $count } комментариев
}
talk-replies = { $count ->
    [one] { $count } ответ
    [few] { $count } ответа
   *[many] { $count } ответов
}
talk-order = Порядок
talk-order-newest = Новые
talk-order-oldest = Старые
talk-order-most_supported = С поддержкой
talk-stances = { $count ->
    [one] Позиция { $count } человека
   *[other] Позиции { $count } человек
}
talk-stance-for = За
talk-stance-neutral = Нейтрально
talk-stance-against = Против
talk-no-vote = Позиции показывают, что важно людям. Это не голосование.
talk-your-stance = Ваша позиция
talk-i-am-for = За
talk-i-am-neutral = Нейтрально
talk-i-am-against = Против
talk-write = Написать замечание
talk-write-here = Напишите замечание
talk-your-comment = Ваше замечание
talk-your-reply = Ответ: { $name }
talk-text = Текст
talk-placeholder = Что вы знаете об этом месте? Что изменить?
talk-hint = До { $limit } знаков. 15 минут после отправки можно исправить, прежний текст останется виден.
talk-hint-sign-in = До { $limit } знаков. Войти можно после того, как напишете: текст не потеряется.
talk-send = Отправить
talk-support = Поддержать
talk-supported = { $count ->
    [one] Поддержал { $count } человек
    [few] Поддержали { $count } человека
   *[many] Поддержали { $count } человек
}
talk-reply = Ответить
talk-edit = Исправить
talk-delete = Удалить
talk-report = Пожаловаться
talk-point = Показать место на карте
talk-point-hint = По желанию: укажите, о каком месте участка ваше замечание.
talk-place = Указано место
talk-edited-at = изменено { $time }
talk-tomb-author = Удалено автором.
talk-tomb-moderator = Скрыто модератором.
talk-tomb-author-text = { $moment }. Ответы сохранены.
talk-tomb-moderator-text = Причина: { $reason }. { $moment }.
talk-empty = Напишите первым
talk-empty-text = Пока никто не написал. Что вы знаете или хотите спросить?
talk-draft-restored = Ваш прежний текст восстановлен.
talk-not-sent = Не отправлено: связь прервалась. Текст на месте. Нажмите ещё раз, дважды он не опубликуется.
talk-sent = Опубликовано. 15 минут можно исправить.
talk-characters-left = Осталось знаков:
