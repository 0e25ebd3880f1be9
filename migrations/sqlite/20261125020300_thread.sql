-- What do people say about a parcel or a notice, who answered whom, and what was said before it was changed?
--
-- A comment is an identity and its revisions. `path` is the numbers from the top down, each of one width, so that the
-- order of the text is the order of the tree; a page is read by key in it. The columns `state`, `revision`,
-- `edited_at`, `supports` and `replies` of a comment follow from revisions and supports, and are kept for fast reading.
-- `entry_number` is null only inside the transaction that writes the revision.
create table thread (
    id blob not null primary key,
    subject_kind text not null,
    subject_id text not null,
    opened_at text not null,
    last_number integer not null default 0,
    shown integer not null default 0,
    last_comment_at text,
    unique (subject_kind, subject_id)
) strict;

create table comment (
    id blob not null primary key,
    thread_id blob not null references thread (id),
    number integer not null,
    parent_id blob references comment (id),
    top_number integer not null,
    path text not null,
    author_id blob not null references account (id),
    author_role text not null,
    author_department_id blob references department (id),
    posted_at text not null,
    edited_at text,
    state text not null check (state in ('shown', 'deleted', 'hidden')),
    revision integer not null,
    supports integer not null default 0,
    replies integer not null default 0,
    unique (thread_id, number)
) strict;
create index comment_in_tree on comment (thread_id, path);
create index comment_by_top on comment (thread_id, top_number desc, path);
create index comment_by_support on comment (thread_id, supports desc, number) where parent_id is null;
create index comment_of_author on comment (author_id, posted_at);
create index comment_reply on comment (parent_id) where parent_id is not null;

create table comment_revision (
    comment_id blob not null references comment (id),
    revision integer not null,
    entry_number integer references entry (number),
    act text not null check (act in ('posted', 'edited', 'deleted', 'hidden', 'restored')),
    at text not null,
    account_id blob not null references account (id),
    role text not null,
    body text,
    stance text,
    language text,
    longitude real,
    latitude real,
    reason text,
    salt blob not null,
    primary key (comment_id, revision)
) strict;

create table support (
    comment_id blob not null references comment (id),
    account_id blob not null references account (id),
    at text not null,
    primary key (comment_id, account_id)
) without rowid, strict;
create index support_of_account on support (account_id);

create table report (
    id blob not null primary key,
    comment_id blob not null references comment (id),
    account_id blob not null references account (id),
    reason text not null,
    note text,
    at text not null,
    settled_at text,
    unique (comment_id, account_id)
) strict;
create index report_waiting on report (at) where settled_at is null;

-- Was this form sent before? The key comes with the form; `digest` is SHA-256 of what was sent with it.
create table submission (
    account_id blob not null references account (id),
    key text not null,
    digest blob not null,
    made_id blob not null,
    at text not null,
    primary key (account_id, key)
) strict;
create index submission_age on submission (at);

-- What did somebody write before signing in? Kept under a secret in their browser, and under the account once there is
-- one, until it is posted or has grown old.
create table kept_text (
    secret_hash blob not null primary key,
    account_id blob references account (id),
    subject_kind text not null,
    subject_id text not null,
    content text not null,
    kept_at text not null,
    expires_at text not null
) strict;
create index kept_text_of_account on kept_text (account_id) where account_id is not null;
create index kept_text_expiry on kept_text (expires_at);

-- How much is said where? Written by a follower of the record for the map's activity layer; can be made again from it.
create table activity (
    subject_kind text not null,
    subject_id text not null,
    comments integer not null,
    last_comment_at text,
    primary key (subject_kind, subject_id)
) strict;
