-- Lawsuits after review are at most the reviews decided this year and last.
WITH compared AS (
  SELECT c.report_id, p.report_id IS NULL AS first_year, n.disputes__litigation_after__total AS found,
         n.disputes__reconsideration__total - n.disputes__reconsideration__pending AS decided,
         b.disputes__reconsideration__total - b.disputes__reconsideration__pending AS before
  FROM chosen c LEFT JOIN printed n ON n.report_id = c.report_id
  LEFT JOIN pair p ON p.report_id = c.report_id
  LEFT JOIN printed b ON b.report_id = p.before_id
  WHERE c.form IS NOT NULL)
SELECT report_id, 'fail' AS status, 'disputes' AS code_table, 'litigation_after' AS code_row, 'total' AS code_column,
       found, decided + before AS expected,
       '{found} lawsuits after review, but only {expected} reviews were decided this year and last' AS message
FROM compared WHERE found > decided + before
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disputes' AS code_table, 'litigation_after' AS code_row,
       'a number is missing in this report or in last year’s' AS message
FROM compared
WHERE found IS NULL OR decided IS NULL OR (found > decided AND before IS NULL)
