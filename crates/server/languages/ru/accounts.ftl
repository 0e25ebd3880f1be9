# Вход, регистрация, свой аккаунт.
accounts-sign-in-title = Вход
accounts-sign-in-lead = Войдите, чтобы писать, поддерживать и жаловаться. Читать можно и без входа.
accounts-kept-title = Замечание сохранено. Осталось войти
accounts-kept-lead = Текст сохранён: войдите и опубликуйте его одним нажатием.
accounts-kept-label = Сохранённое замечание
accounts-kept-draft = Черновик
accounts-known = Я уже зарегистрирован
accounts-new = Я здесь впервые
accounts-email = Электронная почта
accounts-password = Пароль
accounts-password-now = Нынешний пароль
accounts-password-new = Новый пароль
accounts-password-hint = { $least ->
    [one] Не меньше { $least } знака. Подойдёт и длинная фраза.
   *[other] Не меньше { $least } знаков. Подойдёт и длинная фраза.
}
accounts-display-name = Имя, которое видят другие
accounts-display-name-hint = Это может быть и не настоящее имя. Оно стоит рядом с вашими замечаниями.
accounts-sign-in = Войти
accounts-sign-up = Зарегистрироваться
accounts-sign-up-hint = На почту придёт ссылка. Подтвердите её, и регистрация завершена.
accounts-sign-up-hint-kept = На почту придёт ссылка. Подтвердите её и опубликуйте замечание одним нажатием.
accounts-forgot = Забыли пароль?
accounts-privacy = Вашу почту никто не видит. В открытой записи нет ни имени, ни текста: только вид события, время и отпечаток.
accounts-sent-title = Проверьте почту
accounts-sent-body = { $hours ->
    [one] Мы отправили письмо на { $email }. Ссылка в нём действует { $hours } час.
    [few] Мы отправили письмо на { $email }. Ссылка в нём действует { $hours } часа.
   *[other] Мы отправили письмо на { $email }. Ссылка в нём действует { $hours } часов.
}
accounts-sent-kept = Замечание сохранено: подтвердите почту и опубликуйте его одним нажатием.
accounts-sent-not-there = Если письма нет, посмотрите в «Спаме» или проверьте адрес и зарегистрируйтесь снова.
accounts-confirm-title = Подтверждение почты
accounts-confirm-body = Осталось одно нажатие: подтвердите, что почта ваша.
accounts-confirm-press = Подтвердить
accounts-confirm-press-kept = Подтвердить и перейти к замечанию
accounts-reset-title = Новый пароль
accounts-reset-lead = Напишите свою почту: придёт ссылка, по которой можно задать новый пароль.
accounts-reset-press = Отправить ссылку
accounts-reset-sent-title = Проверьте почту
accounts-reset-sent-body = { $minutes ->
    [one] Если адрес { $email } зарегистрирован, на него ушла ссылка. Она действует { $minutes } минуту.
    [few] Если адрес { $email } зарегистрирован, на него ушла ссылка. Она действует { $minutes } минуты.
   *[other] Если адрес { $email } зарегистрирован, на него ушла ссылка. Она действует { $minutes } минут.
}
accounts-reset-set = Сменить пароль
accounts-reset-set-hint = На других устройствах вход будет закрыт.
accounts-link-gone-title = Эта ссылка больше не действует
accounts-link-gone-body = Ссылка действует один раз и ограниченное время. Запросите новую.
accounts-link-gone-again = Запросить новую ссылку
accounts-to-sign-in = На страницу входа

me-title = Мой аккаунт
me-role = Роль
me-role-resident = житель
me-role-staff = сотрудник
me-role-moderator = модератор
me-role-administrator = администратор
me-department = Управление
me-since = Зарегистрирован
me-name = Имя
me-name-save = Сохранить имя
me-name-saved = Имя изменено.
me-password = Пароль
me-password-save = Сменить пароль
me-password-saved = Пароль изменён. На других устройствах вход закрыт.
me-sessions = Входы
me-sessions-this = это устройство
me-sessions-since = с { $date }
me-sessions-end-others = Закрыть остальные
me-sessions-ended = Остальные входы закрыты.
me-comments = Мои замечания
me-comments-none = Вы пока ничего не написали.
me-data = Мои данные
me-data-body = Всё, что мы о вас знаем, лежит в этом файле.
me-data-download = Скачать JSON
me-sign-out = Выйти
me-blocked = Этот аккаунт закрыт: читать можно, писать нельзя.

