-- What puts a unit among its peers in a year: its kind and level then, and the mean of requests received over the last years in
-- which its reports print them. One line a unit that had to report in the scope, or did.
WITH registered AS (
  SELECT unit, arg_max(kind, from_year) AS kind, arg_max(level, from_year) AS level, min(position) AS position
  FROM unit WHERE from_year <= $year GROUP BY unit
),
concerned AS (
  SELECT unit FROM expected WHERE scope = $scope AND year = $year
  UNION
  SELECT unit FROM figure WHERE scope = $scope AND year = $year AND unit IS NOT NULL
),
size AS (
  SELECT unit, avg(requests__received__total) AS mean FROM figure
  WHERE scope = $scope AND year BETWEEN $year - $years + 1 AND $year AND unit IS NOT NULL GROUP BY unit
)
SELECT c.unit, r.kind, coalesce(r.level, '') AS level, s.mean
FROM concerned c JOIN registered r ON r.unit = c.unit LEFT JOIN size s ON s.unit = c.unit
ORDER BY r.position, c.unit
