-- Published by the due date of the unit's kind; an earlier copy of a corrected report counts; the area's own date goes first.
WITH published AS (
  SELECT c.*, (SELECT min(r.published_on) FROM report r
               WHERE r.unit = c.unit AND r.year = c.year AND r.scope = c.scope) AS first_on
  FROM chosen c WHERE c.year IS NOT NULL AND c.form IS NOT NULL),
dated AS (
  SELECT p.*, coalesce(d.due, make_date(p.year + 1, s.month, 31)) AS due,
         coalesce(CASE WHEN d.due IS NOT NULL THEN d.confirmed OR d.area <> '' END, s.confirmed) AS confirmed
  FROM published p
  LEFT JOIN due_on d ON d.unit = p.unit AND d.year = p.year
  LEFT JOIN (SELECT unnest($statutory, max_depth := 2)) s ON s.kind = p.kind)
SELECT report_id, 'fail' AS status, strftime(coalesce(first_on, published_on), '%Y-%m-%d') AS found,
       strftime(due, '%Y-%m-%d') AS expected, 'published on {found}, due by {expected}: {days} days late' AS message,
       date_diff('day', due, coalesce(first_on, published_on)) AS days
FROM dated WHERE confirmed AND coalesce(first_on, published_on) > due
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, strftime(coalesce(first_on, published_on), '%Y-%m-%d') AS found,
       CASE WHEN published_on IS NULL AND first_on IS NULL THEN 'the date of publication is not known'
            WHEN due IS NULL THEN 'no due date is known for this kind of unit'
            ELSE 'the due date for this kind of unit has not been confirmed' END AS message
FROM dated WHERE coalesce(first_on, published_on) IS NULL OR due IS NULL OR NOT coalesce(confirmed, false)
