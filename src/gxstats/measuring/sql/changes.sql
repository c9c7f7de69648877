-- One line a unit and applicant kind with its number in both years. A unit whose kinds are not all printed, or do not add to
-- its printed total, is one line of its own (`total`), so that nothing is lost or made up..
, reports AS (
  SELECT unit, year, {columns}, {adds_up} AS adds_up FROM chosen
  WHERE year IN ($before_year, $after_year) AND {total} IS NOT NULL
),
sides AS (
  SELECT coalesce(b.unit, a.unit) AS unit, coalesce(b.adds_up, true) AND coalesce(a.adds_up, true) AS whole,
         CASE WHEN b.unit IS NULL THEN 'entered' WHEN a.unit IS NULL THEN 'left' ELSE 'both' END AS kind, {pairs}
  FROM (SELECT * FROM reports WHERE year = $before_year) b
  FULL JOIN (SELECT * FROM reports WHERE year = $after_year) a ON a.unit = b.unit
),
lines AS ({lines}),
steps AS (
  SELECT unit, code AS "column", coalesce("before", 0) AS "before", coalesce("after", 0) AS "after",
         coalesce("after", 0) - coalesce("before", 0) AS change, kind, place FROM lines
)
