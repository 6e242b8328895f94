# tests/cli/test_report.sh - junheng report: options, and what is said when there is nothing to report.
. "$(dirname "$0")/t.sh"

t_fails 2 'a file has to be named' '$JH report' <<'.'
junheng: 请用 --out 指定要写入的文件，例如 --out 报告.pdf。
.
t_fails 2 'the ending tells the kind' '$JH report --out 报告.doc' <<'.'
junheng: 不认识的文件类型“报告.doc”，请用 .xlsx、.pdf 或 .csv 结尾的文件名。
.
t_fails 2 'only two text tables' '$JH report --out a.csv --table teachers' <<'.'
junheng: --table 只能是 schools 或 indicators，不能是“teachers”。
.
t_fails 2 'a data file without a county' '$JH report --out a.pdf; code=$?; ls a.pdf 2>/dev/null; exit $code' <<'.'
...
.
t_fails 5 'a county that is not there' '$JH report --county 999999 --out a.pdf' <<'.'
...
.
t_has 'help names the options' '$JH report --help' '--out FILE'
t_end
