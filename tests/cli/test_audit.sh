# junheng audit: a file that is sound, and each way in which it can have been changed. Changes go in through
# sqlite3, which is asked nothing that the program says itself.
. "$(dirname "$0")/t.sh"
. "$(dirname "$0")/county.sh"

run=$(junheng balance --keep | sed -n 's/^运行编号 //p')
t_ok 'a sound file' 'junheng audit verify' <<'.'
数据文件的结构完好。
990101 清河县
  日志 27 条：逐条核对前后相接；末条校验值 ...
  原始文件 26 个：逐个核对内容与校验值
  保存的运行 1 次：重新计算后逐位相同 1 次；数据或标准已更新、不能重新计算 0 次
没有发现问题。
.
t_has 'the same as JSON' 'junheng audit verify --json --county 990101' '"files":26,"runs":1,"runs_same":1,"runs_not_computable":0,"faults":[]}]}'
t_ok 'the log, newest first' 'junheng audit list --limit 2 | sed "s/[0-9-]* [0-9:]* UTC/TIME/; s/运行 [0-9a-f]*/运行 RUN/"' <<'.'
   27  TIME  保存运行 RUN
   26  TIME  第 26 次导入生效：边界.geojson
另有 25 条更早的记录，可用 --limit 指定条数。
.
t_has 'the log as JSON' 'junheng audit list --limit 1 --json --lang en' "\"action\":\"run:keep\",\"detail\":{\"run\":\"$run\""
t_fails 2 'a limit that is none' 'junheng audit list --limit 0' <<'.'
junheng: --limit 应为 1 至 100000 的整数（现在为“0”）。
.
t_fails 5 'a county that is not there' 'junheng audit list --county 110101' <<'.'
junheng: ...
.
t_fails 5 'nor to be checked' 'junheng audit verify --county 110101' <<'.'
junheng: ...
.
t_fails 2 'nothing to check' 'junheng audit verify --db empty.db' <<'.'
junheng: ...
.
t_fails 2 'the address of another database, without its password' 'junheng audit verify --db mysql://u:secret@h/x' <<'.'
junheng: 数据文件应写成文件名（或 sqlite:文件名、postgresql://…）；不能连接“mysql”数据库。
.

x="cast('x' as blob)"
t_pg && x="'x'::bytea"
t_copy county.db start.db
change() { # NAME SQL: a copy of the data file, changed behind the program's back
    t_copy start.db changed.db
    t_sql changed.db "$2"
}
fault() { # NAME SQL SENTENCE: found, told, and not passed
    change "$1" "$2"
    junheng audit verify --db changed.db > "$t_dir/got" 2>&1
    code=$?
    if [ $code = 10 ] && grep -qF -- "$3" "$t_dir/got" && tail -1 "$t_dir/got" | grep -q '^共发现'; then
        t_passed=$((t_passed + 1))
    else
        t_bad "$1: exit code $code, wanted: $3"
        cat "$t_dir/got"
    fi
}
fault 'an entry of the log' "update audit set at = '2020-01-01T00:00:00Z' where number = 3" '操作日志第 3 条与前一条对不上'
fault 'an entry taken out' 'delete from audit where number = 5' '操作日志第 5 条与前一条对不上'
fault 'bytes of a file' "update file set content = $x || substr(content, 2) where hash = (select min(hash) from file)" \
    '内容已与导入时不同'
fault 'a file taken out' 'delete from file where hash = (select hash from import where import = 4)' '第 4 次导入的原始文件“'
fault 'an import undone in silence' 'update import set state = 3 where import = 7' '第 7 次导入“'
fault 'an import taken out' 'delete from import where import = 7' '日志记有第 7 次导入，数据文件中却没有'
fault 'an import led to another file' 'update import set hash = (select hash from import where import = 1) where import = 2' \
    '第 2 次导入“'
fault 'a figure of a run' "update run set result = replace(result, '\"verdict\":\"', '\"verdict\":\"x')" '与日志所记不同，可能被改动过'
fault 'a run taken out' 'delete from run' '日志记有保存的运行'
fault 'a run put in' "insert into run select county, 'abc', pack, pack_version, pack_hash, switches, year, version, result, created from run" \
    '保存的运行 abc… 在日志中没有记录'
