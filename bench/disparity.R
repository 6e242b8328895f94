# bench/disparity.R ROWS RUNS FILE - the same numbers by R; prints the same lines as bench_disparity.
args <- commandArgs(TRUE)
n <- as.integer(args[1]); runs <- as.integer(args[2])
f <- file(args[3], "rb")
amount <- readBin(f, "double", n); pupils <- readBin(f, "double", n); group <- readBin(f, "integer", n)
close(f)
x <- amount / pupils
wcv <- function(x, w) { m <- sum(w * x) / sum(w); sqrt(sum(w * (x - m)^2) / sum(w)) / m }
theil <- function(x, w) { p <- w / sum(w); m <- sum(p * x); sum(p * (x / m) * log(x / m)) }
theil_l <- function(x, w) { p <- w / sum(w); m <- sum(p * x); sum(p * log(m / x)) }
sort_gini <- function(x, w) {
  o <- order(x); x <- x[o]; p <- w[o] / sum(w); L <- cumsum(p * x) / sum(p * x)
  1 - sum(p * (L + c(0, L[-length(L)])))
}
groups <- function(x, w, g) { # by rowsum: the fastest way that plain R has
  a <- rowsum(w * x, g)[, 1]; p <- rowsum(w, g)[, 1]; m <- sum(a) / sum(p); s <- a / sum(a); mg <- a / p
  r <- x / mg[as.character(g)]
  t <- rowsum(w * r * log(r), g)[, 1] / p
  c(between = sum(s * log(mg / m)), within = sum(s * t))
}
best <- function(name, f) {
  t <- min(replicate(runs, { gc(FALSE); system.time(f())[[3]] }))
  cat(sprintf("%s seconds %.6f\n", name, t))
  t
}
digits <- function(name, v) cat(sprintf("digits %s %.17g\n", name, v))
best("r-cv", function() wcv(x, pupils))
best("r-theil", function() theil(x, pupils))
best("r-sort-gini", function() sort_gini(x, pupils))
best("r-groups", function() groups(x, pupils, group))
if (suppressWarnings(suppressMessages(require(laeken, quietly = TRUE)))) {
  best("laeken-gini", function() gini(x, weights = pupils)$value)
  digits("laeken-gini", gini(x, weights = pupils)$value / 100)
}
digits("cv", wcv(x, pupils)); digits("gini", sort_gini(x, pupils)); digits("theil", theil(x, pupils))
digits("theil_l", theil_l(x, pupils))
d <- groups(x, pupils, group); digits("between", d[["between"]]); digits("within", d[["within"]])
