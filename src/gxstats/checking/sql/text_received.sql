-- Requests received in the text: those of the table, with or without those carried in. One match is enough, for others may
-- be parts of it; a number above the whole is part of nothing, unless it is said of a whole area beside the one that fits.
WITH compared AS (
  SELECT c.report_id, n.requests__received__total AS received,
         n.requests__received__total + n.requests__carried_in__total AS altogether, t.value, t.wide, t.own, t.sentence, t.line_no
  FROM chosen c LEFT JOIN told t ON t.report_id = c.report_id AND t.code = 'requests_received'
  LEFT JOIN printed n ON n.report_id = c.report_id
  WHERE c.extent = 'full' AND c.form IS NOT NULL),
judged AS (
  SELECT report_id, any_value(received) AS received, any_value(altogether) AS altogether, max(value) FILTER (own) AS highest,
         coalesce(bool_or(value IN (received, altogether)) OR sum(value) FILTER (own) IN (any_value(received), any_value(altogether)), false)
           AND coalesce(max(value) FILTER (NOT wide) <= any_value(altogether), true) AS fits,
         arg_max(sentence, (value, -line_no)) FILTER (own) AS sentence,
         arg_max(line_no, (value, -line_no)) FILTER (own) AS line_no
  FROM compared GROUP BY report_id)
SELECT report_id, 'fail' AS status, 'requests' AS code_table, 'received' AS code_row, 'total' AS code_column,
       highest AS found, received AS expected,
       'the text says {found} requests, the table {expected} (with those carried in {altogether}): they differ' AS message,
       altogether, sentence, line_no
FROM judged WHERE NOT fits AND altogether IS NOT NULL AND highest IS NOT NULL
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'requests' AS code_table, 'received' AS code_row,
       CASE WHEN highest IS NULL AND NOT fits THEN 'the text states no such number' ELSE 'a number is missing' END AS message
FROM judged WHERE NOT fits AND (highest IS NULL OR altogether IS NULL)
