-- Five times more or less than last year with at least 30, or 0 after three years of at least 5; table two never across forms.
WITH compared AS (
  SELECT p.report_id, p.unit, p.year, p.scope, p.before_id, p.same_form, p.relation, p.other, p.reform_year, codes.code,
         n.value AS found, b.value AS expected
  FROM pair p CROSS JOIN unnest($codes) AS codes(code)
  LEFT JOIN number n ON n.report_id = p.report_id AND n.code = codes.code
  LEFT JOIN number b ON b.report_id = p.before_id AND b.code = codes.code
  WHERE p.same_form OR p.before_id IS NULL OR NOT starts_with(codes.code, 'disclosure/')),
earlier AS (
  SELECT x.report_id, x.code, count(DISTINCT c.year) FILTER (n.value >= $before) AS above,
         count(DISTINCT c.year) FILTER (n.value < $before) AS below
  FROM compared x JOIN chosen c ON c.unit = x.unit AND c.scope = x.scope AND c.year BETWEEN x.year - 3 AND x.year - 1
  JOIN number n ON n.report_id = c.report_id AND n.code = x.code
  WHERE x.found = 0 GROUP BY ALL),
judged AS (
  SELECT x.*, coalesce(greatest(found, expected) >= $least AND greatest(found, expected) >= $ratio * least(found, expected), false) AS jump,
         coalesce(found = 0 AND above = 3, false) AS gone,
         coalesce(found = 0 AND above + below < 3 AND below = 0 AND x.year - 3 >= greatest($first, s.since), false) AS unsure
  FROM compared x LEFT JOIN earlier USING (report_id, code)
  LEFT JOIN (SELECT unit, min(from_year) AS since FROM unit GROUP BY unit) s ON s.unit = x.unit)
SELECT report_id, CASE WHEN relation IS NULL THEN 'fail' ELSE 'cannot_say' END AS status,
       split_part(code, '/', 1) AS code_table, split_part(code, '/', 2) AS code_row, split_part(code, '/', 3) AS code_column,
       found, expected,
       CASE WHEN relation IS NOT NULL THEN '{row}: {found} this year, {expected} last year; {relation} with {other} in {reform_year} may explain it'
            WHEN jump THEN '{row}: {found} this year, {expected} last year'
            ELSE '{row}: 0 after three years above 0, {expected} last year' END AS message, relation, other, reform_year
FROM judged WHERE jump OR gone
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, CASE WHEN any_value(before_id) IS NULL THEN 'last year’s report is not at hand'
       WHEN bool_and(found IS NOT NULL AND expected IS NOT NULL) THEN 'a report or a number of the three years before is not at hand'
       ELSE 'a number is missing in this report or in last year’s' END AS message
FROM judged WHERE found IS NULL OR expected IS NULL OR (unsure AND NOT jump) GROUP BY report_id
