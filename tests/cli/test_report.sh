# tests/cli/test_report.sh - junheng report: options, what is said when there is nothing to report, and the
# documents of the demo county.
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
. "$ROOT/tests/cli/county.sh"
t_ok 'three kinds of files' 'junheng report --out t.xlsx && junheng report --out r.pdf && junheng report --out s.csv &&
    junheng report --out i.csv --table indicators; head -c 2 t.xlsx; echo; head -c 5 r.pdf; echo; head -c 3 s.csv | od -An -tx1' <<'.'
PK
%PDF-
 ef bb bf
.
t_ok 'the same data, the same bytes' 'junheng report --out t2.xlsx && junheng report --out r2.pdf && cmp t.xlsx t2.xlsx && cmp r.pdf r2.pdf' </dev/null
t_ok 'a row for every part of a school' 'junheng balance --json | grep -o "\"id\":\"[a-z]*\",\"title\":\"[^\"]*\",\"units\":[0-9]*" |
        sed "s/.*://" | awk "{ n += \$1 } END { print n }"; grep -c "^[23][0-9]\{9\}\|^\"\?[23][0-9]\{9\}\|,[23][0-9]\{9\}," s.csv' <<'.'
23
24
.
t_ok 'an earlier year is another report' 'junheng report --year 2021 --out old.csv && cmp -s old.csv s.csv; echo $?' <<'.'
1
.
t_ok 'a switch changes it' 'junheng report --set private_in_cv=0 --out sw.csv && cmp -s sw.csv s.csv; echo $?' <<'.'
1
.
t_ok 'the other standards' 'for p in cn-basic-balance-2012 seven-hundred-percent; do
        junheng report --pack $p --out $p.xlsx && junheng report --pack $p --out $p.pdf && head -c 5 $p.pdf && echo; done' <<'.'
%PDF-
%PDF-
.
t_ok 'in English' 'junheng report --lang en --out e.csv --table indicators && head -1 e.csv | tail -c +4 | grep -c 差异系数; :' <<'.'
0
.
t_fails 5 'a year without data' 'junheng report --year 2035 --out x.pdf; code=$?; ls x.pdf 2>/dev/null; exit $code' <<'.'
junheng: 清河县没有 2035 学年的数据。...
.
t_fails 2 'a folder that is not there' 'junheng report --out nowhere/x.pdf' <<'.'
junheng: 无法写入文件“nowhere/x.pdf”：...
.
# Two coloured eyes see only the picture; a text extractor sees whether it can be searched and copied.
if command -v pdftotext > /dev/null; then
    t_has 'the PDF can be searched' 'pdftotext r.pdf - | tr -d " \n"' '差异系数'
fi
t_has 'help names the options' '$JH report --help' '--out FILE'
t_end
