-- Normative documents issued, repealed and in force: text against table; any one match is enough.
-- Digits of the row that run together prove a contradiction too: a number they do not hold is in no reading of them.
WITH glued AS (
  SELECT f.report_id, any_value(f."values"->>'text') AS digits FROM finding f JOIN chosen USING (report_id)
  WHERE f.check_code = 'digits_unresolved' AND f.code_table = 'disclosure' AND f.code_row = 'normative_document' GROUP BY ALL),
compared AS (
  SELECT c.report_id, k.stated, k.code_column, n.value AS expected, list(t.value) FILTER (t.value IS NOT NULL) AS numbers,
         arg_min(t.value, (t.line_no, t.value)) AS found, arg_min(t.sentence, (t.line_no, t.value)) AS sentence,
         min(t.line_no) AS line_no
  FROM chosen c
  CROSS JOIN (VALUES ('normative_issued', 'issued'), ('normative_repealed', 'repealed'), ('normative_in_force', 'in_force')) k(stated, code_column)
  LEFT JOIN told t ON t.report_id = c.report_id AND t.code = k.stated AND t.own
  LEFT JOIN number n ON n.report_id = c.report_id AND n.code = 'disclosure/normative_document/' || k.code_column
  WHERE c.extent = 'full' AND c.form = 'form_2021' GROUP BY ALL),
held AS (
  SELECT c.*, g.digits FROM compared c JOIN glued g USING (report_id)
  WHERE c.expected IS NULL AND c.found IS NOT NULL
    AND NOT list_bool_or(list_transform(c.numbers, lambda n: contains(g.digits, n::BIGINT::TEXT)))),
judged AS (SELECT *, coalesce(list_contains(numbers, expected) OR list_sum(numbers) = expected, false) AS fits FROM compared)
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, 'normative_document' AS code_row, code_column, found, expected,
       '{column}: the text says {found} normative documents, the table {expected}: they differ' AS message, sentence, line_no
FROM judged WHERE NOT fits AND found IS NOT NULL AND expected IS NOT NULL
UNION ALL BY NAME
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, 'normative_document' AS code_row, code_column, found,
       '{column}: the text says {found} normative documents, which the run-together digits of the row do not hold' AS message,
       sentence, line_no
FROM held
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, 'normative_document' AS code_row,
       CASE WHEN count(found) = 0 THEN 'the text states no such number' ELSE 'a number is missing' END AS message
FROM judged GROUP BY report_id
HAVING count(found) = 0 OR count(*) FILTER (found IS NOT NULL AND expected IS NULL) > 0
