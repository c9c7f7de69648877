-- Two current documents of one unit, year and scope that do not print the same: cell by cell, else in their prose. What was read
-- in only one of them proves nothing. The finding is on the report that counts and names the first cell that differs.
WITH twin AS (
  SELECT r.report_id, o.report_id AS other_id, r.extent = 'full' AND o.extent = 'full' AS told,
         parse_filename(r.file) AS file, parse_filename(o.file) AS other
  FROM chosen c JOIN report r USING (report_id)
  JOIN report o ON o.current AND NOT o.counts AND o.unit = r.unit AND o.year = r.year AND o.scope = r.scope),
printed AS (
  SELECT report_id, code, CASE state WHEN 'reported' THEN value::VARCHAR ELSE state END AS said, coalesce(nullif(trim(text), ''), '—') AS text
  FROM cell WHERE state <> 'unreadable' AND report_id IN (SELECT report_id FROM twin UNION SELECT other_id FROM twin)),
side AS (
  SELECT t.report_id, t.other_id, p.code, p.said AS mine, p.text AS my_text, NULL AS theirs, NULL AS their_text
  FROM twin t JOIN printed p USING (report_id)
  UNION ALL
  SELECT t.report_id, t.other_id, p.code, NULL, NULL, p.said, p.text FROM twin t JOIN printed p ON p.report_id = t.other_id),
beside AS (
  SELECT report_id, other_id, code, max(mine) AS mine, max(my_text) AS my_text, max(theirs) AS theirs, max(their_text) AS their_text
  FROM side GROUP BY ALL),
counted AS (
  SELECT report_id, other_id, count(*) FILTER (mine <> theirs) AS differing, count(*) FILTER (mine IS NULL OR theirs IS NULL) AS missing,
         min(code) FILTER (mine <> theirs) AS code, arg_min(my_text, code) FILTER (mine <> theirs) AS found,
         arg_min(their_text, code) FILTER (mine <> theirs) AS expected
  FROM beside GROUP BY ALL),
written AS (
  SELECT report_id, string_agg(code || regexp_replace(text, '\s+', '', 'g'), ' ' ORDER BY code, line_no) AS text FROM section GROUP BY report_id),
answers AS (
  SELECT t.report_id, t.file, t.other, c.code, c.found, c.expected, nullif(c.differing, 0) AS count, nullif(c.missing, 0) AS missing,
         CASE WHEN c.differing > 0 OR (c.missing = 0 AND t.told AND m.text IS DISTINCT FROM o.text) THEN 'fail' ELSE 'cannot_say' END AS status,
         CASE WHEN c.differing > 0 THEN '{file} and {other} differ in {count} cells, first in {row}, {column}: {found} and {expected}; the figures shown are those of {file}'
              WHEN c.missing > 0 OR c.missing IS NULL THEN 'some cells were read in only one of {file} and {other}'
              WHEN NOT t.told THEN 'the prose of {file} or {other} is not at hand'
              WHEN m.text IS DISTINCT FROM o.text THEN '{file} and {other} print the same figures, but not the same prose' END AS message
  FROM twin t LEFT JOIN counted c USING (report_id, other_id)
  LEFT JOIN written m ON m.report_id = t.report_id LEFT JOIN written o ON o.report_id = t.other_id)
SELECT report_id, status, CASE WHEN count IS NULL THEN 'info' END AS severity, split_part(code, '/', 1) AS code_table, split_part(code, '/', 2) AS code_row,
       split_part(code, '/', 3) AS code_column, found, expected, message, file, other, count, missing
FROM answers WHERE message IS NOT NULL
