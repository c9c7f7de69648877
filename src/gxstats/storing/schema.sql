-- The store. Evidence is long (cell, line, section, stated), arithmetic is wide (figure, whose code columns are
-- generated from the forms). NULL is missing; 0 is a printed 0.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);

CREATE TABLE unit (
  unit TEXT NOT NULL, from_year INTEGER NOT NULL, to_year INTEGER, name TEXT NOT NULL, short_name TEXT, name_en TEXT,
  kind TEXT NOT NULL, level TEXT, parent TEXT, region_code TEXT, credit_code TEXT, position INTEGER
);
CREATE TABLE succession ("from" TEXT NOT NULL, "to" TEXT, year INTEGER NOT NULL, relation TEXT NOT NULL, note TEXT);
CREATE TABLE due_date (area TEXT, kind TEXT NOT NULL, year INTEGER NOT NULL, due DATE NOT NULL, confirmed BOOLEAN, source TEXT);
-- the day that holds for each unit: its own, that of the nearest unit above it or of its division code, else everyone's
CREATE VIEW due_on AS
WITH RECURSIVE above(unit, area, steps) AS (
  SELECT DISTINCT unit, unit, 0 FROM unit
  UNION
  SELECT a.unit, u.parent, a.steps + 1 FROM above a JOIN unit u ON u.unit = a.area WHERE u.parent IS NOT NULL AND a.steps < 9),
named AS (SELECT unit, kind, region_code, from_year, coalesce(to_year, 9999) AS to_year FROM unit)
SELECT n.unit, d.year, d.due, d.confirmed, d.source, coalesce(d.area, '') AS area
FROM named n
JOIN due_date d ON d.kind = n.kind AND d.year BETWEEN n.from_year AND n.to_year
LEFT JOIN above a ON a.unit = n.unit AND a.area = d.area
WHERE coalesce(d.area, '') = '' OR a.area IS NOT NULL OR (n.region_code <> '' AND starts_with(n.region_code, d.area))
QUALIFY row_number() OVER (PARTITION BY n.unit, d.year ORDER BY
  CASE WHEN a.area IS NOT NULL THEN a.steps WHEN coalesce(d.area, '') <> '' THEN 20 - length(d.area) ELSE 99 END, d.due) = 1;

-- who must report for which year: the N of every coverage line
CREATE TABLE expected (unit TEXT NOT NULL, year INTEGER NOT NULL, scope TEXT NOT NULL);

CREATE TABLE report (
  report_id INTEGER PRIMARY KEY, unit TEXT, unit_name TEXT, year INTEGER, scope TEXT, extent TEXT NOT NULL, form TEXT,
  title TEXT, published_on DATE, sha256 TEXT NOT NULL, file TEXT NOT NULL, url TEXT, supersedes TEXT,
  current BOOLEAN NOT NULL, cells INTEGER NOT NULL, complete BOOLEAN NOT NULL,
  counts BOOLEAN NOT NULL -- of several current ones of a unit, year and scope only one: nothing is added twice
);
-- what the rows of each document were made from (a hash): where it is the same, the next build copies them
CREATE TABLE document (file TEXT NOT NULL, made_from TEXT NOT NULL);
CREATE TABLE cell (
  report_id INTEGER NOT NULL, code TEXT NOT NULL, value DOUBLE, text TEXT, state TEXT NOT NULL, origin TEXT NOT NULL,
  page INTEGER, grid INTEGER, line_no INTEGER, row_no INTEGER, column_no INTEGER
);
CREATE TABLE finding (
  finding_id TEXT NOT NULL, report_id INTEGER, unit TEXT, year INTEGER, scope TEXT, check_code TEXT NOT NULL,
  severity TEXT NOT NULL, status TEXT NOT NULL, code_table TEXT, code_row TEXT, code_column TEXT, found TEXT,
  expected TEXT, message TEXT NOT NULL, "values" JSON, origin TEXT NOT NULL
);
CREATE TABLE section (report_id INTEGER NOT NULL, code TEXT NOT NULL, heading TEXT, text TEXT, line_no INTEGER);
CREATE TABLE stated (report_id INTEGER NOT NULL, code TEXT NOT NULL, value DOUBLE NOT NULL, sentence TEXT, line_no INTEGER,
                     wide BOOLEAN NOT NULL);
CREATE TABLE line (report_id INTEGER NOT NULL, line_no INTEGER NOT NULL, text TEXT);
