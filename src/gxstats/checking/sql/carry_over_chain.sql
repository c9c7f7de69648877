-- Carried in this year = carried over in last year's report, in every applicant column and at least in total.
WITH kind(code_column) AS (VALUES ('natural_person'), ('business'), ('research'), ('public_welfare'),
                                  ('legal_service'), ('other_org'), ('total')),
compared AS (
  SELECT p.report_id, p.before_id, p.relation, p.other, p.reform_year, p.before_name, p.renamed_year, code_column,
         i.value AS found, o.value AS expected
  FROM pair p CROSS JOIN kind
  LEFT JOIN number i ON i.report_id = p.report_id AND i.code = 'requests/carried_in/' || code_column
  LEFT JOIN number o ON o.report_id = p.before_id AND o.code = 'requests/carried_out/' || code_column),
broken AS (
  SELECT *, count(*) FILTER (code_column = 'total') OVER (PARTITION BY report_id) AS totals,
         EXISTS (FROM report b JOIN report e ON e.unit = b.unit AND e.year = b.year AND e.scope = b.scope AND NOT e.current
                 JOIN cell x ON x.report_id = e.report_id AND x.code = 'requests/carried_out/' || code_column
                 WHERE b.report_id = before_id AND x.value = found) AS corrected
  FROM compared WHERE found <> expected)
SELECT report_id, CASE WHEN relation IS NULL AND NOT corrected THEN 'fail' ELSE 'cannot_say' END AS status,
       'requests' AS code_table, 'carried_in' AS code_row, code_column, found, expected,
       CASE WHEN relation IS NOT NULL
            THEN '{column}: {found} were carried in, last year’s report carried over {expected}; {relation} with {other} in {reform_year} may explain it'
            WHEN corrected
            THEN '{column}: {found} were carried in, as last year’s report said before it was corrected to {expected}'
            WHEN renamed_year IS NOT NULL
            THEN '{column}: {found} were carried in, last year’s report carried over {expected}; renamed in {renamed_year}, before {before_name}'
            ELSE '{column}: {found} were carried in, last year’s report carried over {expected}'
       END AS message, relation, other, reform_year, before_name, renamed_year
FROM broken WHERE totals = 0 OR code_column = 'total'
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'requests' AS code_table, 'carried_in' AS code_row,
       CASE WHEN before_id IS NULL THEN 'last year’s report is not at hand'
            ELSE 'a number is missing in this report or in last year’s' END AS message
FROM (SELECT DISTINCT report_id, before_id FROM compared WHERE found IS NULL OR expected IS NULL)
