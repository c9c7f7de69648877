-- Lawsuits in the text: both kinds of the table together; none above them.
WITH compared AS (
  SELECT c.report_id, t.value, t.wide, t.own, t.sentence, t.line_no, n.disputes__litigation_direct__total AS direct,
         n.disputes__litigation_after__total AS after, direct + after AS total
  FROM chosen c LEFT JOIN told t ON t.report_id = c.report_id AND t.code = 'lawsuits'
  LEFT JOIN printed n ON n.report_id = c.report_id
  WHERE c.extent = 'full' AND c.form IS NOT NULL),
judged AS (
  SELECT report_id, any_value(total) AS total, max(value) FILTER (own) AS highest,
         any_value(coalesce(direct, 0) + coalesce(after, 0)) AS at_least,
         coalesce(bool_or(value = total) OR sum(value) FILTER (own) = any_value(total), false)
           AND coalesce(max(value) FILTER (NOT wide) <= any_value(total), true) AS fits,
         arg_max(sentence, (value, -line_no)) FILTER (own) AS sentence,
         arg_max(line_no, (value, -line_no)) FILTER (own) AS line_no
  FROM compared GROUP BY report_id)
SELECT report_id, 'fail' AS status, 'disputes' AS code_table, highest AS found, coalesce(total, at_least) AS expected,
       'the text says {found} lawsuits, the table {expected}: they differ' AS message, sentence, line_no
FROM judged WHERE NOT fits AND highest IS NOT NULL AND (total IS NOT NULL OR at_least > highest)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disputes' AS code_table,
       CASE WHEN highest IS NULL THEN 'the text states no such number' ELSE 'a number is missing' END AS message
FROM judged WHERE NOT fits AND (highest IS NULL OR (total IS NULL AND at_least <= highest))
