-- Regulations made or issued only by the State Council's departments and by governments at province or city level.
WITH made AS (
  SELECT c.report_id, c.registered, c.kind, c.level, u.kind AS parent_kind,
         CASE c.form WHEN 'form_2019' THEN 'produced' ELSE 'issued' END AS code_column,
         CASE c.form WHEN 'form_2019' THEN disclosure__regulation__produced ELSE disclosure__regulation__issued END AS found
  FROM chosen c LEFT JOIN printed p USING (report_id)
  LEFT JOIN unit u ON u.unit = c.parent AND c.year BETWEEN u.from_year AND coalesce(u.to_year, 9999)
  WHERE c.form IS NOT NULL)
SELECT report_id, CASE WHEN registered THEN 'fail' ELSE 'cannot_say' END AS status, 'disclosure' AS code_table,
       'regulation' AS code_row, code_column, found, 0 AS expected,
       CASE WHEN registered THEN '{found} regulations, though a body of this kind has as a rule no power to make them'
            ELSE 'whether this body may make regulations is not known: it is not in the register of units' END AS message
FROM made
WHERE found > 0 AND NOT coalesce(kind IN ('province_gov', 'city_gov') OR level = 'national'
      OR (kind = 'gov_office' AND (level IN ('province', 'city') OR parent_kind IN ('province_gov', 'city_gov'))), false)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, 'regulation' AS code_row,
       'a number is missing' AS message
FROM made WHERE found IS NULL
