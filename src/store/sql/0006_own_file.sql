-- 0006_own_file.sql: a grant may name the person whose file is the account's own (oneself, one's child); 0: nobody's.
alter table account_grant add column person bigint not null default 0;
