. "$(dirname "$0")/t.sh"

t_has 'the version' '$JH --version' 'junheng '
t_has 'help lists the commands' '$JH --help' 'junheng'
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
    "$JH" --help --lang $language | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' > "$t_dir/commands"
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
t_end
