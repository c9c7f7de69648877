-- Reviews in the text: the total of the table, or those decided where the text says decided; none above the total.
WITH compared AS (
  SELECT c.report_id, t.value, t.wide, t.own, t.sentence, t.line_no, n.disputes__reconsideration__total AS total,
         CASE WHEN regexp_matches(t.sentence, $decided)
              THEN n.disputes__reconsideration__total - n.disputes__reconsideration__pending END AS decided
  FROM chosen c LEFT JOIN told t ON t.report_id = c.report_id AND t.code = 'reviews'
  LEFT JOIN printed n ON n.report_id = c.report_id
  WHERE c.extent = 'full' AND c.form IS NOT NULL),
judged AS (
  SELECT report_id, any_value(total) AS total, max(value) FILTER (own) AS highest,
         coalesce(bool_or(value = total OR coalesce(value = decided, false)) OR sum(value) FILTER (own) = any_value(total), false)
           AND coalesce(max(value) FILTER (NOT wide) <= any_value(total), true) AS fits,
         arg_max(sentence, (value, -line_no)) FILTER (own) AS sentence,
         arg_max(line_no, (value, -line_no)) FILTER (own) AS line_no
  FROM compared GROUP BY report_id)
SELECT report_id, 'fail' AS status, 'disputes' AS code_table, 'reconsideration' AS code_row, 'total' AS code_column,
       highest AS found, total AS expected, 'the text says {found} reviews, the table {expected}: they differ' AS message,
       sentence, line_no
FROM judged WHERE NOT fits AND highest IS NOT NULL AND total IS NOT NULL
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disputes' AS code_table, 'reconsideration' AS code_row,
       CASE WHEN highest IS NULL THEN 'the text states no such number' ELSE 'a number is missing' END AS message
FROM judged WHERE NOT fits AND (highest IS NULL OR total IS NULL)
