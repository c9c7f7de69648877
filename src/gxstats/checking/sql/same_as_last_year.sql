-- Every non-zero number equals last year's, at least 5; zero against zero is no likeness; across forms only what both print.
WITH side AS (
  SELECT p.report_id, n.code, n.value AS now, NULL AS before
  FROM pair p JOIN number n ON n.report_id = p.report_id
  WHERE p.before_id IS NOT NULL AND (p.same_form OR NOT regexp_matches(n.code, '^(disclosure/|requests/other)'))
  UNION ALL
  SELECT p.report_id, b.code, NULL, b.value
  FROM pair p JOIN number b ON b.report_id = p.before_id
  WHERE p.same_form OR NOT regexp_matches(b.code, '^(disclosure/|requests/other)')),
both_years AS (SELECT report_id, code, max(now) AS now, max(before) AS before FROM side GROUP BY ALL),
counted AS (
  SELECT report_id, count(*) FILTER (now <> before) AS differing, count(*) FILTER (now = before AND now <> 0) AS same,
         count(*) FILTER (now IS NULL OR before IS NULL) AS missing
  FROM both_years GROUP BY report_id)
SELECT report_id, CASE WHEN missing = 0 THEN 'fail' ELSE 'cannot_say' END AS status, same AS found,
       CASE WHEN missing = 0 THEN 'all {found} numbers above 0 are those of last year'
            ELSE 'the numbers that can be compared are those of last year, {missing} are missing' END AS message,
       CASE WHEN missing > 0 THEN missing END AS missing
FROM counted WHERE differing = 0 AND same + missing >= $least AND (missing > 0 OR same >= $least)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'last year’s report is not at hand' AS message FROM pair WHERE before_id IS NULL