fault 'a switch' "insert into setting values ('990101', 'cn-quality-balance-2017/floor', '0.5')" \
    '开关 cn-quality-balance-2017/floor 的现值与日志所记不同'
fault 'figures of the county' "update fact set cells = replace(cells, '1', '2')" '所用的数据已被改动，而数据版本仍是'
fault 'a county without its row' "delete from county; update audit set detail = '{}' where number = 9" '操作日志第 9 条'

# A page in the middle, overwritten.
if t_pg; then
    t_left_out "a damaged page" "pages are the server's matter (initdb --data-checksums)"
else
    t_copy start.db changed.db
    size=$(stat -c %s changed.db)
    head -c 4096 /dev/zero | tr '\0' '\377' | dd of=changed.db bs=4096 seek=$((size / 8192)) conv=notrunc 2> /dev/null
    junheng audit verify --db changed.db --json > got.txt 2>&1
    code=$?
    if [ $code = 10 ] && grep -q '"faults":\[{"id":"store.damaged"' got.txt; then
        t_passed=$((t_passed + 1))
    else
        t_bad "a damaged page: exit code $code"
        cat got.txt
    fi
fi

# Undo and switches go into the log; a run of data that were changed since is no fault.
t_copy start.db later.db
junheng import --undo 23 --db later.db > /dev/null 2>&1 || t_bad 'undo'
t_has 'an undo is told' 'junheng audit list --db later.db --limit 1' '撤销第 23 次导入：'
t_has 'a run of older data' 'junheng audit verify --db later.db' '逐位相同 0 次；数据或标准已更新、不能重新计算 1 次'

# The end cut off: only a note made outside the data file can tell.
JUNHENG_KEY_FILE=$PWD/key
export JUNHENG_KEY_FILE
junheng key new > /dev/null
t_copy start.db cut.db
t_ok 'the ends of the logs are noted beside the key' 'junheng audit anchor --db cut.db' <<'.'
已在密钥旁记下 1 份日志的末条校验值。
.
t_ok 'and once only' 'junheng audit anchor --db cut.db' <<'.'
已在密钥旁记下 0 份日志的末条校验值。
.
[ "$(stat -c %a key.anchors)" = 600 ] || t_bad 'others may read the notes'
t_has 'what is noted fits' 'junheng audit verify --db cut.db' '密钥旁记下的末条校验值 1 个：逐个与日志核对'
t_sql cut.db 'delete from audit where number = 27; delete from run'
t_has 'an end cut off' 'junheng audit verify --db cut.db || [ $? = 10 ]' '操作日志缺少第 27 条'
t_sql cut.db "delete from audit"
t_has 'a log cut off whole' 'junheng audit verify --db cut.db || [ $? = 10 ]' '操作日志缺少第 27 条'
t_copy start.db cut.db
t_has 'the copy in its place is whole again' 'junheng audit verify --db cut.db' '没有发现问题'
sed 's/ 27 ./ 27 x/' key.anchors > key.other; cp key.other key.anchors
t_has 'a note changed' 'junheng audit verify --db cut.db || [ $? = 10 ]' '在数据文件之外记下的校验值不同'
rm key.anchors
t_has 'a backup notes the ends too' 'junheng backup --db cut.db --out 备份.db && cat key.anchors' ' 990101 28 '

# Old entries leave for an archive; young ones stay, and the rest proves itself.
t_fails 2 'the last six months stay' 'junheng audit trim --db start.db --county 990101 --before "$(date +%F)" --out 存档.jsonl' <<'.'
junheng: 最近六个月的日志必须留存（《网络安全法》），日期不得晚于 ...
.
t_fails 2 'a day that is none' 'junheng audit trim --db start.db --county 990101 --before soon --out 存档.jsonl' <<'.'
...
.
t_ok 'nothing is that old' 'junheng audit trim --db start.db --county 990101 --before 2020-01-01 --out 存档.jsonl' <<'.'
没有这么早的日志。
.
[ ! -e 存档.jsonl ] || t_bad 'an empty archive'
t_end
