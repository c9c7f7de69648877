-- The text says all upheld while cases were corrected, or fewer were upheld than there are.
WITH claim AS (
  SELECT report_id, arg_min(sentence, line_no) AS sentence, min(line_no) AS line_no
  FROM told WHERE code = 'all_upheld' GROUP BY report_id),
compared AS (
  SELECT k.*, block AS code_row, u.value AS found, t.value AS expected, c.value AS corrected
  FROM claim k CROSS JOIN unnest(['reconsideration', 'litigation_direct', 'litigation_after']) AS blocks(block)
  LEFT JOIN number u ON u.report_id = k.report_id AND u.code = 'disputes/' || block || '/upheld'
  LEFT JOIN number t ON t.report_id = k.report_id AND t.code = 'disputes/' || block || '/total'
  LEFT JOIN number c ON c.report_id = k.report_id AND c.code = 'disputes/' || block || '/corrected')
SELECT report_id, 'fail' AS status, 'disputes' AS code_table, code_row,
       CASE WHEN corrected > 0 THEN 'corrected' ELSE 'upheld' END AS code_column,
       CASE WHEN corrected > 0 THEN corrected ELSE found END AS found,
       CASE WHEN corrected > 0 THEN 0 ELSE expected END AS expected,
       CASE WHEN corrected > 0 THEN '{row}: the text says all were upheld, but {found} were corrected'
            ELSE '{row}: the text says all were upheld, the table {found} of {expected}' END AS message, sentence, line_no
FROM compared WHERE corrected > 0 OR found < expected
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disputes' AS code_table, code_row, 'a number is missing' AS message
FROM compared WHERE NOT coalesce(corrected > 0 OR found < expected, false) AND (found IS NULL OR expected IS NULL OR corrected IS NULL)
