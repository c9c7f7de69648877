-- Items at the end of 2019 = items of the year before in the report of 2020; only the two years of that form.
WITH compared AS (
  SELECT p.report_id, p.before_id, item AS code_row, i.value AS found, b.value + c.value AS expected
  FROM pair p
  CROSS JOIN unnest(['licensing', 'other_service', 'penalty', 'coercion', 'fee']) AS items(item)
  LEFT JOIN number i ON i.report_id = p.report_id AND i.code = 'disclosure/' || item || '/prior_items'
  LEFT JOIN number b ON b.report_id = p.before_id AND p.same_form AND b.code = 'disclosure/' || item || '/prior_items'
  LEFT JOIN number c ON c.report_id = p.before_id AND p.same_form AND c.code = 'disclosure/' || item || '/item_change')
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, code_row, 'prior_items' AS code_column, found, expected,
       '{row}: {found} items of last year, last year’s report gives {expected}' AS message
FROM compared WHERE found <> expected
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table,
       CASE WHEN any_value(before_id) IS NULL THEN 'last year’s report is not at hand'
            ELSE 'a number is missing in this report or in last year’s' END AS message
FROM compared WHERE found IS NULL OR expected IS NULL GROUP BY report_id
