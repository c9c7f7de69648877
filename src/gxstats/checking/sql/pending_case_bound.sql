-- Cases decided exceed new ones at most by last year's pending: this year's total is not below last year's pending.
WITH compared AS (
  SELECT p.report_id, p.before_id, block AS code_row, n.value AS found, b.value AS expected
  FROM pair p CROSS JOIN unnest(['reconsideration', 'litigation_direct', 'litigation_after']) AS blocks(block)
  LEFT JOIN number n ON n.report_id = p.report_id AND n.code = 'disputes/' || block || '/total'
  LEFT JOIN number b ON b.report_id = p.before_id AND b.code = 'disputes/' || block || '/pending')
SELECT report_id, 'fail' AS status, 'disputes' AS code_table, code_row, 'total' AS code_column, found, expected,
       '{row}: {found} cases this year, though {expected} were pending at the end of last year' AS message
FROM compared WHERE found < expected
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disputes' AS code_table,
       CASE WHEN any_value(before_id) IS NULL THEN 'last year’s report is not at hand'
            ELSE 'a number is missing in this report or in last year’s' END AS message
FROM compared WHERE found IS NULL OR expected IS NULL GROUP BY report_id
