-- Numbers of results in the text and in the table differ; several numbers of one kind are no statement of the whole.
WITH compared AS (
  SELECT c.report_id, s.code, s.rows, list(DISTINCT t.value) AS numbers, arg_min(t.sentence, (t.line_no, t.sentence)) AS sentence,
         min(t.line_no) AS line_no,
         (SELECT sum(r.value) FROM result r WHERE r.report_id = c.report_id AND list_contains(s.rows, r.code_row)) AS expected,
         (SELECT count(*) = len(s.rows) AND bool_and(r.exact) FROM result r
          WHERE r.report_id = c.report_id AND list_contains(s.rows, r.code_row)) AS exact
  FROM chosen c CROSS JOIN (SELECT unnest($pairs, max_depth := 2)) s
  JOIN told t ON t.report_id = c.report_id AND t.code = s.code AND t.own GROUP BY ALL)
SELECT report_id, 'fail' AS status, 'requests' AS code_table, rows[1] AS code_row, 'total' AS code_column,
       numbers[1] AS found, expected,
       CASE WHEN exact THEN '{row}: the text says {found}, the table {expected}: they differ, perhaps in scope'
            ELSE '{row}: the text says {found}, the table at least {expected}: they differ, perhaps in scope' END AS message,
       sentence, line_no
FROM compared WHERE len(numbers) = 1 AND ((exact AND numbers[1] <> expected) OR (NOT exact AND numbers[1] < expected))
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'requests' AS code_table, rows[1] AS code_row,
       CASE WHEN len(numbers) > 1 THEN 'the text states several such numbers' ELSE 'a number is missing' END AS message
FROM compared
WHERE NOT coalesce(list_contains(numbers, expected), false)
  AND (len(numbers) > 1 OR expected IS NULL OR (NOT exact AND numbers[1] >= expected))
