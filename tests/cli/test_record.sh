# junheng register, junheng record: a ledger kept, looked at, counted, and a definition changed.
. "$(dirname "$0")/t.sh"
mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH
JUNHENG_DB=county.db
export PATH JUNHENG_DB
junheng demo --out demo --schools 20 > /dev/null || t_bad 'demo'
junheng import --reason 演示 demo/990101/2025/01-学校名录.xlsx > import.txt || t_bad 'import'

t_has 'registers of the packs' 'junheng register list' 'hazards                  校园安全隐患'
t_has 'fields, codes and steps' 'junheng register show hazards' 'late                 超期天数/天  = max(0, mended - due)'
t_fails 5 'a register has to be known' 'junheng register show nothing' <<'.'
junheng: 没有叫「nothing」的台账。用 register list 看有哪些。
.
t_fails 2 'whose record it is' 'junheng record save hazards what=围墙裂缝' <<'.'
junheng: 请说明这条记录属于哪所学校或哪个共同体（）。
.
t_fails 8 'every wrong field is told, nothing is kept' 'junheng record save hazards --subject 清河县实验小学 what=围墙裂缝 found=昨天 sort=天气 cost=很贵' <<'.'
...
.
t_has 'nothing was kept' 'junheng record list hazards' '0'
t_has 'a record is kept' 'junheng record save hazards --subject 清河县实验小学 what=围墙裂缝 found=2026-03-05 place=东墙 sort=房屋 grade=重大 due=2026-03-20' '1  2026-03-05  待整改  清河县实验小学  围墙裂缝'
t_fails 6 'a step from another state' 'junheng record move hazards 1 close' <<'.'
junheng: 现在的状态（待整改）不能这样操作。
.
t_fails 8 'what is needed for a step' 'junheng record move hazards 1 mend' <<'.'
junheng: 还不能提交：整改完成日期没有填。请填写整改完成日期。
.
t_has 'a field is changed' 'junheng record save hazards 1 mended=2026-03-25 cost=1.2万元' 'late: 5'
t_has 'a step' 'junheng record move hazards 1 mend' '待核实'
t_fails 6 'it is locked meanwhile' 'junheng record save hazards 1 cost=3' <<'.'
junheng: 这条记录现在不能修改（待核实）。
.
t_fails 8 'sending it back wants a word' 'junheng record move hazards 1 again' <<'.'
junheng: 这一步要写明原因。
.
t_has 'closed, with its history' 'junheng record move hazards 1 close' '待核实 → 已销号'
t_has 'counts by formula' 'junheng record count hazards' '按期整改率: 0.0 %'
t_has 'found by a field' 'junheng record list hazards --where 等级=重大 --state closed' '围墙裂缝'
t_has 'not found by another' 'junheng record list hazards --where 等级=一般' '0'
t_fails 2 'a field the list cannot be narrowed by' 'junheng record list hazards --where cost=3' <<'.'
junheng: 不能按「cost」筛选。
.

printf '{"id":"visits","version":"1","title":{"zh":"家访","en":"Visits"},"area":"families","subject":"school","fill":["principal"],"name_item":"whom","source":"本县","fields":[{"id":"whom","name":{"zh":"对象","en":"Whom"},"kind":"words","required":true}],"states":[{"id":"noted","name":{"zh":"已记","en":"Noted"},"kind":"open"}],"moves":[],"counts":[]}' > visits.json
sed 's/"kind":"words"/"kind":"poem"/' visits.json > bad.json
t_fails 8 'faults of a definition with their place' 'junheng register define bad.json' <<'.'
...
.
t_has 'checked only' 'junheng register define --check visits.json' 'visits  #0'
t_has 'put in force' 'junheng register define visits.json' 'visits  #1'
t_has 'and used at once' 'junheng record save visits --subject 2199000001 whom=张家' '张家'
sed 's/"id":"whom"/"id":"who"/; s/"name_item":"whom"/"name_item":"who"/' visits.json > less.json
t_has 'what has records may not go' 'junheng register define less.json || :' 'fields whom: 已有记录用到它，不能这样改'
t_end
