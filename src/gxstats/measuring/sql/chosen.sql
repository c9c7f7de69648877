-- What every question starts from: the reports in the choice (`chosen`) and who should have reported (`due`).
-- Only one scope at a time: reports of different scope are never added. A report of nobody we know is in no sum.
-- A line ending in `-- if x` stands only where x is chosen, and `f.` star means the columns the question names (queries.py).
WITH base AS (
  SELECT f.* FROM figure f
  WHERE f.unit IS NOT NULL AND f.scope = $scope AND f.year BETWEEN $first AND $last
    AND f.unit IN (SELECT unnest($units::VARCHAR[])) -- if units
    AND f.unit IN (SELECT unit FROM unit WHERE list_contains($kinds::VARCHAR[], kind)) -- if kinds
),
chosen AS (
  SELECT * FROM base
  WHERE unit IN (SELECT unit FROM base GROUP BY unit HAVING count(DISTINCT year) = $last - $first + 1) -- if like
),
-- a unit that reports without being expected counts on both sides, so that no sum has more units than its N
due AS (
  SELECT e.unit, e.year FROM expected e
  WHERE e.scope = $scope AND e.year BETWEEN $first AND $last
    AND e.unit IN (SELECT unnest($units::VARCHAR[])) -- if units
    AND e.unit IN (SELECT unit FROM unit WHERE list_contains($kinds::VARCHAR[], kind)) -- if kinds
    AND e.unit IN (SELECT unit FROM chosen) -- if like
  UNION
  SELECT unit, year FROM chosen
),
named AS (
  SELECT unit, arg_max(short_name, from_year) AS short_name, arg_max(name, from_year) AS name,
         arg_max(name_en, from_year) AS name_en, arg_max(kind, from_year) AS kind, min(position) AS position
  FROM unit GROUP BY unit
)
