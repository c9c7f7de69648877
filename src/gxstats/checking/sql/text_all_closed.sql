-- The text says all closed while cases are carried over. Where that number is missing, the rest of the table or of the text
-- may still prove it wrong, but never right.
WITH claim AS (
  SELECT report_id, arg_min(sentence, line_no) AS sentence, min(line_no) AS line_no
  FROM told WHERE code = 'all_closed' AND own GROUP BY report_id),
compared AS (
  SELECT k.*, n.requests__carried_out__total AS printed,
         coalesce(printed, greatest(
           n.requests__received__total + n.requests__carried_in__total - n.requests__handled__total,
           (SELECT max(t.value) FROM told t WHERE t.report_id = k.report_id AND t.own AND t.code = 'requests_carried_out'))) AS found
  FROM claim k LEFT JOIN printed n USING (report_id))
SELECT report_id, 'fail' AS status, 'requests' AS code_table, 'carried_out' AS code_row, 'total' AS code_column, found,
       0 AS expected, 'the text says all were closed, but {found} are carried over' AS message, sentence, line_no
FROM compared WHERE found > 0
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'requests' AS code_table, 'carried_out' AS code_row, 'a number is missing' AS message
FROM compared WHERE printed IS NULL AND NOT coalesce(found > 0, false)
