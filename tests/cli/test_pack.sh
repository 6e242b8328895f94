# tests/cli/test_pack.sh - which packs there are, and what is wrong with a folder of them.
. "$(dirname "$0")/t.sh"

t_ok 'built-in packs are listed' '$JH pack list' <<'.'
cn-basic-balance-2012      1.0.0    标准  县域义务教育基本均衡发展督导评估（2012）
cn-bureau-registers        1.0.0    台账  教育局工作台账
cn-people-rosters          1.0.0    字典  学生与教师名册
cn-quality-balance-2017    1.0.0    标准  县域义务教育优质均衡发展督导评估（2017）
cn-school-statistics       1.0.0    字典  义务教育学校统计数据字典
seven-hundred-percent      1.0.0    标准  七个百分之百
.
t_has 'with those of a folder' '$JH pack list --packs $DATA/packs --lang en' 'California school districts'
t_has 'as JSON' '$JH pack list --json' '"id":"cn-quality-balance-2017","version":"1.0.0","kind":"standard"'
t_has 'one pack: its indicators' '$JH pack show' 'sports_area                小学'
t_has 'its switches and their values' '$JH pack show cn-quality-balance-2017' '6=至少6项 7=全部7项'
t_has 'its forms' '$JH pack show cn-school-statistics --lang en' 'teachers'
t_has 'one of a folder' '$JH pack show ca-schools --packs $DATA/packs' 'computer_ratio'
t_has 'all of it as JSON' '$JH pack show cn-school-statistics --json' '"id":"boarding"'
t_fails 5 'no such pack' '$JH pack show cn-nothing' <<'.'
junheng: 没有找到标准“cn-nothing”。请用 junheng pack list 查看可用的标准。
.
t_ok 'a right pack is found right' '$JH pack check $DATA/packs' <<'.'
ca-schools                 1.0.0    标准  加州学区示例标准
1 个标准包没有问题。
.
t_ok 'the built-in packs have no faults' '$JH pack check $ROOT/packs --lang en' <<.
The packs in "$ROOT/packs" are the built-in ones, without fault.
.
t_ok 'make a county pack with two faults' '
    mkdir my && cp -r $ROOT/packs/cn-quality-balance-2017 my/ &&
    sed -i "s/doctor + master + bachelor + college,pupils,100,4.2/docter + master,pupils,100,4.2/; s/,switch.special_funds_line,/,switch.special_line,/" \
        my/cn-quality-balance-2017/indicators.csv' </dev/null
t_fails 8 'every fault has file, line and column' '$JH pack check my' <<'.'
my/cn-quality-balance-2017/indicators.csv:2 amount：公式“docter + master”中有未定义的名称：unknown name at byte 1: "docter + master"。
my/cn-quality-balance-2017/indicators.csv:28 line：公式“switch.special_line”中有未定义的名称：unknown name at byte 1: "switch.special_line"。
共 2 处问题，有问题的标准包不会被使用；改正后请再检查一次。
.
t_fails 8 'in English too' '$JH pack check my --lang en' <<'.'
...
2 faults; a pack with a fault is not used. Mend them and check again.
.
t_fails 5 'an absent folder' '$JH pack check nowhere' <<'.'
junheng: 无法读取文件夹“nowhere”：nowhere: No such file or directory。请检查路径和权限。
.
t_fails 2 'no folder' '$JH pack check --lang en' <<'.'
junheng: Give one folder of packs, for example: junheng pack check my-packs
.
t_end
