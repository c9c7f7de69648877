-- The stated statistical period is 1 January to 31 December of the report year; one right statement is enough.
WITH whole AS (
  SELECT c.report_id, c.year, string_agg(regexp_replace(l.text, '\s+', '', 'g'), '' ORDER BY l.line_no) AS text
  FROM chosen c LEFT JOIN line l USING (report_id)
  WHERE c.extent = 'full' AND c.form IS NOT NULL AND c.year IS NOT NULL GROUP BY ALL),
periods AS (
  SELECT report_id, year, unnest(list_zip(
    regexp_extract_all(text, $pattern, 0), regexp_extract_all(text, $pattern, 1), regexp_extract_all(text, $pattern, 2),
    regexp_extract_all(text, $pattern, 3), regexp_extract_all(text, $pattern, 4), regexp_extract_all(text, $pattern, 5),
    regexp_extract_all(text, $pattern, 6))) AS p
  FROM whole),
judged AS (
  SELECT report_id, year, p[1] AS sentence,
         p[2] || '-' || p[3] || '-' || p[4] || ' – ' || coalesce(nullif(p[5], ''), p[2]) || '-' || p[6] || '-' || p[7] AS found,
         p[2]::INTEGER = year AND p[3]::INTEGER = 1 AND p[4]::INTEGER = 1
           AND coalesce(nullif(p[5], ''), p[2])::INTEGER = year AND p[6]::INTEGER = 12 AND p[7]::INTEGER = 31 AS fits
  FROM periods)
SELECT report_id, 'fail' AS status, any_value(found) AS found, year || '-1-1 – ' || year || '-12-31' AS expected,
       'the stated period is {found}, the report year asks for {expected}' AS message, any_value(sentence) AS sentence
FROM judged GROUP BY report_id, year HAVING NOT bool_or(fits)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'the text states no statistical period' AS message
FROM whole WHERE report_id NOT IN (SELECT report_id FROM judged)
