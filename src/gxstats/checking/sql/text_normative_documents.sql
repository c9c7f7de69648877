-- Normative documents issued, repealed and in force: text against table; any one match is enough.
WITH compared AS (
  SELECT c.report_id, k.stated, k.code_column, n.value AS expected, list(t.value) FILTER (t.value IS NOT NULL) AS numbers,
         arg_min(t.value, (t.line_no, t.value)) AS found, arg_min(t.sentence, (t.line_no, t.value)) AS sentence,
         min(t.line_no) AS line_no
  FROM chosen c
  CROSS JOIN (VALUES ('normative_issued', 'issued'), ('normative_repealed', 'repealed'), ('normative_in_force', 'in_force')) k(stated, code_column)
  LEFT JOIN told t ON t.report_id = c.report_id AND t.code = k.stated
  LEFT JOIN number n ON n.report_id = c.report_id AND n.code = 'disclosure/normative_document/' || k.code_column
  WHERE c.extent = 'full' AND c.form = 'form_2021' GROUP BY ALL),
judged AS (SELECT *, coalesce(list_contains(numbers, expected), false) AS fits FROM compared)
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, 'normative_document' AS code_row, code_column, found, expected,
       '{column}: the text says {found} normative documents, the table {expected}: they differ' AS message, sentence, line_no
FROM judged WHERE NOT fits AND found IS NOT NULL AND expected IS NOT NULL
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, 'normative_document' AS code_row,
       CASE WHEN count(found) = 0 THEN 'the text states no such number' ELSE 'a number is missing' END AS message
FROM judged GROUP BY report_id
HAVING count(found) = 0 OR count(*) FILTER (found IS NOT NULL AND expected IS NULL) > 0
