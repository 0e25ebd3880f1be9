-- What happened in public, in which order, and how far has each follower read?
--
-- Entries are numbered 0, 1, 2, … without gaps. `record_head` is one row that every public change locks last, so the
-- order of numbers is the order of commits, and a reader who has seen entry n has seen all before it.
create table entry (
    number bigint not null primary key,
    kind text not null,
    subject_kind text not null,
    subject_id text not null,
    role text not null,
    at timestamptz not null,
    content_hash bytea
);
create index entry_of_subject on entry (subject_kind, subject_id, number);

create table record_head (
    id bigint not null primary key check (id = 1),
    next_number bigint not null
);
insert into record_head (id, next_number) values (1, 0);

-- `position` is the number of the next entry that the follower has not done.
create table follower (
    name text not null primary key,
    position bigint not null
);

-- Can this store be written at this moment? `/ready` raises the number.
create table readiness (
    id bigint not null primary key check (id = 1),
    probes bigint not null
);
insert into readiness (id, probes) values (1, 0);
