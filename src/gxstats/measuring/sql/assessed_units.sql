-- Who is assessed for a year: every unit of the kinds that had to report in a scope, or did, with its report.
WITH named AS (
  SELECT unit, arg_max(short_name, from_year) AS short_name, arg_max(name, from_year) AS name,
         arg_max(name_en, from_year) AS name_en, arg_max(kind, from_year) AS kind, min(position) AS position
  FROM unit WHERE from_year <= $year GROUP BY unit
),
reported AS (
  SELECT * FROM report WHERE counts AND year = $year AND scope = $scope AND unit IS NOT NULL
),
due AS (
  SELECT unit FROM expected WHERE year = $year AND scope = $scope
  UNION
  SELECT unit FROM reported
)
SELECT d.unit, n.short_name, n.name, n.name_en, n.kind, n.position, r.report_id, r.form, r.extent, r.complete,
       strftime(r.published_on, '%Y-%m-%d') AS published_on, r.sha256, r.file
FROM due d JOIN named n ON n.unit = d.unit LEFT JOIN reported r ON r.unit = d.unit
WHERE len($kinds::VARCHAR[]) = 0 OR list_contains($kinds::VARCHAR[], n.kind)
ORDER BY n.position, d.unit
