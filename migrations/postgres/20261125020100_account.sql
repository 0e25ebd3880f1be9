-- Who takes part, under which name do others see them, and by what do we know them again?
--
-- E-mail and name are unique in their folded form (case, invisible characters, normal form). Secrets are kept as
-- SHA-256 of what the owner holds; the password as an argon2id string.
create table department (
    id uuid not null primary key,
    key text not null unique,
    name_ky text,
    name_ru text,
    name_en text,
    since date,
    until date
);

create table account (
    id uuid not null primary key,
    email text not null,
    email_folded text not null unique,
    name text not null,
    name_folded text not null unique,
    password_hash text,
    role text not null,
    department_id uuid references department (id),
    language text not null,
    made_at timestamptz not null,
    confirmed_at timestamptz,
    blocked_at timestamptz,
    blocked_reason text,
    demonstration boolean not null default false
);
create index account_of_department on account (department_id);

create table session (
    secret_hash bytea not null primary key,
    account_id uuid not null references account (id),
    made_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    device text
);
create index session_of_account on session (account_id);
create index session_expiry on session (expires_at);

create table token (
    id uuid not null primary key,
    secret_hash bytea not null unique,
    account_id uuid not null references account (id),
    label text not null,
    made_at timestamptz not null,
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz
);
create index token_of_account on token (account_id);

create table one_time_link (
    secret_hash bytea not null primary key,
    account_id uuid not null references account (id),
    purpose text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index one_time_link_of_account on one_time_link (account_id, purpose);
create index one_time_link_expiry on one_time_link (expires_at);

-- Which letters wait to be sent, and which could not be? The text is taken out once a letter has gone: it may hold a
-- link that signs its reader in. `once` keeps a follower that is told twice from writing twice.
create table mail (
    id uuid not null primary key,
    once text not null unique,
    recipient text,
    subject text,
    body text,
    queued_at timestamptz not null,
    due_at timestamptz not null,
    attempts bigint not null default 0,
    sent_at timestamptz,
    gave_up_at timestamptz,
    failure text
);
create index mail_due on mail (due_at) where sent_at is null and gave_up_at is null;
