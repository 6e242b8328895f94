# tests/cli/test_explain.sh - junheng explain on the demo county: formula, numbers, steps, cells.
. "$(dirname "$0")/t.sh"
. "$ROOT/tests/cli/county.sh"

t_ok 'a value of one school, down to the cells' 'junheng explain equipment_value --school 清河县实验小学' <<'.'
清河县实验小学小学“生均教学仪器设备值”
  = ...

  公式：教学仪器设备资产值 ÷ 在校生数
        （数据项）equipment / pupils
  计算：...
  · ...
  依据：教督〔2017〕6号资源配置第6项
  说明：账面原值。

所用数据：
  项目 ...
  教学仪器设备资产值 ...
  在校生数 ...
.
t_has 'file, sheet, cell, heading, what is in it' 'junheng explain equipment_value --school 2199000001' \
    '02-学生与班额.xlsx · 学生与班额!D4 “*在校生数（人）” = 1450'
# 万元 in the form, yuan in the store: what was typed is shown as it stands.
t_ok 'units of the form' 'junheng explain equipment_value --school 2199000001 --json |
    sed "s/.*\"item\":\"equipment\"[^}]*\"value\":\([0-9]*\).*\"entered\":\"\([0-9.]*\)\".*\"item\":\"pupils\".*/\1 \2/" |
    awk "{ print \$1 == \$2 * 10000 ? \"same\" : \$0 }"' <<'.'
same
.
t_has 'a shared figure says how it was shared out' \
    'junheng explain equipment_value --stage primary --school 3199000019' '分摊，本学段占'
t_ok 'both stages share the whole' 'for s in primary junior; do
        junheng explain equipment_value --stage $s --school 3199000019 --json |
        grep -o "\"share\":0[0-9.]*"; done | awk -F: "{ sum += \$2 } END { print (sum > 0.999999 && sum < 1.000001) }"' <<'.'
1
.
t_fails 2 'a school of two stages needs its stage' 'junheng explain equipment_value --school 3199000019' <<'.'
junheng: 请用 --stage 指明学段，例如 --stage primary（小学）、--stage junior（初中）。
.
t_has 'an item of the county is in a list' 'junheng explain gov_exchange' \
    '05-县级保障与质量.xlsx · 县级保障与质量!B18 “*交流轮岗教师” = 36'
t_has 'a coefficient has its schools' 'junheng explain equipment_value --stage primary' '各校：'
t_has 'a special case says which way it went' 'junheng explain sports_area --school 2199000001' '不成立，取：0'
t_has 'a rate of the county names every part' 'junheng explain gov_licensed' '清河县明德学校'
t_has 'a switch in force is told' 'junheng explain gov_special_funds --set special_funds_line=7000' '7000'
t_has 'another standard' 'junheng explain standard_schools --pack seven-hundred-percent' '÷'
t_has 'in English' 'junheng explain gov_exchange --lang en' ' / '
t_ok 'as JSON' 'junheng explain gov_exchange --json | grep -c "^{\"title\":.*\"inputs\":\[{.*}$"' <<'.'
1
.
t_fails 5 'an unknown indicator' 'junheng explain books' <<'.'
junheng: 标准中没有指标“books”，或该指标不在这个学段；用 junheng pack show 查看指标编号。
.
t_fails 5 'an unknown school' 'junheng explain equipment_value --stage primary --school 无名小学' <<'.'
junheng: 2025 学年没有学校“无名小学”。...
.
t_fails 5 'an unknown stage' 'junheng explain equipment_value --stage 幼儿园' <<'.'
junheng: 没有学段“幼儿园”，...
.
t_fails 2 'no indicator' 'junheng explain' <<'.'
...
.
t_end
