-- Every year for which a unit had to report in a scope, or did: the day that held, the report in force, and what the check of
-- timeliness says of it.
WITH concerned AS (
  SELECT year FROM expected WHERE unit = $unit AND scope = $scope
  UNION
  SELECT year FROM report WHERE current AND unit = $unit AND scope = $scope AND year IS NOT NULL
),
reported AS (
  SELECT * FROM report WHERE counts AND unit = $unit AND scope = $scope
)
SELECT c.year, d.due, d.confirmed, d.source, r.report_id, r.form, coalesce(f.found, strftime(r.published_on, '%Y-%m-%d')) AS published,
       f.expected, CASE WHEN r.report_id IS NULL THEN 'missing' WHEN f.status = 'fail' THEN 'late'
                        WHEN f.status IS NOT NULL OR r.form IS NULL OR r.published_on IS NULL THEN 'unknown' ELSE 'kept' END AS state,
       f.finding_id
FROM concerned c
LEFT JOIN reported r ON r.year = c.year
LEFT JOIN due_on d ON d.unit = $unit AND d.year = c.year
LEFT JOIN finding f ON f.report_id = r.report_id AND f.check_code = 'late_publication'
ORDER BY c.year DESC
