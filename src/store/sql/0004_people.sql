-- 0004_people.sql: pupils and teachers, their enrolments and posts with dates, what changed them, and what finds them.
-- Dates are integers 20250901; 0 is none, and an open end. Everything else about a person is inside `sealed`.

-- kind: 1 pupil, 2 teacher, 3 both. sex: GB/T 2261.1. org: where the person is now (0: nowhere in the county).
-- id_mark, roll_mark: keyed marks of the identity number and the 学籍号 (or staff number); '' when there is none.
-- state: 0 here, 1 gone. changed: the step (person_step) that wrote the row last.
create table person (
    county text not null,
    person bigint not null,
    kind integer not null,
    state integer not null,
    name text not null,
    pinyin text not null,
    sex integer not null,
    birth integer not null,
    org bigint not null,
    id_mark text not null,
    roll_mark text not null,
    changed bigint not null,
    sealed $bytes not null,
    primary key (county, person)
);
create index person_id on person (county, id_mark);
create index person_roll on person (county, roll_mark);
create index person_org on person (county, org);
create index person_name on person (county, name, birth);

-- A stay of a pupil at a school: [from_date, to_date). entry_year and stage make the grade of a school year.
create table enrolment (
    county text not null,
    enrolment bigint not null,
    person bigint not null,
    org bigint not null,
    stage text not null,
    entry_year integer not null,
    class text not null,
    from_date integer not null,
    to_date integer not null,
    how_in text not null,
    how_out text not null,
    changed bigint not null,
    primary key (county, enrolment)
) $in_key_order;
create index enrolment_person on enrolment (county, person);
create index enrolment_org on enrolment (county, org, to_date);

-- A post of a teacher. level: '', school, county, city, province, nation (骨干).
create table post (
    county text not null,
    post bigint not null,
    person bigint not null,
    org bigint not null,
    stage text not null,
    subject text not null,
    duty text not null,
    from_date integer not null,
    to_date integer not null,
    how_in text not null,
    how_out text not null,
    changed bigint not null,
    primary key (county, post)
) $in_key_order;
create index post_person on post (county, person);
create index post_org on post (county, org, to_date);

-- What changed people, as one thing that can be taken back: an import, a transfer, a roll-over.
-- import: 0 when it was none. undone: the step that took it back, 0.
create table person_step (
    county text not null,
    step bigint not null,
    kind text not null,
    date integer not null,
    import bigint not null,
    at text not null,
    detail text not null,
    undone bigint not null,
    primary key (county, step)
);

-- One row of person, enrolment or post that a step wrote. before: sealed, what was there ('' for a new one).
create table person_change (
    county text not null,
    step bigint not null,
    number bigint not null,
    person bigint not null,
    place text not null,
    key bigint not null,
    sheet integer not null,
    line integer not null,
    before $bytes not null,
    primary key (county, step, number)
) $in_key_order;
create index person_change_person on person_change (county, person);

-- Beginnings by which a person is found besides the name: the name without its first sign, pinyin and initials of
-- the whole and of the given name. (A trigram index loses names of two characters.)
create table person_token (
    county text not null,
    token text not null,
    person bigint not null,
    primary key (county, token, person)
) $in_key_order;
