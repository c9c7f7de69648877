-- The text says that reviews or lawsuits were all upheld while some were corrected or fewer were upheld than there are, or that
-- none was lost while some were corrected.
WITH claim AS (
  SELECT report_id, starts_with(code, 'all_upheld') AS all_upheld, split_part(code, '_', 3) AS topic,
         arg_min(sentence, line_no) AS sentence, min(line_no) AS line_no
  FROM told WHERE own AND regexp_matches(code, '^(all_upheld|none_lost)_') GROUP BY ALL),
compared AS (
  SELECT k.report_id, block.code_row, bool_or(k.all_upheld) AS all_upheld, u.value AS found, t.value AS expected, c.value AS corrected,
         arg_min(k.sentence, k.line_no) AS sentence, min(k.line_no) AS line_no
  FROM claim k
  JOIN (VALUES ('reviews', 'reconsideration'), ('lawsuits', 'litigation_direct'), ('lawsuits', 'litigation_after')) block(topic, code_row)
    USING (topic)
  LEFT JOIN number u ON u.report_id = k.report_id AND u.code = 'disputes/' || code_row || '/upheld'
  LEFT JOIN number t ON t.report_id = k.report_id AND t.code = 'disputes/' || code_row || '/total'
  LEFT JOIN number c ON c.report_id = k.report_id AND c.code = 'disputes/' || code_row || '/corrected' GROUP BY ALL),
judged AS (SELECT *, corrected > 0 AS lost, all_upheld AND found < expected AS fewer FROM compared)
SELECT report_id, 'fail' AS status, 'disputes' AS code_table, code_row,
       CASE WHEN lost THEN 'corrected' ELSE 'upheld' END AS code_column,
       CASE WHEN lost THEN corrected ELSE found END AS found, CASE WHEN lost THEN 0 ELSE expected END AS expected,
       CASE WHEN lost THEN '{row}: the text says all were upheld, but {found} were corrected'
            ELSE '{row}: the text says all were upheld, the table {found} of {expected}' END AS message, sentence, line_no
FROM judged WHERE lost OR fewer
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disputes' AS code_table, code_row, 'a number is missing' AS message
FROM judged WHERE NOT coalesce(lost OR fewer, false)
  AND (corrected IS NULL OR (all_upheld AND (found IS NULL OR expected IS NULL)))
