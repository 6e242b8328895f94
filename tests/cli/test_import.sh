# tests/cli/test_import.sh - junheng import: whose county a file is of, exit codes, JSON, maps, several
# files of which one is bad, undo.
. "$(dirname "$0")/t.sh"

with="--db a.db --year 2025"
export with
cat > 名录.csv <<'.'
学校标识码,学校名称,办学类型
4309990001,示例县第一小学,小学
4309990002,示例县第二初级中学,初级中学
.
cat > 教师.csv <<'.'
学校标识码,学段,教职工
4309990001,小学,50
4309990002,初中,60
.
t_fails 2 'no file at all' '$JH import $with 2>&1 | head -1; $JH import $with > /dev/null 2>&1' <<'.'
...
.
t_fails 5 'a file that is not there' '$JH import $with --county 430999 没有.csv' <<'.'
没有.csv
junheng: ...
.
t_fails 8 'no county, and none to take' '$JH import $with 名录.csv' <<'.'
名录.csv
junheng: “名录.csv”...
.
t_ok 'a county that is named' '$JH import $with --county 430999 名录.csv' <<'.'
名录.csv
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
  已导入，编号 1。
.
t_ok 'the only county need not be named, and it is said' '$JH import $with --dry-run 教师.csv 2>&1' <<'.'
“教师.csv”没有写明是哪个县，按数据文件里唯一的县（430999）读入。
教师.csv
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
...
.
t_ok 'but the one that is named is' '$JH import $with --county 430999 --dry-run 教师.csv 2>&1' <<'.'
教师.csv
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
...
.
# What a column means was told by hand once; it is remembered with the county.
sed '1s/教职工/全体人员/' 教师.csv > 旧教师.csv
cat > 对应.json <<'.'
{"sheets": [{"sheet": 1, "form": "teachers", "year": 2025, "header_row": 1,
  "columns": {"A": "code", "B": "stage", "C": "staff"}}]}
.
t_fails 8 'a heading that nobody knows' '$JH import $with --county 430999 旧教师.csv' <<'.'
旧教师.csv
junheng: “旧教师.csv”里没有认出任何一张表：...
.
t_ok 'a map' '$JH import $with --county 430999 --map 对应.json 旧教师.csv' <<'.'
旧教师.csv
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
  已导入，编号 4。
.
t_ok 'is remembered, also when the county is not named' '$JH import $with 旧教师.csv 2>&1' <<'.'
“旧教师.csv”没有写明是哪个县，按数据文件里唯一的县（430999）读入。
旧教师.csv
  文件共 2 行 = 新增 0 + 变更 0 + 相同 2 + 退回 0
  已导入，编号 5。
.
t_ok 'undo' '$JH import --db a.db --undo 5 && $JH import --db a.db --undo 4' <<'.'
已撤销第 5 号导入。
已撤销第 4 号导入。
.
t_fails 6 'undo of what is undone' '$JH import --db a.db --undo 4' <<'.'
junheng: ...
.
t_fails 5 'undo of what never was' '$JH import --db a.db --undo 99' <<'.'
junheng: ...
.
t_ok 'the list tells what became of each' '$JH import --db a.db --list' <<'.'
...
   4  已撤销...
   3  已作废...
...
.

# Three files, the middle one with a good and a bad row: nothing of it goes in, the others do.
mkdir 三
sed 's/,教职工/,县级培训教师/; s/,[56]0$/,3/' 教师.csv > 三/1.csv
sed 's/,60$/,很多/' 教师.csv > 三/2.csv
sed 's/,教职工/,中级及以上职称教师/; s/,[56]0$/,9/' 教师.csv > 三/3.csv
t_fails 8 'one bad file of three' '$JH import $with --county 430999 三' <<'.'
三/1.csv
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
  已导入，编号 6。
三/2.csv
  [错误] ...
      2!C3  ...
      → ...
  文件共 2 行 = 新增 1 + 变更 0 + 相同 0 + 退回 1
  没有导入（编号 7）：...
三/3.csv
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
  已导入，编号 8。
.
t_ok 'its good row did not go in' '$JH import $with --county 430999 --dry-run 教师.csv | grep 文件共' <<'.'
  文件共 2 行 = 新增 2 + 变更 0 + 相同 0 + 退回 0
.
t_ok 'unless that is wished' '$JH import $with --county 430999 --accept-rejected 三/2.csv | tail -1;
    $JH import $with --county 430999 --dry-run 教师.csv | grep 文件共' <<'.'
  已导入...
  文件共 2 行 = 新增 1 + 变更 0 + 相同 1 + 退回 0
.
t_fails 8 'what is wrong, as JSON' '$JH import $with --county 430999 --json 三/2.csv > bad.json; code=$?
    grep -o "\"state\":\"[a-z]*\"" bad.json; grep -o "\"rule\":\"[a-z_.]*\"" bad.json; grep -o "\"cell\":\"C3\"" bad.json; exit $code' <<'.'
"state":"checked"
"rule":"import.bad_number"
"cell":"C3"
.
t_ok 'and what went well' '$JH import $with --county 430999 --json 教师.csv > good.json && grep -o "\"state\":\"[a-z]*\"" good.json' <<'.'
"state":"committed"
.
# With two counties in the data file a table must say of which it is.
sed 's/430999/430998/' 名录.csv > 邻县.csv
t_has 'a second county' '$JH import $with --county 430998 邻县.csv' '已导入'
t_fails 8 'is no longer guessed at' '$JH import $with 教师.csv' <<'.'
教师.csv
junheng: “教师.csv”...
.
t_end
