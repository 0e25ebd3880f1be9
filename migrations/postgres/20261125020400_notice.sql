-- What does a department announce, about which parcels, until when may people speak, and how did it end?
--
-- A draft is private and changes freely; publishing makes it a notice under the same id, with its first revision. The
-- columns of `notice` are those of its last revision that lists and the map ask for. `deadline` is `closes`, or a day
-- far away for a notice that takes no comments, so that it is a key to page by.
create table notice_draft (
    id uuid not null primary key,
    department_id uuid not null references department (id),
    written_by uuid not null references account (id),
    content jsonb not null,
    period jsonb not null,
    repeats_id uuid,
    created_at timestamptz not null,
    saved_at timestamptz not null
);
create index notice_draft_of_department on notice_draft (department_id, saved_at);

create table notice (
    id uuid not null primary key,
    thread_id uuid not null references thread (id),
    department_id uuid not null references department (id),
    kind text not null,
    published_at timestamptz not null,
    state text not null check (state in ('published', 'withdrawn', 'decided', 'cancelled', 'not_held')),
    ended_at timestamptz,
    ended_reason jsonb,
    revised_at timestamptz,
    revised_reason jsonb,
    opens timestamptz,
    closes timestamptz,
    deadline timestamptz not null,
    revision bigint not null,
    repeats_id uuid references notice (id),
    demonstration boolean not null default false
);
create index notice_by_deadline on notice (deadline, id);
create index notice_by_publication on notice (published_at, id);

create table notice_revision (
    notice_id uuid not null references notice (id),
    revision bigint not null,
    entry_number bigint references entry (number),
    act text not null check (act in ('published', 'revised', 'period_moved', 'ended')),
    at timestamptz not null,
    account_id uuid not null references account (id),
    role text not null,
    content jsonb not null,
    area geometry(MultiPolygon, 4326),
    period jsonb,
    state text not null,
    reason jsonb,
    salt bytea not null,
    primary key (notice_id, revision)
);
create index notice_area on notice_revision using gist (area) where area is not null;

-- Which notices are about this parcel? By code, so that a notice stays with its parcel through every new layer.
create table notice_parcel (
    notice_id uuid not null references notice (id),
    revision bigint not null,
    code text not null,
    primary key (notice_id, revision, code)
);
create index notice_of_parcel on notice_parcel (code);
