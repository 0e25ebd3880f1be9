# Signing in, signing up, one's own account.
accounts-sign-in-title = Sign in
accounts-sign-in-lead = Sign in to comment, support and report. Reading needs no account.
accounts-kept-title = Your comment is kept. Now sign in
accounts-kept-lead = { $days ->
    [one] The text stays in this browser for { $days } day. Once you sign in, it is published.
   *[other] The text stays in this browser for { $days } days. Once you sign in, it is published.
}
accounts-kept-label = The kept comment
accounts-kept-draft = Draft
accounts-kept-edit = Edit
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
accounts-sign-in-and-publish = Sign in and publish
accounts-sign-up = Sign up
accounts-sign-up-hint = A link goes to your e-mail. Confirm it, and you are done.
accounts-sign-up-hint-kept = A link goes to your e-mail. Confirm it, and your comment is published.
accounts-forgot = I forgot my password
accounts-privacy = Nobody sees your e-mail. The public record holds neither your name nor your text: only the kind of event, its time and its fingerprint.
accounts-sent-title = Look into your mail
accounts-sent-body = { $hours ->
    [one] We sent a letter to { $email }. The link in it works for { $hours } hour.
   *[other] We sent a letter to { $email }. The link in it works for { $hours } hours.
}
accounts-sent-kept = Your comment is kept: it is published when you confirm.
accounts-sent-not-there = If it does not arrive, look into the spam folder, or check the address and sign up again.
accounts-confirm-title = Confirm your e-mail
accounts-confirm-body = One press is left: confirm that this e-mail is yours.
accounts-confirm-press = Confirm
accounts-confirm-press-kept = Confirm and publish the comment
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
