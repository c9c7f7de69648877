-- Counted findings of the last year in the choice, by check and severity.
SELECT f.check_code, f.severity, count(*) AS findings, count(DISTINCT f.unit) AS units, min(f.unit) AS first_unit
FROM finding f JOIN chosen c ON c.report_id = f.report_id
WHERE c.year = $last AND f.status = 'fail' AND f.severity IN ('error', 'warning')
  AND NOT list_contains($dismissed::VARCHAR[], f.finding_id)
GROUP BY ALL ORDER BY f.severity, findings DESC, f.check_code
