# Открытая запись.
record-count = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[other] { $count } записей
}
record-title = Открытая запись
record-lead = Каждое открытое изменение стоит здесь по порядку, с номером без пропусков. Запись не называет ни человека, ни текста.
record-head-number = №
record-head-what = Что произошло
record-head-role = В какой роли
record-head-when = Когда
record-latest = Последние
record-earlier = Более ранние
record-shown = № { $first } – { $last }
record-kind-layer_published = Опубликован слой участков
record-kind-notice_published = Опубликовано извещение
record-kind-notice_revised = Исправлено извещение
record-kind-notice_withdrawn = Отозвано извещение
record-kind-notice_ended = Завершено извещение
record-kind-period_moved = Перенесён срок
record-kind-comment_posted = Написан комментарий
record-kind-comment_edited = Изменён комментарий
record-kind-comment_deleted = Комментарий удалён автором
record-kind-comment_hidden = Комментарий скрыт модератором
record-kind-comment_restored = Комментарий показан снова
record-subject-layer = слой
record-subject-notice = извещение
record-subject-comment = комментарий
record-subject-thread = обсуждение
record-role-resident = житель
record-role-staff = сотрудник
record-role-moderator = модератор
record-role-administrator = администратор
record-role-system = сама служба
