-- A region report beside the sum of its bodies; declines while a body is missing. A lower government counts by its region report,
-- and nothing inside it is added then; where it has none, its own report and its bodies may prove a gap but never that there is none.
WITH RECURSIVE area AS (
  SELECT unit, year, report_id, kind FROM chosen WHERE scope = 'region'),
inside AS (
  SELECT a.report_id, a.year, u.unit, u.name, u.kind, w.report_id AS whole_id
  FROM area a JOIN unit u ON u.parent = a.unit AND a.year BETWEEN u.from_year AND coalesce(u.to_year, 9999)
  LEFT JOIN area w ON w.unit = u.unit AND w.year = a.year AND list_contains($governments, u.kind)
  UNION
  SELECT i.report_id, i.year, u.unit, u.name, u.kind, w.report_id
  FROM inside i JOIN unit u ON u.parent = i.unit AND i.year BETWEEN u.from_year AND coalesce(u.to_year, 9999)
  LEFT JOIN area w ON w.unit = u.unit AND w.year = i.year AND list_contains($governments, u.kind)
  WHERE i.whole_id IS NULL),
bodies AS (
  SELECT i.report_id, i.unit, i.name, coalesce(i.whole_id, c.report_id) AS own_id, i.whole_id IS NOT NULL AS whole,
         i.whole_id IS NULL AND list_contains($governments, i.kind) AS unproved
  FROM inside i LEFT JOIN chosen c ON c.unit = i.unit AND c.year = i.year AND c.scope = 'organ'),
added AS (
  SELECT report_id, code, sum(value) AS expected, count(*) AS bodies, count(*) FILTER (value IS NULL) AS missing,
         count(*) FILTER (whole) AS wholes, count(*) FILTER (unproved) AS unproved,
         string_agg(name || ' ' || printf('%d', value::BIGINT), ', ' ORDER BY value DESC, unit) FILTER (value > 0 AND rank <= 5) AS largest
  FROM (SELECT b.*, codes.code, n.value, row_number() OVER (PARTITION BY b.report_id, codes.code ORDER BY n.value DESC NULLS LAST, b.unit) AS rank
        FROM bodies b CROSS JOIN unnest($codes) AS codes(code)
        LEFT JOIN number n ON n.report_id = b.own_id AND n.code = codes.code)
  GROUP BY report_id, code)
SELECT a.report_id, 'fail' AS status, split_part(a.code, '/', 1) AS code_table, split_part(a.code, '/', 2) AS code_row,
       split_part(a.code, '/', 3) AS code_column, n.value AS found, a.expected,
       CASE WHEN a.wholes = 0 THEN '{row}: the region reports {found}, its {bodies} bodies add to {expected}; largest: {largest}'
            ELSE '{row}: the region reports {found}, its {bodies} bodies, {wholes} of them lower governments with all inside them, add to {expected}; largest: {largest}'
       END AS message, a.bodies, nullif(a.wholes, 0) AS wholes, coalesce(a.largest, '0') AS largest
FROM added a JOIN number n ON n.report_id = a.report_id AND n.code = a.code
WHERE a.missing = 0 AND n.value <> a.expected
UNION ALL BY NAME
SELECT c.report_id, 'cannot_say' AS status,
       CASE WHEN max(a.bodies) IS NULL THEN 'the register names no bodies inside this region'
            WHEN max(a.missing) > 0 THEN '{missing} of {bodies} bodies have no report or no number'
            WHEN count(n.value) < count(a.code) THEN 'a number is missing'
            ELSE '{missing} of {bodies} bodies are lower governments without a region report' END AS message,
       max(a.bodies) AS bodies, coalesce(nullif(max(a.missing), 0), max(a.unproved)) AS missing
FROM chosen c LEFT JOIN added a USING (report_id) LEFT JOIN number n ON n.report_id = a.report_id AND n.code = a.code
WHERE c.scope = 'region' AND c.form IS NOT NULL
GROUP BY c.report_id
HAVING max(a.bodies) IS NULL OR max(a.missing) > 0 OR count(n.value) < count(a.code)
  OR (max(a.unproved) > 0 AND bool_and(n.value = a.expected))
