# junheng submission: a round, one school's cells, up and back, and a school without network.
. "$(dirname "$0")/t.sh"
mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH
JUNHENG_DB=county.db
JUNHENG_KEY_FILE=$t_dir/work/key
export PATH JUNHENG_DB JUNHENG_KEY_FILE
junheng key new > /dev/null
junheng demo --out demo --schools 20 > /dev/null || t_bad 'demo'
junheng import --reason 演示 demo/990101/2024 demo/990101/2025/01-学校名录.xlsx > import.txt || t_bad 'import'

t_fails 5 'no round is open yet' 'junheng submission show --school 2199000001' <<'.'
junheng: 没有第 1 次填报；用 junheng submission list 查看。
.
t_fails 2 'a due day is needed' 'junheng submission open --year 2025 --due 下周' <<'.'
junheng: 截止日期“下周”不是日期；请写成 2025-10-15。
.
t_fails 2 'a form has to be known' 'junheng submission open --year 2025 --due 2025-10-15 --forms nothing' <<'.'
junheng: 字典中没有表“nothing”；用 junheng pack show 查看各表的代号。
.
t_ok 'a round is opened for all open schools' 'junheng submission open --year 2025 --due 2025-10-15 | head -2' <<'.'
1  2025-2026学年统计填报  2025-10-15...
  2199000001  填报中  清河县实验小学  !
.
t_has 'the list of rounds' 'junheng submission list' '0/24  !'
t_has 'overdue schools are red' 'junheng submission due' '! 2025-2026学年统计填报：已过截止日 2025-10-15，24 所学校尚未上报  /submissions/1'
t_has 'last year stands beside the cell' 'junheng submission show --school 2199000001' 'grade1 (一年级)  primary= [last ← 233]'
t_fails 2 'a school is needed' 'junheng submission submit' <<'.'
junheng: 请用 --school 指明学校（10 位标识码）。
.
t_fails 5 'a school of the round' 'junheng submission show --school 123' <<'.'
junheng: 第 1 次填报中没有学校“123”；请核对学校标识码。
.

printf '项目,小学\n一年级,240\nentrants,9\ngrade2,许多\nlicensed,1\n' > fill.csv
t_fails 8 'what can be saved is, the rest is told' 'junheng submission fill --school 2199000001 fill.csv' <<'.'
...
.
junheng submission fill --school 2199000001 fill.csv > fill.txt
t_has 'a sum is locked' 'cat fill.txt' 'entrants primary: “招生数”由其他格自动合计'
t_has 'a word is no number' 'cat fill.txt' 'grade2 primary: “二年级”'
t_has 'the sum follows' 'junheng submission show --school 2199000001' 'entrants (招生数)  primary=240 [computed ← 233]'
t_fails 8 'reasons are needed' 'junheng submission submit --school 2199000002' <<'.'
...
.
t_has 'empty cells take last year' 'junheng submission fill --school 2199000001 --last' '空 0 格'
t_has 'submitted' 'junheng submission submit --school 2199000001 --reason 属实' '已上报'
t_fails 6 'locked while it is looked at' 'junheng submission fill --school 2199000001 fill.csv' <<'.'
junheng: 现在不能修改（清河县实验小学: 已上报）。已上报的须先退回，已批准的须重新打开。
.
t_fails 8 'returned for a reason' 'junheng submission return --school 2199000001' <<'.'
junheng: 退回“清河县实验小学”请写明原因，或在有问题的格上批注。
.
t_has 'returned with a comment' 'junheng submission return --school 2199000001 --comment licensed@primary=请核对' '已退回'
t_has 'the comment stands at the cell' 'junheng submission show --school 2199000001' '✎ 请核对'
printf 'item,value\nlicensed,80\n' > mend.csv
t_has 'mended' 'junheng submission fill --school 2199000001 mend.csv' '已退回'
t_has 'submitted again with the reasons of before' 'junheng submission submit --school 2199000001' '已上报'
t_has 'passed' 'junheng submission pass --school 2199000001' '学区已通过'
t_has 'approved' 'junheng submission approve --school 2199000001' '已批准'
t_has 'the facts say where they came from' 'junheng import --list' '填报 2025-2026学年统计填报 清河县实验小学.json'
t_has 'file, log and states agree' 'junheng audit verify' ''
t_fails 6 'an approved submission is not undone as an import' 'junheng import --undo 7' <<'.'
junheng: 第 7 号导入来自已批准的填报，不能在这里撤销；请在“填报”中重新打开那所学校的报表。
.
t_has 'reopened' 'junheng submission reopen --school 2199000001 --reason 有误' '已退回'

