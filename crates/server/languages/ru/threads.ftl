# Обсуждение участка или извещения как отдельная страница.
threads-parcel = Участок { $code }
threads-title = Обсуждение: { $subject }
threads-description = Что говорят люди: { $subject }
threads-to-the-parcel = К участку
threads-to-the-notice = Читать извещение
threads-from-the-start = С начала обсуждения
threads-first-page = Первая страница
threads-next-page = Ещё комментарии
threads-nothing-said = Никто не написал
threads-nothing-said-text = Пока замечания принимались, ни одного не поступило.
