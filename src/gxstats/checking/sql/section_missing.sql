-- Each of the six sections is found; a warning where the tables were found, for a conversion may lose a heading.
SELECT c.report_id, 'fail' AS status, CASE WHEN c.has_tables THEN 'warning' END AS severity, s.sentence AS message
FROM chosen c CROSS JOIN (SELECT unnest($sections, max_depth := 2)) s
WHERE c.extent = 'full' AND c.form IS NOT NULL
  AND NOT EXISTS (FROM section x WHERE x.report_id = c.report_id AND x.code = s.code)
