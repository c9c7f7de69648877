-- The stated statistical period is 1 January to 31 December of the report year; one right statement is enough.
WITH whole AS (
  SELECT c.report_id, c.year, string_agg(regexp_replace(l.text, '\s+', '', 'g'), '' ORDER BY l.line_no) AS text
  FROM chosen c LEFT JOIN line l USING (report_id)
  WHERE c.extent = 'full' AND c.form IS NOT NULL AND c.year IS NOT NULL GROUP BY ALL),
periods AS (
  SELECT report_id, year, place, sentence, regexp_extract(sentence, $pattern, ['y1', 'm1', 'd1', 'y2', 'm2', 'd2']) AS p
  FROM (SELECT report_id, year, unnest(regexp_extract_all(text, $pattern)) AS sentence,
               generate_subscripts(regexp_extract_all(text, $pattern), 1) AS place FROM whole)),
judged AS (
  SELECT report_id, year, place, sentence,
         p.y1 || '-' || p.m1 || '-' || p.d1 || ' – ' || coalesce(nullif(p.y2, ''), p.y1) || '-' || p.m2 || '-' || p.d2 AS found,
         p.y1::INTEGER = year AND p.m1::INTEGER = 1 AND p.d1::INTEGER = 1
           AND coalesce(nullif(p.y2, ''), p.y1)::INTEGER = year AND p.m2::INTEGER = 12 AND p.d2::INTEGER = 31 AS fits
  FROM periods)
SELECT report_id, 'fail' AS status, arg_min(found, place) AS found, year || '-1-1 – ' || year || '-12-31' AS expected,
       'the stated period is {found}, the report year asks for {expected}' AS message, arg_min(sentence, place) AS sentence
FROM judged GROUP BY report_id, year HAVING NOT bool_or(fits)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'the text states no statistical period' AS message
FROM whole WHERE report_id NOT IN (SELECT report_id FROM judged)
