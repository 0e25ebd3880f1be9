-- Who takes part, under which name do others see them, and by what do we know them again?
--
-- E-mail and name are unique in their folded form (case, invisible characters, normal form). Secrets are kept as
-- SHA-256 of what the owner holds; the password as an argon2id string.
create table department (
    id blob not null primary key,
    key text not null unique,
    name_ky text,
    name_ru text,
    name_en text,
    since text,
    until text
) strict;

create table account (
    id blob not null primary key,
    email text not null,
    email_folded text not null unique,
    name text not null,
    name_folded text not null unique,
    password_hash text,
    role text not null,
    department_id blob references department (id),
    language text not null,
    made_at text not null,
    confirmed_at text,
    blocked_at text,
    blocked_reason text,
    demonstration integer not null default 0
) strict;
create index account_of_department on account (department_id);

create table session (
    secret_hash blob not null primary key,
    account_id blob not null references account (id),
    made_at text not null,
    seen_at text not null,
    expires_at text not null,
    device text
) strict;
create index session_of_account on session (account_id);
create index session_expiry on session (expires_at);

create table token (
    id blob not null primary key,
    secret_hash blob not null unique,
    account_id blob not null references account (id),
    label text not null,
    made_at text not null,
    expires_at text,
    used_at text,
    revoked_at text
) strict;
create index token_of_account on token (account_id);

create table one_time_link (
    secret_hash blob not null primary key,
    account_id blob not null references account (id),
    purpose text not null,
    made_at text not null,
    expires_at text not null,
    used_at text
) strict;
create index one_time_link_of_account on one_time_link (account_id, purpose);
create index one_time_link_expiry on one_time_link (expires_at);

-- Which letters wait to be sent, and which could not be? The text is taken out once a letter has gone: it may hold a
-- link that signs its reader in. `once` keeps a follower that is told twice from writing twice.
create table mail (
    id blob not null primary key,
    once text not null unique,
    recipient text,
    subject text,
    body text,
    queued_at text not null,
    due_at text not null,
    attempts integer not null default 0,
    sent_at text,
    gave_up_at text,
    failure text
) strict;
create index mail_due on mail (due_at) where sent_at is null and gave_up_at is null;
