-- A region report beside the sum of its bodies' own reports; declines while a body is missing. Scopes are never added.
WITH RECURSIVE inside AS (
  SELECT c.report_id, c.year, u.unit, u.name
  FROM chosen c JOIN unit u ON u.parent = c.unit AND c.year BETWEEN u.from_year AND coalesce(u.to_year, 9999)
  WHERE c.scope = 'region'
  UNION
  SELECT i.report_id, i.year, u.unit, u.name
  FROM inside i JOIN unit u ON u.parent = i.unit AND i.year BETWEEN u.from_year AND coalesce(u.to_year, 9999)),
bodies AS (
  SELECT i.report_id, i.unit, i.name, c.report_id AS own_id
  FROM inside i LEFT JOIN chosen c ON c.unit = i.unit AND c.year = i.year AND c.scope = 'organ'),
added AS (
  SELECT b.report_id, b.code, sum(n.value) AS expected, count(*) AS bodies, count(*) FILTER (n.value IS NULL) AS missing,
         string_agg(b.name || ' ' || printf('%d', n.value::BIGINT), ', ' ORDER BY n.value DESC, b.unit)
           FILTER (n.value > 0 AND b.rank <= 5) AS largest
  FROM (SELECT b.*, codes.code, row_number() OVER (PARTITION BY b.report_id, codes.code ORDER BY n.value DESC NULLS LAST, b.unit) AS rank
        FROM bodies b CROSS JOIN unnest($codes) AS codes(code)
        LEFT JOIN number n ON n.report_id = b.own_id AND n.code = codes.code) b
  LEFT JOIN number n ON n.report_id = b.own_id AND n.code = b.code
  GROUP BY b.report_id, b.code)
SELECT a.report_id, 'fail' AS status, split_part(a.code, '/', 1) AS code_table, split_part(a.code, '/', 2) AS code_row,
       split_part(a.code, '/', 3) AS code_column, n.value AS found, a.expected,
       '{row}: the region reports {found}, its {bodies} bodies add to {expected}; largest: {largest}' AS message,
       a.bodies, coalesce(a.largest, '0') AS largest
FROM added a JOIN number n ON n.report_id = a.report_id AND n.code = a.code
WHERE a.missing = 0 AND n.value <> a.expected
UNION ALL BY NAME
SELECT c.report_id, 'cannot_say' AS status,
       CASE WHEN max(a.bodies) IS NULL THEN 'the register names no bodies inside this region'
            WHEN max(a.missing) > 0 THEN '{missing} of {bodies} bodies have no report or no number'
            ELSE 'a number is missing' END AS message, max(a.bodies) AS bodies, max(a.missing) AS missing
FROM chosen c LEFT JOIN added a USING (report_id) LEFT JOIN number n ON n.report_id = a.report_id AND n.code = a.code
WHERE c.scope = 'region' AND c.form IS NOT NULL
GROUP BY c.report_id HAVING max(a.bodies) IS NULL OR max(a.missing) > 0 OR count(n.value) < count(a.code)
