-- The cells a scheme uses, with text and place, of the reports of a year.
SELECT r.unit, c.code, c.text, c.origin, c.page, c.grid, c.row_no, c.column_no, c.line_no
FROM cell c JOIN report r ON r.report_id = c.report_id AND r.counts
WHERE r.year = $year AND r.scope = $scope AND r.unit IS NOT NULL AND list_contains($codes::VARCHAR[], c.code)
ORDER BY r.unit, c.code
