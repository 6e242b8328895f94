# tests/cli/test_balance.sh - junheng balance on the demo county, end to end.
. "$(dirname "$0")/t.sh"
. "$ROOT/tests/cli/county.sh"

# A member of the JSON's first level that is a word or number.
field='sed "s/.*\"verdict\":\"\([a-z]*\)\".*/\1/"'
export field

t_ok 'verdict, reasons, tables' 'junheng balance' <<'.'
清河县（990101） 2025-2026 学年 县域义务教育优质均衡发展督导评估（2017）
（合成数据，仅供演示）
结论：未达标

未达标的原因（7 项）：
  1. 小学 16 所中 3 所未达到“每所学校至少6项达标，余项不低于标准的85%”：...
  2. 小学“生均体育运动场馆面积”校际差异系数 0.511，高于 0.50。
...

数据不全，暂不能判定（1 项）：
  1. “质量监测校际差异率”缺少数据，暂不能判定。

资源配置：全县均值与校际差异系数
...
政府保障、教育质量等项目
...
运行编号 ...
.
t_has 'the same in English' 'junheng balance --lang en' 'Verdict: '
t_ok 'the verdict as JSON' 'junheng balance --json | eval $field' <<'.'
fail
.
failed='sed "s/.*\"stages\":\[{\"id\":\"primary\"[^}]*\"failed\":\([0-9]*\).*/\1/"'
export failed
t_ok 'earlier years were worse' 'for y in 2021-2022 2025; do junheng balance --year $y --json | eval $failed; done' <<'.'
7
3
.
t_ok 'the main table as CSV' 'junheng balance --csv | head -2 | tail -c +4 | tr -d "\r"' <<'.'
学段,指标,单位,全县均值,标准,差异系数,限值,未达标校,缺数据
小学,每百名学生拥有高于规定学历教师数,...
.
t_ok 'CSV begins with a BOM, for spreadsheets' 'junheng balance --csv | head -c 3 | od -An -tx1' <<'.'
 ef bb bf
.
t_has 'the standard of 2012' 'junheng balance --pack cn-basic-balance-2012' '小学综合差异系数'
t_has 'its composite is judged' 'junheng balance --pack cn-basic-balance-2012' '限值 0.65'
t_has 'the seven goals' 'junheng balance --pack seven-hundred-percent' '七个百分之百'
t_ok 'all three speak JSON' 'for p in cn-basic-balance-2012 cn-quality-balance-2017 seven-hundred-percent; do
        junheng balance --pack $p --json | grep -c "^{\"county\":{\"id\":\"990101\",.*}$"; done' <<'.'
1
1
1
.

# What-if: switches change the result and are not kept.
t_ok 'private schools leave by a switch' 'junheng balance --set private_in_cv=0 | grep 按开关' <<'.'
不计入差异系数 2 个：按开关设置，民办学校不计入
.
t_ok 'a stricter school rule fails more' 'for n in 6 7; do
        junheng balance --set pass_count=$n --json | eval $failed; done' <<'.'
3
5
.
t_ok 'nothing was kept' 'junheng balance | grep -c 按开关; :' <<'.'
0
.

t_ok 'one school by name' 'junheng balance --school 清河县实验小学 | head -2' <<'.'
清河县实验小学（2199000001） 小学 城区 2025-2026 学年
县域义务教育优质均衡发展督导评估（2017）
.
t_has 'by code, as JSON' 'junheng balance --school 2199000001 --json' '"name":"清河县实验小学"'
t_has 'a nine-year school has two rows' 'junheng balance --school 张家岭九年一贯制' '初中  '
t_has 'one indicator at every school' 'junheng balance --indicator sports_area --stage 小学' \
    '按“城乡类型”分解：泰尔指数 0.1102 = 组间 0.0724 + 组内 0.0378'
t_ok 'as CSV' 'junheng balance --indicator sports_area --stage primary --csv | wc -l' <<'.'
17
.

