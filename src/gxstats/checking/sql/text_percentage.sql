-- A share stated in the text recomputes from the table over those handled, received, or received and carried in.
WITH claims AS (
  SELECT p.report_id, s.rows, unnest(regexp_extract_all(p.text, s.pattern, 1))::DOUBLE AS found
  FROM (SELECT report_id, unnest(regexp_extract_all(text, '[^。；;\n]*%')) AS text FROM prose) p CROSS JOIN (SELECT unnest($shares, max_depth := 2)) s),
compared AS (
  SELECT k.report_id, k.rows, k.found, sum(r.value) AS part, count(r.value) = len(any_value(k.rows)) AND bool_and(r.exact) AS exact,
         any_value(n.requests__handled__total) AS handled, any_value(n.requests__received__total) AS received,
         any_value(n.requests__received__total + n.requests__carried_in__total) AS altogether
  FROM claims k LEFT JOIN result r ON r.report_id = k.report_id AND list_contains(k.rows, r.code_row)
  LEFT JOIN printed n ON n.report_id = k.report_id GROUP BY k.report_id, k.rows, k.found),
judged AS (
  SELECT *, round(100 * part / handled, 2) AS expected,
         exact AND (coalesce(abs(100 * part / nullif(handled, 0) - found) <= $tolerance, false)
                    OR coalesce(abs(100 * part / nullif(received, 0) - found) <= $tolerance, false)
                    OR coalesce(abs(100 * part / nullif(altogether, 0) - found) <= $tolerance, false)) AS fits,
         NOT exact AND 100 * part / greatest(handled, received, altogether) > found + $tolerance AS too_low
  FROM compared)
SELECT report_id, 'fail' AS status, 'requests' AS code_table, CASE WHEN len(rows) = 1 THEN rows[1] END AS code_row, found,
       expected, 'the text says {found} %, the table gives {expected} %: they differ' AS message
FROM judged WHERE (exact AND NOT fits AND handled IS NOT NULL AND altogether IS NOT NULL) OR too_low
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'requests' AS code_table, 'a number is missing' AS message
FROM judged WHERE NOT coalesce(fits, false) AND NOT coalesce(too_low, false)
  AND (NOT coalesce(exact, false) OR handled IS NULL OR altogether IS NULL)
GROUP BY report_id
