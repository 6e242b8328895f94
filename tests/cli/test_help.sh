. "$(dirname "$0")/t.sh"

t_has 'the version' '$JH --version' 'junheng '
t_ok 'help lists the commands, a county'"'"'s way first' '$JH --help | sed -n "s/^  \([a-z -]*[a-z]\)  .*/\1/p"' <<'.'
demo
form
import
check
balance
explain
report
org list
org group
org step
submission open
submission list
submission due
submission show
submission fill
submission submit
submission return
submission pass
submission approve
submission reopen
submission decide
submission close
submission take
submission carry
submission hand-in
submission receive
register list
register show
register define
record list
record show
record save
record move
record count
serve
account add
account list
account grant
account revoke
account password
account totp
account lock
account unlock
move
backup
restore
audit list
audit verify
audit anchor
audit trim
calc disparity
calc split
pack list
pack show
pack check
people find
people show
people step
people rollover
people steps
people undo
people compare
key new
key check
.
t_fails 2 'no command' '$JH' <<'.'
...
.
t_fails 2 'a word that is no command' '$JH xyzzy-qwerty' <<'.'
junheng: 没有命令“xyzzy-qwerty”。
输入 junheng --help 查看全部命令。
.
t_fails 2 'the same in English' '$JH --lang en xyzzy' <<'.'
...
.

# Every command of the list has a help with all its texts.
for language in zh-CN en; do
    "$JH" --help --lang $language | sed -n 's/^  \([a-z][a-z -]*[a-z]\)  .*/\1/p' > "$t_dir/commands"
    while read -r command; do
        if "$JH" $command --help --lang $language > "$t_dir/got" 2>&1 < /dev/null &&
            ! grep -E '^  --[a-z]+( [^ ]+)? *$|cli\.' "$t_dir/got"; then
            t_passed=$((t_passed + 1))
        else
            t_bad "help of $command in $language"
            cat "$t_dir/got"
        fi
    done < "$t_dir/commands"
done

# Every command line that a help shows is one that works, here on the demo county.
mkdir "$t_dir/bin"
ln -s "$JH" "$t_dir/bin/junheng"
PATH=$t_dir/bin:$PATH
export PATH
junheng demo --out demo --schools 20 > /dev/null
junheng import --db junheng.db --reason 演示 demo/990101 > /dev/null
junheng account add zhang.wei --role director > /dev/null
cp junheng.db start.db
printf '学校,片区,在校生数,图书\n一小,东,45,279\n二小,东,37,137\n三小,西,89,935\n' > 学校.csv
printf 'school,area,pupils,books\n1,east,45,279\n2,east,37,137\n3,west,89,935\n' > schools.csv
cp -r "$DATA/packs" 我的标准
cp -r "$DATA/packs" my-packs
for language in zh-CN en; do
    for command in $(junheng --help | sed -n 's/^  \([a-z]*[a-z]\)  .*/\1/p') \
        'audit list' 'audit verify' \
        'account add' 'account list' 'account grant' 'account revoke' 'account password' 'account totp' \
        'account lock' 'account unlock' 'calc disparity' 'calc split' 'pack list' 'pack show' 'pack check'; do
        rm -rf 县.db* county.db* 全省 province
        [ "$command" = import ] || cp start.db 县.db
        [ "$command" = import ] || cp start.db county.db
        junheng $command --help --lang $language | sed -n 's/^  \(junheng .*\)/\1/p' > "$t_dir/lines"
        [ -s "$t_dir/lines" ] || t_bad "help of $command in $language has no example"
        while read -r line; do
            stop=
            # A server runs until it is stopped; it must be there after a second.
            case $line in *' serve '*) line="timeout 1 $line --port 0" stop=124 ;; esac
            sh -c "$line" > "$t_dir/got" 2>&1 < /dev/null
            code=$?
            if [ $code = "${stop:-0}" ]; then
                t_passed=$((t_passed + 1))
            else
                t_bad "example of $command in $language: $line ends with $code"
                tail -5 "$t_dir/got"
            fi
        done < "$t_dir/lines"
    done
done
t_end
