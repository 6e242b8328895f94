# tests/data/ca-schools.R - the California school districts of package AER (Debian: r-cran-aer), as a CSV
# for the pack ca-schools, and what R computes from them, from the definitions alone:
#     Rscript tests/data/ca-schools.R tests/data
# writes ca-schools.csv, ca-schools-roster.csv and ca-schools.golden.txt. They are committed; run it again only to check them.
library(AER)
data(CASchools)
out <- commandArgs(trailingOnly = TRUE)[1]
d <- CASchools

number <- function(x) vapply(x, function(v) format(v, digits = 15, trim = TRUE, scientific = FALSE), "")
quoted <- function(x) ifelse(grepl("[,\"]", x), paste0('"', gsub('"', '""', x), '"'), x)
write <- function(file, table) {
  con <- file(file.path(out, file), "wb")
  writeLines(paste(names(table), collapse = ","), con)
  cells <- lapply(table, function(x) quoted(if (is.numeric(x)) number(x) else as.character(x)))
  writeLines(do.call(paste, c(unname(cells), sep = ",")), con)
  close(con)
}
write("ca-schools-roster.csv",
      data.frame(code = d$district, name = d$school, county = d$county, grades = d$grades))
write("ca-schools.csv",
      data.frame(code = d$district, name = d$school, stage = "elementary", students = d$students,
                 teachers = d$teachers, computers = d$computer, expenditure = d$expenditure,
                 income = d$income, english = d$english, read = d$read, math = d$math))

# Weighted by pupils: mean = total over total; sd of the population; cv = sd / mean.
cv <- function(x, p) { X <- x / p; m <- sum(x) / sum(p); sqrt(sum(p / sum(p) * (X - m)^2)) / m }
# Theil's T of x per pupil, pupils as weights, and its parts between and within groups.
theil <- function(x, p) { s <- x / sum(x); w <- p / sum(p); k <- x > 0; sum(s[k] * log(s[k] / w[k])) }
between <- function(x, p, g) { X <- tapply(x, g, sum); P <- tapply(p, g, sum); theil(as.vector(X), as.vector(P)) }
gini <- function(x, p) {
  v <- x / p; m <- sum(x) / sum(p); w <- p / sum(p)
  sum(outer(w, w) * abs(outer(v, v, "-"))) / (2 * m)
}

amounts <- list(teacher_ratio = d$teachers, computer_ratio = d$computer,
                spending = d$expenditure * d$students)
g <- droplevels(d$county)
lines <- c("# tests/data/ca-schools.golden.txt - written by ca-schools.R; all 420 districts, weight = pupils",
           paste("origin    data CASchools of R package AER", packageVersion("AER")),
           paste("districts", nrow(d)), paste("counties ", nlevels(g)), "tolerance 1e-12")
for (id in names(amounts)) {
  x <- amounts[[id]]; p <- d$students
  f <- function(v) sprintf("%.17g", v)
  t <- theil(x, p); b <- between(x, p, g)
  lines <- c(lines, paste("expect   ", id, "mean", f(sum(x) / sum(p))),
             paste("expect   ", id, "cv", f(cv(x, p))), paste("expect   ", id, "gini", f(gini(x, p))),
             paste("expect   ", id, "theil", f(t)), paste("expect   ", id, "theil_between", f(b)),
             paste("expect   ", id, "theil_within", f(t - b)))
}
below <- sum(d$teachers / d$students * 100 < 4.5)
lines <- c(lines, paste("expect    teacher_ratio below_line", below),
           paste("expect    computer_ratio below_line", sum(d$computer / d$students * 100 < 10)),
           paste("expect    spending below_line", sum(d$expenditure < 5000)))
writeLines(lines, file.path(out, "ca-schools.golden.txt"))
