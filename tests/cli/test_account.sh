# junheng account: made, listed, changed; a password is never an argument.
. "$(dirname "$0")/t.sh"
mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH JUNHENG_DB=county.db
export PATH JUNHENG_DB

t_ok 'no accounts yet' 'junheng account list' <<'.'
还没有账号。
.
t_fails 2 'a county is needed' 'junheng account add zhang.wei' <<'.'
...
.
t_ok 'made with a password of its own, shown once' 'junheng account add zhang.wei --county 990101 --name 张伟 --role director |
    sed "s/[a-z2-9]\{4\}-[a-z2-9]\{4\}-[a-z2-9]\{4\}/PASSWORD/"' <<'.'
账号 zhang.wei 的初始口令：PASSWORD（首次登录须修改，请当面或另行告知本人）
.
t_fails 8 'a school that the county does not know' 'echo Kite-lantern-27 | junheng account add li.ning --county 990101 --role principal --org 2199000009 --password-fd 0' <<'.'
junheng: 本县没有代码为“2199000009”的学校或学区（共同体），请核对代码（junheng org list 可查），或先建立该学区。
.
junheng demo --out demo --schools 12 >made
junheng import --reason 试用 demo/990101/2025/*名录* >made 2>&1
t_ok 'made with a password from a descriptor' 'echo Kite-lantern-27 | junheng account add li.na --county 990101 --role principal --org 2199000001 --since 2025-09-01 --until 2031-09-01 --password-fd 0' <<'.'
已建立账号 li.na。
.
t_ok 'the list' 'junheng account list | sed "s/[0-9-]\{10\} - $/DAY - /"' <<'.'
li.na                 990101  li.na         启用
    1. 校长 990101 2199000001  2025-09-01 - 2031-09-01
zhang.wei             990101  张伟          启用
    1. 局长（局领导） 990101   DAY - 
.
t_has 'the list as JSON, without hashes' 'junheng account list --json' '"account":"li.na","county":"990101"'
t_fails 8 'a weak password' 'echo short | junheng account add wang.fang --county 990101 --password-fd 0' <<'.'
junheng: 口令只有 5 个字符，至少需要 10 个。可以用一句话。
.
t_fails 2 'no password to be read' 'junheng account password li.na --password-fd 9' <<'.'
junheng: 没有读到账号“li.na”的口令，或两次输入不一致，请重试。
.
t_fails 2 'a password is no option' 'junheng account add x.y --county 990101 --password secret' <<'.'
...
.
t_fails 6 'a name is taken once in the file' 'junheng account add li.na --county 990102' <<'.'
junheng: 账号名“li.na”已被使用（全库内不得重名），请换一个。
.
t_fails 8 'a role that is none' 'junheng account grant li.na --role king' <<'.'
junheng: 没有“king”这个角色，请从角色列表中选取。
.
t_fails 8 'a principal without a school' 'junheng account grant li.na --role principal' <<'.'
junheng: 角色“principal”须指定学校（10 位标识码）或学区（共同体）代码。
.
t_fails 5 'an account that is not there' 'junheng account lock no.one' <<'.'
junheng: 没有名为“no.one”的账号，请核对账号名。
.
for verb in lock unlock password totp; do
    t_has "account $verb" "junheng account $verb li.na" 'li.na'
done
t_has 'a role ended' 'junheng account revoke li.na --number 1' 'li.na'
t_fails 5 'a role that is not there' 'junheng account revoke li.na --number 7' <<'.'
junheng: 账号“li.na”没有第 7 项授权，请核对序号。
.
t_has 'everything is in the log' 'junheng audit list --county 990101 --limit 50' '给账号 li.na 授予角色 校长'
t_has 'and the log holds' 'junheng audit verify' '没有发现问题'
if t_bytes county.db | grep -q 'Kite-lantern-27'; then t_bad 'the password is in the store'; else t_passed=$((t_passed + 1)); fi
t_end
