-- Disputes without any request this year and last, or all zero after a year with at least 10 requests.
WITH compared AS (
  SELECT c.report_id, p.report_id IS NULL AS first_year,
         n.disputes__reconsideration__total + n.disputes__litigation_direct__total + n.disputes__litigation_after__total AS disputes,
         n.requests__received__total + n.requests__carried_in__total AS asked,
         b.requests__received__total + b.requests__carried_in__total AS before
  FROM chosen c LEFT JOIN printed n ON n.report_id = c.report_id
  LEFT JOIN pair p ON p.report_id = c.report_id LEFT JOIN printed b ON b.report_id = p.before_id
  WHERE c.form IS NOT NULL)
SELECT report_id, 'fail' AS status, 'requests' AS code_table, 'received' AS code_row, 'total' AS code_column,
       0 AS found, CASE WHEN NOT coalesce(disputes > 0, false) THEN before END AS expected,
       CASE WHEN disputes > 0 THEN '{disputes} reviews and lawsuits, but no request this year or last'
            ELSE 'no request at all, after {expected} last year' END AS message, disputes
FROM compared
WHERE asked = 0 AND ((disputes > 0 AND coalesce(before, CASE WHEN first_year THEN 0 END) = 0) OR before >= $least)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'requests' AS code_table, 'received' AS code_row,
       'a number is missing in this report or in last year’s' AS message
FROM compared
WHERE asked IS NULL OR (asked = 0 AND before IS NULL AND NOT first_year)
   OR (asked = 0 AND disputes IS NULL AND NOT coalesce(before >= $least, false))
