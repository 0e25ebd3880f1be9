# Signing in, signing up, one's own account.
accounts-sign-in-title = Sign in
accounts-sign-in-lead = Sign in to comment, support and report. Reading needs no account.
accounts-kept-title = Your comment is kept. Now sign in
accounts-kept-lead = Your text is kept: sign in, and publish it with one press.
accounts-kept-label = The kept comment
accounts-kept-draft = Draft
accounts-known = I have an account
accounts-new = I am new here
accounts-email = E-mail
accounts-password = Password
accounts-password-now = Current password
accounts-password-new = New password
accounts-password-hint = { $least ->
    [one] At least { $least } character. A long sentence will do.
   *[other] At least { $least } characters. A long sentence will do.
}
accounts-display-name = The name that others see
accounts-display-name-hint = It need not be your real name. It stands beside your comments.
accounts-sign-in = Sign in
accounts-sign-up = Sign up
accounts-sign-up-hint = A link goes to your e-mail. Confirm it, and you are done.
accounts-sign-up-hint-kept = A link goes to your e-mail. Confirm it, then publish your comment with one press.
accounts-forgot = I forgot my password
accounts-privacy = Nobody sees your e-mail. The public record holds neither your name nor your text: only the kind of event, its time and its fingerprint.
accounts-sent-title = Look into your mail
accounts-sent-body = { $hours ->
    [one] We sent a letter to { $email }. The link in it works for { $hours } hour.
   *[other] We sent a letter to { $email }. The link in it works for { $hours } hours.
}
accounts-sent-kept = Your comment is kept: confirm, then publish it with one press.
accounts-sent-not-there = If it does not arrive, look into the spam folder, or check the address and sign up again.
accounts-confirm-title = Confirm your e-mail
accounts-confirm-body = One press is left: confirm that this e-mail is yours.
accounts-confirm-press = Confirm
accounts-confirm-press-kept = Confirm and go to the comment
accounts-reset-title = New password
accounts-reset-lead = Enter your e-mail: a link to set a new password goes there.
accounts-reset-press = Send the link
accounts-reset-sent-title = Look into your mail
accounts-reset-sent-body = { $minutes ->
    [one] If { $email } has an account, a link went there. It works for { $minutes } minute.
   *[other] If { $email } has an account, a link went there. It works for { $minutes } minutes.
}
accounts-reset-set = Change the password
accounts-reset-set-hint = You will be signed out on all other devices.
accounts-link-gone-title = This link no longer works
accounts-link-gone-body = A link works once and for a limited time. Ask for a new one.
accounts-link-gone-again = Ask for a new link
accounts-to-sign-in = To the sign-in page

me-title = My account
me-role = Role
me-role-resident = resident
me-role-staff = staff
me-role-moderator = moderator
me-role-administrator = administrator
me-department = Department
me-since = Signed up
me-name = Name
me-name-save = Save the name
me-name-saved = The name is changed.
me-password = Password
me-password-save = Change the password
me-password-saved = The password is changed. Other devices are signed out.
me-sessions = Sign-ins
me-sessions-this = this device
me-sessions-since = since { $date }
me-sessions-end-others = End the others
me-sessions-ended = The other sign-ins are ended.
me-comments = My comments
me-comments-none = You have not written anything yet.
me-data = My data
me-data-body = Everything that we know about you is in this file.
me-data-download = Download JSON
me-sign-out = Sign out
me-blocked = This account is closed: it can read but not write.

mail-confirm-subject = Tilke: confirm your e-mail
mail-confirm-body =
    Hello,

    somebody began to sign up at Tilke ({ $city }) with this address. To confirm it, open the link and press the button:

    { $link }

    The name chosen: { $name }.

    { $hours ->
        [one] The link works for { $hours } hour.
       *[other] The link works for { $hours } hours.
    } If it was not you, there is nothing to do.
mail-known-subject = Tilke: you have an account already
mail-known-body =
    Hello,

    somebody wanted to sign up again at Tilke ({ $city }) with this address. You have an account: sign in.

    { $sign_in }

    If the password is forgotten:

    { $reset }

    If it was not you, there is nothing to do.
mail-reset-subject = Tilke: new password
mail-reset-body =
    Hello,

    to set a new password, open the link:

    { $link }

    { $minutes ->
        [one] The link works for { $minutes } minute, once.
       *[other] The link works for { $minutes } minutes, once.
    } If it was not you, there is nothing to do.

mail-hidden-subject = Tilke: your comment was hidden
mail-hidden-body =
    Hello,

    a moderator has hidden your comment. The reason: { $reason }.

    { $link }

    The replies stay in place. The public record shows that this was done.
problem-wrong-password = E-mail or password do not fit
    .about = E-mail and password do not fit together. Which of them is wrong is not said, or a stranger would learn who has an account.
    .detail = E-mail or password do not fit. If the password is forgotten, set a new one.
problem-link-gone = The link no longer works
    .about = A link in a letter works once and for a limited time. Ask for a new one.
problem-name-empty = The name is empty
    .about = A name for others to see is needed: it stands beside your comments.
problem-name-too-short = The name is too short
    .about = A name has at least two characters.
    .detail = { $length } characters; at least { $limit } are needed.
problem-name-too-long = The name is too long
    .about = A name has at most forty characters: it must fit into one line on a phone.
    .detail = { $length } characters; at most { $limit } are taken.
problem-name-with-control-character = The name has a character that cannot be seen
    .about = Characters that turn or control text are not taken in a name: with them one can pass for somebody else.
    .detail = Take out the character { $character } at place { $place }.
problem-name-without-letter = The name has no letter
    .about = A name has at least one letter.
problem-name-taken = This name is taken
    .about = Somebody else has this name or one that looks like it. Choose another.
problem-email-invalid = The e-mail address is not complete
    .about = An address is written like aigul@mail.example.
    .detail = The address is not complete or has a mistake. For example: aigul@mail.example
problem-email-too-long = The e-mail address is too long
    .about = An e-mail address has at most 254 characters (RFC 5321).
    .detail = { $length } characters; at most { $limit } are taken.
problem-password-too-short = The password is too short
    .about = A password has at least twelve characters. A long sentence will do.
    .detail = { $length } characters; at least { $limit } are needed. A long sentence will do.
problem-password-too-long = The password is too long
    .about = Passwords of this length are not taken.
    .detail = At most { $limit } bytes.
problem-password-guessable = This password is easy to guess
    .about = It is in lists or quickly found. Add a few words.
