. "$(dirname "$0")/t.sh"

cat > five.csv <<'.'
学校,图书（册）,在校生数,片区
一小,279,45,东
二小,137,37,东
三小,935,89,西
四小,160,76,西
五小,402,55,西
.
t_ok 'the published example' \
    '$JH calc disparity --amount 图书（册） --pupils 在校生数 five.csv | tr , "\n" | grep -E "\"(n|pupils|mean|cv|cv_unweighted)\""' <<'.'
{"n":5
"pupils":302
"mean":6.3344370860927155
"cv":0.5152566298844764
"cv_unweighted":0.54646223473886213}
.
t_ok 'headings fold, stdin, groups add up' \
    '$JH calc disparity --amount 图书 --pupils=在校生数 --group 片区 - < five.csv |
        sed "s/.*\"groups\"://; s/\"mean\".*//"' <<'.'
{"by":"片区","theil":0.14362955479650918,"between":0.007738381961514126,"within":0.13589117283499505,"items":[{"group":"东","n":2,"pupils":82,
.
t_ok 'value is amount per pupil' 'awk -F, "NR == 1 { print \"v,p\"; next } { printf \"%.17g,%s\n\", \$2 / \$3, \$3 }" five.csv > v.csv
    $JH calc disparity --value v --pupils p v.csv | sed "s/.*\"cv\":\(0.51525662988\).*/\1/"' <<'.'
0.51525662988
.
t_has 'Chem97, as R has it' '$JH calc disparity --amount total --pupils pupils --group lea "$DATA/chem97.csv"' \
    '"n":2410,"pupils":31022,'
t_has 'the numbers of R' '$JH calc disparity --amount total --pupils pupils "$DATA/chem97.csv" |
    grep -o "\"cv\":0.0791774334\|\"gini\":0.0439765949\|\"theil\":0.00318563903\|\"theil_l\":0.00325569529" | tr -d "\n"' \
    '"cv":0.0791774334"gini":0.0439765949"theil":0.00318563903"theil_l":0.00325569529'

t_fails 2 'a column that is not there' '$JH calc disparity --amount 书 --pupils 在校生数 five.csv' <<'.'
junheng: 表中没有列“书”。现有的列：学校, 图书（册）, 在校生数, 片区。请改用其中一个列名。
.
t_fails 2 'no columns named' '$JH calc disparity five.csv' <<'.'
junheng: 请用 --pupils 指明在校生数的列，并用 --amount（总量）或 --value（生均值）中的一个指明资源的列。
.
t_fails 2 'no file named' '$JH calc disparity --amount a --pupils b' <<'.'
junheng: 请给出一个表格文件（.xlsx、.xls、.ods 或 .csv）；“-”表示标准输入。
.
t_fails 8 'a blank is not zero' 'sed s/,935,/,,/ five.csv | $JH calc disparity --amount 图书 --pupils 在校生数 -' <<'.'
junheng: 第 4 行“图书”没有填写。缺报不等于 0：请补报，或先删去该行再计算。
.
t_fails 8 'a text is no number' 'sed s/,935,/,很多,/ five.csv | $JH calc disparity --amount 图书 --pupils 在校生数 -' <<'.'
junheng: 第 4 行“图书”的内容“很多”不是数字，请改为数字后重试。
.
t_fails 8 'a school without pupils' 'sed s/,89,/,0,/ five.csv | $JH calc disparity --amount 图书 --pupils 在校生数 -' <<'.'
junheng: 第 4 行“在校生数”为 0，在校生数应大于 0；若学校已撤并，请先标记停办。
.
t_fails 8 'a head without rows' 'head -1 five.csv | $JH calc disparity --amount 图书 --pupils 在校生数 -' <<'.'
junheng: 表头下面没有数据行，请检查文件。
.
t_fails 9 'nobody has any' 'printf "a,p\n0,5\n0,6\n" | $JH calc disparity --amount a --pupils p -' <<'.'
junheng: 所有学校的数量合计为 0，差异系数没有定义；请检查该指标是否漏报。
.
t_fails 2 'a mistyped option' '$JH calc disparity --amuont a --pupils b five.csv' <<'.'
junheng: 没有选项 --amuont；输入 --help 查看可用的选项。
您是否要输入：--amount
.
t_fails 2 'an option without its value' '$JH calc disparity five.csv --amount' <<'.'
junheng: 选项 --amount 后面缺少它的值。
.
t_fails 2 'a mistyped verb' '$JH calc dispartiy five.csv' <<'.'
junheng: 没有命令“calc dispartiy”。
您是否要输入：junheng calc disparity
.
t_fails 2 'an area alone lists its verbs' '$JH calc --lang en' <<'.'
  calc disparity       how unevenly a resource is spread over schools, from a plain table
  calc split           share one figure of a through-train school out to its stages
.

t_ok 'the nine-year school' '$JH calc split --pupils 166,210 --weights 1,1.1 23226' <<'.'
{"whole":23226,"parts":[9711.6272040302265,13514.372795969774]}
.
t_fails 2 'lists of different lengths' '$JH calc split --pupils 166,210 --weights 1 23226' <<'.'
junheng: --pupils 与 --weights 的个数应相同，依次对应每个学段（现在 --pupils 有 2 个）。
.
t_fails 2 'a list with a word' '$JH calc split --pupils 166,很多 --weights 1,1.1 23226' <<'.'
junheng: --pupils 应为逗号隔开的数字，最多 16 个，例如 166,210（现在为“很多”）。
.
t_fails 8 'a negative weight' '$JH calc split --pupils 166,210 --weights=1,-1 23226 --lang en' <<'.'
junheng: Stage 2: weight -1; it must be 0 to 1e15, for example 1, 1.1, 1.32.
.
t_end
