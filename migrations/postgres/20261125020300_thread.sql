-- What do people say about a parcel or a notice, who answered whom, and what was said before it was changed?
--
-- A comment is an identity and its revisions. `path` is the numbers from the top down, each of one width, so that the
-- order of the text is the order of the tree; a page is read by key in it. The columns `state`, `revision`,
-- `edited_at`, `supports` and `replies` of a comment follow from revisions and supports, and are kept for fast reading.
-- `entry_number` is null only inside the transaction that writes the revision.
create table thread (
    id uuid not null primary key,
    subject_kind text not null,
    subject_id text not null,
    opened_at timestamptz not null,
    last_number bigint not null default 0,
    shown bigint not null default 0,
    last_comment_at timestamptz,
    unique (subject_kind, subject_id)
);

create table comment (
    id uuid not null primary key,
    thread_id uuid not null references thread (id),
    number bigint not null,
    parent_id uuid references comment (id),
    top_number bigint not null,
    path text collate "C" not null,
    author_id uuid not null references account (id),
    author_role text not null,
    author_department_id uuid references department (id),
    posted_at timestamptz not null,
    edited_at timestamptz,
    state text not null check (state in ('shown', 'deleted', 'hidden')),
    revision bigint not null,
    supports bigint not null default 0,
    replies bigint not null default 0,
    unique (thread_id, number)
);
create index comment_in_tree on comment (thread_id, path);
create index comment_by_top on comment (thread_id, top_number desc, path);
create index comment_by_support on comment (thread_id, supports desc, number) where parent_id is null;
create index comment_of_author on comment (author_id, posted_at);
create index comment_reply on comment (parent_id) where parent_id is not null;

create table comment_revision (
    comment_id uuid not null references comment (id),
    revision bigint not null,
    entry_number bigint references entry (number),
    act text not null check (act in ('posted', 'edited', 'deleted', 'hidden', 'restored')),
    at timestamptz not null,
    account_id uuid not null references account (id),
    role text not null,
    body text,
    stance text,
    language text,
    longitude double precision,
    latitude double precision,
    reason text,
    salt bytea not null,
    primary key (comment_id, revision)
);

create table support (
    comment_id uuid not null references comment (id),
    account_id uuid not null references account (id),
    at timestamptz not null,
    primary key (comment_id, account_id)
);
create index support_of_account on support (account_id);

create table report (
    id uuid not null primary key,
    comment_id uuid not null references comment (id),
    account_id uuid not null references account (id),
    reason text not null,
    note text,
    at timestamptz not null,
    settled_at timestamptz,
    unique (comment_id, account_id)
);
create index report_waiting on report (at) where settled_at is null;

-- Was this form sent before? The key comes with the form; `digest` is SHA-256 of what was sent with it.
create table submission (
    account_id uuid not null references account (id),
    key text not null,
    digest bytea not null,
    made_id uuid not null,
    at timestamptz not null,
    primary key (account_id, key)
);
create index submission_age on submission (at);

-- What did somebody write before signing in? Kept under a secret in their browser, and under the account once there is
-- one, until it is posted or has grown old.
create table kept_text (
    secret_hash bytea not null primary key,
    account_id uuid references account (id),
    subject_kind text not null,
    subject_id text not null,
    content jsonb not null,
    kept_at timestamptz not null,
    expires_at timestamptz not null
);
create index kept_text_of_account on kept_text (account_id) where account_id is not null;
create index kept_text_expiry on kept_text (expires_at);

-- How much is said where? Written by a follower of the record for the map's activity layer; can be made again from it.
create table activity (
    subject_kind text not null,
    subject_id text not null,
    comments bigint not null,
    last_comment_at timestamptz,
    primary key (subject_kind, subject_id)
);