t_ok 'a second county' 'junheng demo --out two --counties 2 --schools 12 --seed 7 &&
    junheng import --reason 演示 two/990102/2025 > two.txt && grep -c 已导入 two.txt' <<'.'
已写好合成县的表格：two
5
.
t_ok 'every county a line' 'junheng balance --county all' <<'.'
代码 ...
990101 ...
990102 ...
共 2 个县（市、区）：达标 0，未达标 2，数据不全 0
.
t_has 'as CSV' 'junheng balance --county all --csv' '990102,'
t_ok 'as JSON' 'junheng balance --county all --json | tr -d "\n" | grep -c "^\[{.*}\]$"' <<'.'
1
.
t_fails 2 'which county?' 'junheng balance' <<'.'
junheng: 数据文件中有 2 个县，请用 --county 指明其中一个：
  --county 990101  清河县
  --county 990102 ...
.

# A published number can be worked out again; when its data have changed, that is said.
t_ok 'keep a run, verify it' 'run=$(junheng balance --county 990101 --keep | sed -n "s/^运行编号 //p")
    junheng balance --county 990101 --verify $run | sed "s/ [0-9a-f]\{64\} / RUN /"; echo $run > run.txt' <<'.'
运行 RUN 已重新计算，结果逐位相同。
.
t_ok 'the same question has the same number' \
    'junheng balance --county 990101 | grep -c "运行编号 $(cat run.txt)"' <<'.'
1
.
t_ok 'take the teachers of 2025 back' 'n=$(junheng import --county 990101 --list | sed -n "s/^ *\([0-9]*\) .* 03-教师.xlsx .*/\1/p" | head -1)
    junheng import --county 990101 --undo $n | sed "s/[0-9][0-9]*/N/"; echo $n > undone.txt' <<'.'
已撤销第 N 号导入。
.
t_fails 6 'a run on data that have changed' 'junheng balance --county 990101 --verify $(cat run.txt)' <<'.'
junheng: 运行结果所依据的内容已改变（...
.
t_ok 'what is missing is not zero' 'junheng balance --county 990101 --school 2199000001 | grep 每百名学生拥有县级' <<'.'
  小学  每百名学生拥有县级以上骨干教师数 ...
.
t_has 'and the verdict says which schools lack it' 'junheng balance --county 990101' '所数据不全，暂不能判定'

t_fails 5 'an unknown pack' 'junheng balance --county 990101 --pack cn-quality-balance-2035' <<'.'
...
.
t_fails 5 'an unknown county' 'junheng balance --county 430999' <<'.'
...
.
t_fails 5 'a year without data' 'junheng balance --county 990101 --year 2030' <<'.'
...
.
t_fails 2 'a year that is none' 'junheng balance --county 990101 --year 今年' <<'.'
...
.
t_fails 2 'an unknown switch' 'junheng balance --county 990101 --set private_in_vc=0' <<'.'
...
.
t_fails 2 'a value a switch cannot have' 'junheng balance --county 990101 --set pass_count=5' <<'.'
...
.
t_fails 5 'an unknown school' 'junheng balance --county 990101 --school 第九十九小学' <<'.'
...
.
t_fails 2 'a name of several schools' 'junheng balance --county 990101 --school 小学' <<'.'
...
.
t_fails 2 'an indicator without its stage' 'junheng balance --county 990101 --indicator sports_area' <<'.'
junheng: 请用 --stage 指明学段，例如 --stage primary（小学）、--stage junior（初中）。
.
t_fails 5 'an unknown run' 'junheng balance --county 990101 --verify 0123' <<'.'
...
.
t_fails 2 'a day that is none' 'junheng balance --county 990101 --schools-of 去年' <<'.'
junheng: “去年”不是日期；请写 today（按今天的学校）、then（按当年的学校）或 2026-05-31 这样的日期。
.
t_has 'past years with the schools of today' 'junheng balance --county 990101 --year 2021 --schools-of today' '的学校重新归算（本程序的口径）'
t_end
