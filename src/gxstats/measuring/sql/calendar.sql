-- One line a unit and year that is due: whether a report is in, what is wrong with it, whether it was late or replaced an earlier one.
SELECT d.unit, n.short_name, n.name_en, d.year, r.report_id, r.complete, r.published_on, due.due,
       r.supersedes IS NOT NULL AS revised,
       count(f.finding_id) FILTER (f.severity = 'warning' AND f.status = 'fail' AND f.origin = 'reading') AS doubts,
       count(f.finding_id) FILTER (f.severity = 'error' AND f.status = 'fail') AS errors,
       count(f.finding_id) FILTER (f.severity = 'warning' AND f.status = 'fail') AS warnings,
       bool_or(f.check_code = 'late_publication' AND f.status = 'fail') AS late
FROM due d
JOIN named n ON n.unit = d.unit
LEFT JOIN report r ON r.unit = d.unit AND r.year = d.year AND r.counts AND r.scope = $scope
LEFT JOIN finding f ON f.unit = d.unit AND f.year = d.year AND (f.scope = $scope OR f.scope IS NULL)
  AND (f.report_id IS NULL OR f.report_id = r.report_id)
LEFT JOIN due_on due ON due.unit = d.unit AND due.year = d.year AND due.confirmed
GROUP BY ALL ORDER BY min(n.position), d.unit, d.year
