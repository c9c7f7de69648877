-- Counted findings of the last year in the choice, by check and severity.
SELECT f.check_code, f.severity, count(*) AS findings, count(DISTINCT f.unit) AS units, min(f.unit) AS first_unit
FROM finding f JOIN report r ON r.report_id = f.report_id
WHERE r.current AND f.status = 'fail' AND f.severity IN ('error', 'warning') AND f.scope = $scope AND f.year = $last
  AND (len($units::VARCHAR[]) = 0 OR list_contains($units::VARCHAR[], f.unit))
  AND (len($kinds::VARCHAR[]) = 0 OR f.unit IN (SELECT unit FROM unit WHERE list_contains($kinds::VARCHAR[], kind)))
GROUP BY ALL ORDER BY f.severity, findings DESC, f.check_code
