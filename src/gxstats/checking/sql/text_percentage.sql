-- A share stated in the text recomputes from the table: of results over those handled, received, or received and carried in,
-- of applicants over the same. It may be off by the tolerance, or by what rounding to its own digits leaves.
WITH claims AS (
  SELECT p.report_id, s.rows, s.columns, unnest(regexp_extract_all(p.text, s.pattern, 1)) AS printed
  FROM (SELECT report_id, unnest(regexp_extract_all(text, '[^。；;\n]*%')) AS text FROM prose) p CROSS JOIN (SELECT unnest($shares, max_depth := 2)) s),
stated AS (
  SELECT DISTINCT report_id, rows, columns, printed::DOUBLE AS found,
         greatest($tolerance, 0.501 * power(10, -length(split_part(printed, '.', 2)))) AS tolerance
  FROM claims),
taken AS (
  SELECT k.*, n.requests__handled__total AS handled, n.requests__received__total AS received,
         n.requests__received__total + n.requests__carried_in__total AS altogether,
         (SELECT sum(r.value) FROM result r WHERE r.report_id = k.report_id AND list_contains(k.rows, r.code_row)) AS result_part,
         (SELECT count(r.value) = len(k.rows) AND bool_and(r.exact) FROM result r
          WHERE r.report_id = k.report_id AND list_contains(k.rows, r.code_row)) AS result_exact,
         {'received': (SELECT x.value FROM number x WHERE x.report_id = k.report_id AND x.code = 'requests/received/' || k.columns[1]),
          'carried': (SELECT x.value FROM number x WHERE x.report_id = k.report_id AND x.code = 'requests/carried_in/' || k.columns[1]),
          'handled': (SELECT x.value FROM number x WHERE x.report_id = k.report_id AND x.code = 'requests/handled/' || k.columns[1])} AS kind
  FROM stated k LEFT JOIN printed n ON n.report_id = k.report_id),
compared AS (
  SELECT report_id, rows, columns, found, tolerance, len(columns) > 0 AS of_kind, handled, received, altogether,
         coalesce(CASE WHEN of_kind THEN kind.received IS NOT NULL AND kind.carried IS NOT NULL AND kind.handled IS NOT NULL ELSE result_exact END, false)
           AND handled IS NOT NULL AND altogether IS NOT NULL AS complete,
         CASE WHEN of_kind THEN [100 * kind.received / nullif(received, 0), 100 * kind.handled / nullif(handled, 0),
                                 100 * (kind.received + kind.carried) / nullif(altogether, 0)]
              WHEN result_exact THEN [100 * result_part / nullif(handled, 0), 100 * result_part / nullif(received, 0),
                                      100 * result_part / nullif(altogether, 0)] ELSE [] END AS shares,
         CASE WHEN NOT of_kind AND NOT result_exact THEN 100 * result_part / greatest(handled, received, altogether) END AS least,
         round(CASE WHEN of_kind THEN 100 * kind.received / nullif(received, 0) ELSE 100 * result_part / nullif(handled, 0) END, 2) AS expected
  FROM taken),
judged AS (
  SELECT *, coalesce(list_bool_or(list_transform(shares, lambda s: abs(s - found) <= tolerance)), false) AS fits,
         coalesce(least > found + tolerance, false) AS too_low
  FROM compared)
SELECT report_id, 'fail' AS status, 'requests' AS code_table,
       CASE WHEN of_kind THEN 'received' WHEN len(rows) = 1 THEN rows[1] END AS code_row, columns[1] AS code_column, found, expected,
       'the text says {found} %, the table gives {expected} %: they differ' AS message
FROM judged WHERE (complete AND NOT fits AND expected IS NOT NULL) OR too_low
UNION ALL BY NAME
SELECT DISTINCT report_id, 'cannot_say' AS status, 'requests' AS code_table, 'a number is missing' AS message
FROM judged WHERE NOT fits AND NOT too_low AND NOT (complete AND expected IS NOT NULL)
