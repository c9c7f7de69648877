-- Two units of one year and scope with the same non-zero numbers, at least 8. Whole reports are compared by a hash of
-- them all; one that lacks numbers meets the others by an equal column and is compared number by number.
WITH filled AS (
  SELECT n.report_id, n.code, n.value, split_part(n.code, '/', 1) || split_part(n.code, '/', 3) AS block
  FROM number n WHERE n.value <> 0),
size AS (SELECT report_id, count(*) AS printed FROM number GROUP BY report_id),
whole AS (
  SELECT c.report_id, c.unit, c.year, c.scope, c.name, count(f.code) AS same, hash(list((f.code, f.value) ORDER BY f.code)) AS likeness,
         any_value(s.printed) < max(any_value(s.printed)) OVER (PARTITION BY c.form) AS lacking
  FROM chosen c JOIN size s USING (report_id) JOIN filled f USING (report_id) GROUP BY c.report_id, c.unit, c.year, c.scope, c.name, c.form),
copies AS (
  SELECT *, arg_min(name, unit) OVER g AS first_name, arg_max(name, unit) OVER g AS last_name, min(unit) OVER g AS first_unit,
         max(unit) OVER g AS last_unit
  FROM whole WHERE same >= $least AND NOT lacking WINDOW g AS (PARTITION BY year, scope, likeness)),
blocks AS (
  SELECT report_id, block, hash(list((code, value) ORDER BY code)) AS likeness FROM filled
  GROUP BY report_id, block HAVING count(*) >= 2),
met AS (
  SELECT DISTINCT x.report_id, y.report_id AS other_id
  FROM blocks x JOIN blocks y ON y.block = x.block AND y.likeness = x.likeness AND y.report_id <> x.report_id
  JOIN whole a ON a.report_id = x.report_id
  JOIN whole b ON b.report_id = y.report_id AND b.year = a.year AND b.scope = a.scope AND b.unit <> a.unit
  WHERE (a.lacking OR b.lacking) AND greatest(a.same, b.same) >= $least),
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
  SELECT report_id, 'fail' AS status, same AS found, 'all {found} numbers above 0 are those of {other}' AS message,
         CASE WHEN unit = first_unit THEN last_name ELSE first_name END AS other, NULL AS missing
  FROM copies WHERE first_unit <> last_unit
  UNION ALL
  SELECT k.report_id, CASE WHEN k.missing = 0 THEN 'fail' ELSE 'cannot_say' END, k.same,
         CASE WHEN k.missing = 0 THEN 'all {found} numbers above 0 are those of {other}'
              ELSE 'the numbers that can be compared are those of {other}, {missing} are missing' END, c.name, nullif(k.missing, 0)
  FROM counted k JOIN chosen c ON c.report_id = k.other_id
  QUALIFY row_number() OVER (PARTITION BY k.report_id ORDER BY k.missing, k.same DESC, c.name) = 1)
SELECT * FROM answers
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, '{missing} reports of this year and the last are not at hand to compare with' AS message,
       gap.missing
FROM chosen JOIN gap USING (year) WHERE form IS NOT NULL AND report_id NOT IN (SELECT report_id FROM answers)