mail-confirm-subject = Тилке: подтвердите почту
mail-confirm-body =
    Здравствуйте!

    На Тилке ({ $city }) начата регистрация с этим адресом. Чтобы подтвердить его, откройте ссылку и нажмите кнопку:

    { $link }

    Выбранное имя: { $name }.

    { $hours ->
        [one] Ссылка действует { $hours } час.
        [few] Ссылка действует { $hours } часа.
       *[other] Ссылка действует { $hours } часов.
    } Если это были не вы, ничего делать не нужно.
mail-known-subject = Тилке: вы уже зарегистрированы
mail-known-body =
    Здравствуйте!

    Кто-то хотел ещё раз зарегистрироваться на Тилке ({ $city }) с этим адресом. Аккаунт у вас уже есть: войдите.

    { $sign_in }

    Если пароль забыт:

    { $reset }

    Если это были не вы, ничего делать не нужно.
mail-reset-subject = Тилке: новый пароль
mail-reset-body =
    Здравствуйте!

    Чтобы задать новый пароль, откройте ссылку:

    { $link }

    { $minutes ->
        [one] Ссылка действует { $minutes } минуту и один раз.
        [few] Ссылка действует { $minutes } минуты и один раз.
       *[other] Ссылка действует { $minutes } минут и один раз.
    } Если это были не вы, ничего делать не нужно.

mail-hidden-subject = Тилке: ваше замечание скрыто
mail-hidden-body =
    Здравствуйте!

    Модератор скрыл ваше замечание. Причина: { $reason }.

    { $link }

    Ответы остались на месте. В открытой записи это действие отмечено.
problem-wrong-password = Почта или пароль не подходят
    .about = Почта и пароль не подошли друг к другу. Что из них неверно, мы не говорим: иначе чужой узнал бы, у кого есть аккаунт.
    .detail = Почта или пароль не подходят. Если пароль забыт, задайте новый.
problem-link-gone = Ссылка больше не действует
    .about = Ссылка из письма действует один раз и ограниченное время. Запросите новую.
problem-name-empty = Имя не указано
    .about = Нужно имя, которое видят другие: оно стоит рядом с вашими замечаниями.
problem-name-too-short = Имя слишком короткое
    .about = В имени должно быть не меньше двух знаков.
    .detail = Знаков: { $length }; нужно не меньше { $limit }.
problem-name-too-long = Имя слишком длинное
    .about = В имени не больше сорока знаков: оно должно уместиться в строку на телефоне.
    .detail = Знаков: { $length }; допускается { $limit }.
problem-name-with-control-character = В имени есть невидимый знак
    .about = Знаки, которые поворачивают текст или управляют им, в имени не допускаются: с ними можно выдать себя за другого.
    .detail = Уберите знак { $character } на месте { $place }.
problem-name-without-letter = В имени нет букв
    .about = В имени должна быть хотя бы одна буква.
problem-name-taken = Это имя занято
    .about = Такое же или похожее имя уже есть у другого человека. Выберите другое.
problem-email-invalid = Адрес почты неполный
    .about = Адрес пишется так: aigul@mail.example.
    .detail = Адрес неполный или с ошибкой. Например: aigul@mail.example
problem-email-too-long = Адрес почты слишком длинный
    .about = Адрес почты не бывает длиннее 254 знаков (RFC 5321).
    .detail = Знаков: { $length }; допускается { $limit }.
problem-password-too-short = Пароль слишком короткий
    .about = В пароле должно быть не меньше двенадцати знаков. Подойдёт и длинная фраза.
    .detail = Знаков: { $length }; нужно не меньше { $limit }. Подойдёт и длинная фраза.
problem-password-too-long = Пароль слишком длинный
    .about = Такие длинные пароли не принимаются.
    .detail = Не больше { $limit } байт.
problem-password-guessable = Этот пароль легко угадать
    .about = Такой пароль есть в списках или легко подбирается. Добавьте несколько слов.
