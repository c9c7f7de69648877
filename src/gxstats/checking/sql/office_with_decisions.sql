-- A government office licenses, punishes and coerces nobody: decisions in its own report suggest the county's totals.
WITH decided AS (
  SELECT c.report_id, c.registered AND c.scope <> 'unknown' AS sure, row_code AS code_row, n.value AS found
  FROM chosen c CROSS JOIN unnest(['licensing', 'penalty', 'coercion']) AS rows(row_code)
  LEFT JOIN number n ON n.report_id = c.report_id AND n.code = 'disclosure/' || row_code || '/decisions'
  WHERE coalesce(c.kind = 'gov_office', NOT c.registered) AND c.scope IN ('organ', 'unknown') AND c.form IS NOT NULL)
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, code_row, 'decisions' AS code_column, found, 0 AS expected,
       '{row}: {found} decisions in an office’s own report; these may be the totals of the whole area' AS message
FROM decided WHERE found > 0 AND sure
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, code_row,
       CASE WHEN found IS NULL THEN 'a number is missing'
            ELSE 'whether this is an office’s own report is not known' END AS message
FROM decided WHERE found IS NULL OR (found > 0 AND NOT sure)
