-- What does a department announce, about which parcels, until when may people speak, and how did it end?
--
-- A draft is private and changes freely; publishing makes it a notice under the same id, with its first revision. The
-- columns of `notice` are those of its last revision that lists and the map ask for. `deadline` is `closes`, or a day
-- far away for a notice that takes no comments, so that it is a key to page by.
create table notice_draft (
    id blob not null primary key,
    department_id blob not null references department (id),
    written_by blob not null references account (id),
    content text not null,
    period text not null,
    repeats_id blob,
    created_at text not null,
    saved_at text not null
) strict;
create index notice_draft_of_department on notice_draft (department_id, saved_at);

create table notice (
    id blob not null primary key,
    thread_id blob not null references thread (id),
    department_id blob not null references department (id),
    kind text not null,
    published_at text not null,
    state text not null check (state in ('published', 'withdrawn', 'decided', 'cancelled', 'not_held')),
    ended_at text,
    ended_reason text,
    revised_at text,
    revised_reason text,
    opens text,
    closes text,
    deadline text not null,
    revision integer not null,
    repeats_id blob references notice (id),
    demonstration integer not null default 0
) strict;
create index notice_by_deadline on notice (deadline, id);
create index notice_by_publication on notice (published_at, id);

create table notice_revision (
    notice_id blob not null references notice (id),
    revision integer not null,
    entry_number integer references entry (number),
    act text not null check (act in ('published', 'revised', 'period_moved', 'ended')),
    at text not null,
    account_id blob not null references account (id),
    role text not null,
    content text not null,
    area blob,
    period text,
    state text not null,
    reason text,
    salt blob not null,
    primary key (notice_id, revision)
) strict;

-- Which notices are about this parcel? By code, so that a notice stays with its parcel through every new layer.
create table notice_parcel (
    notice_id blob not null references notice (id),
    revision integer not null,
    code text not null,
    primary key (notice_id, revision, code)
) without rowid, strict;
create index notice_of_parcel on notice_parcel (code);
