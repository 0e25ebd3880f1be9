# Талкуу: тилке же кулактандыруу боюнча пикирлер өзүнчө барак катары.
threads-parcel = Тилке { $code }
threads-title = Талкуу: { $subject }
threads-description = Адамдар эмне дейт: { $subject }
threads-to-the-parcel = Тилкеге өтүү
threads-to-the-notice = Кулактандырууну окуу
threads-from-the-start = Талкуунун башынан
threads-first-page = Биринчи барак
threads-next-page = Дагы пикирлер
threads-nothing-said = Эч ким жазган жок
threads-nothing-said-text = Пикирлер кабыл алынган мезгилде эч нерсе келген жок.
