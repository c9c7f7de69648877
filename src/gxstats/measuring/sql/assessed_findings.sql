-- What the checks of a scheme answered on the reports of a year: fails and what cannot be said.
SELECT f.unit, f.finding_id, f.check_code, f.severity, f.status, f.year, f.scope, f.code_table, f.code_row, f.code_column,
       f.found, f.expected, f.message, f."values"::VARCHAR AS "values", c.page, c.grid, c.row_no, c.column_no, c.line_no
FROM finding f JOIN report r ON r.report_id = f.report_id AND r.counts
LEFT JOIN cell c ON c.report_id = f.report_id AND c.code = f.code_table || '/' || f.code_row || '/' || f.code_column
WHERE f.year = $year AND f.scope = $scope AND f.unit IS NOT NULL AND f.status IN ('fail', 'cannot_say')
  AND list_contains($checks::VARCHAR[], f.check_code)
ORDER BY f.unit, f.check_code, f.status DESC, f.code_table, f.code_row, f.code_column, f.finding_id
