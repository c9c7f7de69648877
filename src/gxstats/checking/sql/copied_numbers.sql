-- Two units of one year and scope with the same non-zero numbers, at least 8. Pairs are first met by one equal column.
WITH filled AS (
  SELECT n.report_id, n.code, n.value, split_part(n.code, '/', 1) || split_part(n.code, '/', 3) AS block
  FROM number n WHERE n.value <> 0
  QUALIFY count(*) OVER (PARTITION BY n.report_id) >= $least - 1),
blocks AS (
  SELECT report_id, block, hash(string_agg(code || '=' || value, ';' ORDER BY code)) AS likeness
  FROM filled GROUP BY report_id, block HAVING count(*) >= 2),
met AS (
  SELECT DISTINCT x.report_id, y.report_id AS other_id
  FROM blocks x JOIN blocks y ON y.block = x.block AND y.likeness = x.likeness AND y.report_id <> x.report_id
  JOIN chosen a ON a.report_id = x.report_id
  JOIN chosen b ON b.report_id = y.report_id AND b.year = a.year AND b.scope = a.scope AND b.unit <> a.unit),
side AS (
  SELECT m.report_id, m.other_id, n.code, n.value AS mine, NULL AS theirs FROM met m JOIN number n ON n.report_id = m.report_id
  UNION ALL
  SELECT m.report_id, m.other_id, n.code, NULL, n.value FROM met m JOIN number n ON n.report_id = m.other_id),
both_units AS (SELECT report_id, other_id, code, max(mine) AS mine, max(theirs) AS theirs FROM side GROUP BY ALL),
counted AS (
  SELECT report_id, other_id, count(*) FILTER (mine = theirs AND mine <> 0) AS same,
         count(*) FILTER (mine <> theirs) AS differing, count(*) FILTER (mine IS NULL OR theirs IS NULL) AS missing
  FROM both_units GROUP BY ALL HAVING differing = 0 AND same + missing >= $least AND (missing > 0 OR same >= $least)),
answers AS (
SELECT k.report_id, CASE WHEN missing = 0 THEN 'fail' ELSE 'cannot_say' END AS status, same AS found,
       CASE WHEN missing = 0 THEN 'all {found} numbers above 0 are those of {other}'
            ELSE 'the numbers that can be compared are those of {other}, {missing} are missing' END AS message,
       c.name AS other, CASE WHEN missing > 0 THEN missing END AS missing
FROM counted k JOIN chosen c ON c.report_id = k.other_id
QUALIFY row_number() OVER (PARTITION BY k.report_id ORDER BY missing, same DESC, c.name) = 1)
SELECT * FROM answers
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, '{missing} reports of this year and the last are not at hand to compare with' AS message,
       gap.missing
FROM chosen JOIN gap USING (year) WHERE form IS NOT NULL AND report_id NOT IN (SELECT report_id FROM answers)
