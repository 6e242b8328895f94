# junheng move, backup, restore: there and back is byte for byte the same; a target that has the county is refused;
# a backup that was cut off or changed is told. With JH_TEST_PG (an address, or the file that holds it) the way goes
# through PostgreSQL.
t_files=1 # each store is named as it is here
. "$(dirname "$0")/t.sh"
JUNHENG_KEY_FILE=$t_dir/key
export JUNHENG_KEY_FILE
"$JH" key new > /dev/null
. "$(dirname "$0")/county.sh"

there=there.db
if [ -n "${JH_TEST_PG:-}" ]; then
    case $JH_TEST_PG in /*) JH_TEST_PG=$(cat "$JH_TEST_PG") ;; esac
    schema=move$$
    psql -q "$JH_TEST_PG" -c "create schema $schema" || exit 1
    there="$JH_TEST_PG&options=-csearch_path%3D$schema"
fi
export there
junheng balance --keep > /dev/null
junheng account add --db county.db zhang.wei --name 张伟 --role director < /dev/null > /dev/null 2>&1
# Everything a county may hold: people with sealed fields, a year rolled over, a round with a school that is approved
# and one that is away, links between schools, a register.
junheng demo --out named --schools 12 --people > /dev/null # fewer schools, for time
junheng import --reason 演示 named/990101/people/*-219900000[2-4].* > people.txt || t_bad 'rosters'
junheng people rollover --year 2026 > rolled.txt || t_bad 'the year rolled over'
junheng submission open --year 2025 --due 2026-10-15 > /dev/null || t_bad 'a round'
junheng submission fill --school 2199000001 --last > /dev/null
junheng submission submit --school 2199000001 --reason 属实 > /dev/null
junheng submission pass --school 2199000001 > /dev/null
junheng submission approve --school 2199000001 > /dev/null || t_bad 'approved'
junheng submission take --school 2199000002 --out take.jhx > /dev/null || t_bad 'taken away'
junheng record save hazards --subject 清河县实验小学 what=围墙裂缝 found=2026-03-05 place=东墙 sort=房屋 grade=重大 \
    due=2026-03-20 > /dev/null || t_bad 'a record'
junheng move --from county.db --to - > before.jsonl
missing=
for table in account audit collection enrolment fact file import org person person_step person_token post record \
    record_event run submission submission_event submission_take; do
    grep -q "\"table\":\"$table\"" before.jsonl || missing="$missing $table"
done
t_ok 'the export holds every kind of row' "echo '$missing'" <<'.'

.
t_has 'all rows as lines' 'grep -c . before.jsonl; head -n 1 before.jsonl' '"table":'
t_has 'there' 'junheng move --from county.db --to "$there"' '校验值两边一致'
t_fails 6 'a target that has it is refused' 'junheng move --from county.db --to "$there"' <<'.'
junheng: 目标里已有 990101 的数据，没有改动；请换一个目标，或用 --county 只搬别的县。
.
t_ok 'the same there' 'junheng move --from "$there" --to - | cmp - before.jsonl' <<'.'
.
t_ok 'the same figures' 'junheng balance --db "$there" > there.txt; junheng balance > here.txt; cmp here.txt there.txt' <<'.'
.
t_has 'and back, one county, as JSON' 'junheng move --from "$there" --to back.db --county 990101 --json' '"county":"990101","tables":[{"table":"account","rows":1,'
t_ok 'byte for byte' 'junheng move --from back.db --to - | cmp - before.jsonl' <<'.'
.
t_fails 5 'a county that is not there' 'junheng move --from county.db --to x.db --county 110101' <<'.'
junheng: ...
.
t_fails 2 'nowhere' 'junheng move --from county.db' <<'.'
junheng: 还需要写明 --to；用 --help 查看用法。
.

t_ok 'the same people, found and shown' 'for db in county.db "$there"; do junheng people find --db $db wang --reason 核对; \
    junheng people show --db $db 1 --reason 核对; done > both.txt; n=$(wc -l < both.txt); head -n $((n / 2)) both.txt > a.txt; \
    tail -n $((n / 2)) both.txt | cmp - a.txt && [ $n -gt 10 ]' <<'.'
.
t_ok 'the same round' 'junheng submission list --db "$there" > there.txt; junheng submission list | cmp - there.txt' <<'.'
.

# Backups, of the store at the other end.
t_has 'a backup' 'junheng backup --db "$there" --out backup.db' '备份已写入 backup.db'
t_fails 6 'is not overwritten' 'junheng backup --db "$there" --out backup.db' <<'.'
junheng: 文件 backup.db 已存在，不会覆盖；请换一个文件名。
.
t_has 'it is sound' 'junheng restore backup.db --verify' '完好'
t_has 'and told so as JSON' 'junheng restore backup.db --verify --json' '"hash":"'
t_fails 10 'another hash was noted' 'junheng restore backup.db --verify --expect 00' <<'.'
junheng: 备份与写入时不一致...
.
cp backup.db kept.db
t_has 'restored' 'junheng restore backup.db --to restored.db' '已从 backup.db 恢复 1 个县'
t_ok 'the backup was not touched' 'cmp backup.db kept.db && ! ls backup.db-wal 2>/dev/null' <<'.'
.
t_has 'the restored log is sound' 'junheng audit verify --db restored.db' '没有发现问题'
t_ok 'the same figures again' 'junheng balance --db restored.db > again.txt; cmp here.txt again.txt' <<'.'
.
size=$(wc -c < backup.db)
head -c $((size / 2)) backup.db > cut.db
t_fails 10 'cut off' 'junheng restore cut.db --to x.db' <<'.'
junheng: ...
.
for change in "update fact set cells = '[]' where row = 7" "delete from setting" "insert into setting values ('990101', 'a', 'b')" \
    "update audit set detail = '{}' where number = 3" "delete from backup_sum where number = 2" "drop table backup_sum"; do
    cp backup.db changed.db
    sqlite3 changed.db "$change"
    case $change in *'delete from setting'*) continue ;; esac
    t_fails 10 "changed: $change" 'junheng restore changed.db --to x.db' <<'.'
junheng: ...
.
done
t_fails 10 'no backup at all' 'junheng restore county.db --verify' <<'.'
junheng: 这不是 junheng backup 写出的备份文件。
.

# While others write.
junheng import demo/990101 --db restored.db --reason x > import.log 2>&1 &
writer=$!
for i in 1 2 3 4 5 6; do
    junheng backup --db restored.db --out during$i.db > during$i.log 2>&1 || t_bad "backup $i during an import: $(cat during$i.log)"
done
wait $writer || t_bad "the import: $(tail -n 2 import.log)"
for i in 1 3 6; do
    t_has "backup $i made during an import is sound" "junheng restore during$i.db --verify" '完好'
done
[ -n "${JH_TEST_PG:-}" ] && psql -q "$JH_TEST_PG" -c "set client_min_messages=error; drop schema $schema cascade"
t_end
