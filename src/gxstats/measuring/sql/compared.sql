-- Who is compared in one year: every unit that had to report for it, or did, with n and N of an indicator that year and the one
-- before, missing where a number they need is.
, concerned AS (SELECT DISTINCT unit FROM due WHERE year = $on),
rated AS (
  SELECT unit, year, report_id, CASE WHEN {whole} THEN {n} END AS n, CASE WHEN {whole} THEN {of} END AS of
  FROM chosen WHERE year IN ($on, $on - 1)
)
SELECT c.unit, m.short_name, m.name, m.name_en, m.kind, j.report_id, j.n, j.of, b.n AS n_before, b.of AS of_before
FROM concerned c
LEFT JOIN named m ON m.unit = c.unit
LEFT JOIN rated j ON j.unit = c.unit AND j.year = $on
LEFT JOIN rated b ON b.unit = c.unit AND b.year = $on - 1
ORDER BY m.position, c.unit
