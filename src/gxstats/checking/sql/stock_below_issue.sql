-- In force is at least issued - repealed, and not 0 where texts were issued.
WITH stock AS (
  SELECT c.report_id, unnest([
    {code_row: 'regulation', found: disclosure__regulation__in_force, issued: disclosure__regulation__issued,
     repealed: disclosure__regulation__repealed},
    {code_row: 'normative_document', found: disclosure__normative_document__in_force,
     issued: disclosure__normative_document__issued, repealed: disclosure__normative_document__repealed}],
    max_depth := 2)
  FROM chosen c LEFT JOIN printed USING (report_id))
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, code_row, 'in_force' AS code_column, found,
       greatest(issued - repealed, 1) AS expected,
       '{row}: {found} in force, but {issued} issued and {repealed} repealed this year' AS message, issued, repealed
FROM stock WHERE found < issued - repealed OR (issued > 0 AND found = 0)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, code_row, 'a number is missing' AS message
FROM stock WHERE found IS NULL OR issued IS NULL OR repealed IS NULL
