-- In force this year = in force last year + issued - repealed; from the second year of the form on.
WITH compared AS (
  SELECT p.report_id, p.before_id, p.relation, p.other, p.reform_year, unnest([
    {code_row: 'regulation', found: n.disclosure__regulation__in_force,
     expected: b.disclosure__regulation__in_force + n.disclosure__regulation__issued - n.disclosure__regulation__repealed},
    {code_row: 'normative_document', found: n.disclosure__normative_document__in_force,
     expected: b.disclosure__normative_document__in_force + n.disclosure__normative_document__issued
               - n.disclosure__normative_document__repealed}], max_depth := 2)
  FROM pair p LEFT JOIN printed n ON n.report_id = p.report_id
  LEFT JOIN printed b ON b.report_id = p.before_id AND p.same_form)
SELECT report_id, CASE WHEN relation IS NULL THEN 'fail' ELSE 'cannot_say' END AS status,
       'disclosure' AS code_table, code_row, 'in_force' AS code_column, found, expected,
       CASE WHEN relation IS NULL
            THEN '{row}: {found} in force; last year’s stock with this year’s issued and repealed gives {expected}'
            ELSE '{row}: {found} in force; last year’s stock with this year’s issued and repealed gives {expected}; {relation} with {other} in {reform_year} may explain it'
       END AS message, relation, other, reform_year
FROM compared WHERE found <> expected
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, code_row, 'in_force' AS code_column,
       CASE WHEN before_id IS NULL THEN 'last year’s report is not at hand'
            ELSE 'a number is missing in this report or in last year’s' END AS message
FROM compared WHERE found IS NULL OR expected IS NULL
