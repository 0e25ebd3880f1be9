-- What happened in public, in which order, and how far has each follower read?
--
-- Entries are numbered 0, 1, 2, … without gaps. `record_head` is one row that every public change locks last, so the
-- order of numbers is the order of commits, and a reader who has seen entry n has seen all before it.
create table entry (
    number integer not null primary key,
    kind text not null,
    subject_kind text not null,
    subject_id text not null,
    role text not null,
    at text not null,
    content_hash blob
) strict;
create index entry_of_subject on entry (subject_kind, subject_id, number);

create table record_head (
    id integer not null primary key check (id = 1),
    next_number integer not null
) strict;
insert into record_head (id, next_number) values (1, 0);

-- `position` is the number of the next entry that the follower has not done.
create table follower (
    name text not null primary key,
    position integer not null
) strict;

-- Can this store be written at this moment? `/ready` raises the number.
create table readiness (
    id integer not null primary key check (id = 1),
    probes integer not null
) strict;
insert into readiness (id, probes) values (1, 0);