# Without network: two copies of the file at the school, a conflict at the county.
t_ok 'a file is made' 'junheng submission take --school 2199000002 --out take.jhx' <<'.'
take.jhx
.
t_has 'carried in at the school' 'junheng submission carry take.jhx --db a.db' '清河县第二小学'
junheng submission carry take.jhx --db b.db > /dev/null
t_has 'the same grid with last year beside it' 'junheng submission show --db a.db --school 2199000002' 'grade1 (一年级)  primary= [last ← '
printf 'item,value\nbooks,1111\nbackbone,3\n' > a.csv
printf 'item,value\nbooks,2222\ncomputers,77\n' > b.csv
junheng submission fill --db a.db --school 2199000002 a.csv > /dev/null
junheng submission fill --db b.db --school 2199000002 b.csv > /dev/null
printf 'item,value\nlicensed,2999\n' > wrong.csv
t_copy a.db c.db
t_has 'the same rules without network' 'junheng submission fill --db c.db --school 2199000002 --last > /dev/null; junheng submission fill --db c.db --school 2199000002 --overwrite wrong.csv' '持证教师 2999 人，多于专任教师'
t_ok 'handed in' 'junheng submission hand-in --db a.db --out a.jhx' <<'.'
a.jhx
.
junheng submission hand-in --db b.db --out b.jhx > /dev/null
t_has 'a receipt' 'junheng submission receive a.jhx' '回执第 1 号：清河县第二小学，2 格；采用 2 格，相同 0 格，冲突 0 格'
t_has 'twice changes nothing' 'junheng submission receive a.jhx' '这个文件已经收过，没有任何改动。'
junheng submission receive b.jhx > second.txt
t_has 'the other one is merged' 'cat second.txt' '回执第 2 号：清河县第二小学，2 格；采用 1 格，相同 0 格，冲突 1 格'
t_has 'its conflict is shown with both values' 'cat second.txt' '#1 图书  1111 (local'
t_fails 8 'nothing is submitted over a conflict' 'junheng submission submit --school 2199000002 --reason x' <<'.'
junheng: “清河县第二小学”还有未处理的冲突（第 1 个）：请逐格选定保留哪个值，再提交或批准。
.
t_has 'decided' 'junheng submission decide --school 2199000002 --conflict 1 --choice theirs' '填报中'
t_has 'the chosen value' 'junheng submission show --school 2199000002' '2222 [filled'
head -c 500 a.jhx > short.jhx
t_fails 8 'a file that was cut off' 'junheng submission receive short.jhx' <<'.'
junheng: 文件不完整：长度与记录不符，可能没有拷完。请从学校重新拷贝。
.
sed 's/1111/9111/' a.jhx > bent.jhx
t_fails 8 'a file that was changed' 'junheng submission receive bent.jhx' <<'.'
junheng: 文件的签名不对：内容在签名之后被改动过，没有采用。请让学校重新导出。
.
sed '1s/exchange 1/exchange 2/' a.jhx > newer.jhx
t_fails 8 'a file of another version' 'junheng submission receive newer.jhx' <<'.'
junheng: 文件由另一版本的程序生成（格式 2），本程序不能读取；请把两边的程序升级到同一版本。
.
t_fails 8 'the wrong way round' 'junheng submission receive take.jhx' <<'.'
junheng: 这不是学校交回的离线填报文件；请检查拿到的是哪一个文件。
.
t_fails 5 'nothing was carried here' 'junheng submission hand-in --out x.jhx' <<'.'
junheng: 这个数据文件里没有从县里载入的填报；请先 junheng submission carry 载入县里发的文件。
.
t_copy county.db other.db
t_fails 6 'work that is not handed in is not written over' 'junheng submission carry take.jhx --db c.db' <<'.'
junheng: “2199000002”的第 1 次填报已经载入过，而且已有修改；请先交回，或换一个数据文件载入。
.
t_has 'closed' 'junheng submission close' '2025-2026学年统计填报'
t_fails 6 'nothing more is filled in' 'junheng submission fill --school 2199000002 b.csv' <<'.'
junheng: 第 1 次填报已经结束，不能再改。
.
t_has 'the log holds' 'junheng audit verify' ''
t_end
