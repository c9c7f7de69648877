-- What every check reads: one report a unit, year and scope; its printed numbers, long and wide; last year's beside it.
-- A total that was summed because it is left blank is no printed number: it never feeds a check.

CREATE OR REPLACE TEMP TABLE chosen AS
SELECT r.report_id, coalesce(r.unit, r.unit_name, r.file) AS unit, r.year, r.scope, r.extent, r.form, r.published_on,
       r.cells > 0 AS has_tables, coalesce(u.name, r.unit_name, r.unit) AS name, u.unit IS NOT NULL AS registered,
       u.kind, u.level, u.parent, u.region_code
FROM report r
LEFT JOIN unit u ON u.unit = r.unit AND r.year BETWEEN u.from_year AND coalesce(u.to_year, 9999)
WHERE r.counts;

CREATE OR REPLACE TEMP TABLE number AS
SELECT c.report_id, c.code, c.value
FROM cell c JOIN chosen USING (report_id)
WHERE c.value IS NOT NULL AND c.origin <> 'summed';

CREATE OR REPLACE TEMP TABLE printed AS SELECT f.* FROM figure f JOIN chosen USING (report_id);

-- a reform that breaks a line (all but a new name), from both sides
CREATE OR REPLACE TEMP TABLE reform AS
WITH sides AS (
  SELECT "from" AS unit, "to" AS other, year, relation FROM succession
  UNION ALL
  SELECT "to", "from", year, relation FROM succession)
SELECT s.unit, s.year, any_value(s.relation) AS relation,
       string_agg(DISTINCT coalesce(u.name, s.other), ', ' ORDER BY coalesce(u.name, s.other)) AS other
FROM sides s LEFT JOIN unit u ON u.unit = s.other
WHERE s.unit IS NOT NULL AND s.relation <> 'renamed'
GROUP BY s.unit, s.year;

-- each report after the first year of all forms, with last year's report of the same unit and scope or nothing
CREATE OR REPLACE TEMP TABLE pair AS
WITH renamed AS (SELECT s."to" AS unit, s."from" AS before, s.year,
                        (SELECT any_value(u.name) FROM unit u WHERE u.unit = s."from" AND u.from_year < s.year) AS before_name
                 FROM succession s WHERE s.relation = 'renamed')
SELECT c.report_id, c.unit, c.name, c.year, c.scope, c.form, c.kind, c.level, b.report_id AS before_id,
       b.form AS before_form, coalesce(b.form = c.form, false) AS same_form, reform.relation, reform.other,
       reform.year AS reform_year, n.before_name, n.year AS renamed_year
FROM chosen c
LEFT JOIN renamed n ON n.unit = c.unit AND n.year IN (c.year, c.year - 1)
LEFT JOIN chosen b ON b.year = c.year - 1 AND b.scope = c.scope AND (b.unit = c.unit OR b.unit = n.before)
LEFT JOIN reform ON reform.unit = c.unit AND reform.year IN (c.year, c.year - 1)
WHERE c.form IS NOT NULL AND c.year > $first_year
QUALIFY row_number() OVER (PARTITION BY c.report_id ORDER BY b.unit = c.unit DESC NULLS LAST, reform.year DESC NULLS LAST) = 1;

-- reports whose prose is at hand, white space taken out
CREATE OR REPLACE TEMP TABLE prose AS
SELECT s.report_id, s.code, regexp_replace(s.text, '\s+', '', 'g') AS text
FROM section s JOIN chosen USING (report_id)
WHERE chosen.extent = 'full';

-- what the prose states; `own` unless it speaks of a whole area in the report of one body
CREATE OR REPLACE TEMP TABLE told AS
SELECT s.*, NOT (s.wide AND chosen.scope = 'organ') AS own FROM stated s JOIN chosen USING (report_id) WHERE chosen.extent = 'full';

-- each result of the requests table, groups too: its number, or the sum of what is printed of it (then not exact)
CREATE OR REPLACE TEMP TABLE result AS
WITH parts AS (
  SELECT report_id, split_part(code, '/', 2) AS code_row, split_part(code, '/', 3) AS code_column, value
  FROM number WHERE starts_with(code, 'requests/')),
rows AS (
  SELECT report_id, code_row, coalesce(max(value) FILTER (code_column = 'total'), sum(value)) AS value,
         bool_or(code_column = 'total') OR count(*) = 6 AS exact
  FROM parts GROUP BY ALL)
SELECT * FROM rows
UNION ALL
SELECT c.report_id, m.code_group, sum(r.value), count(r.value) = count(*) AND bool_and(r.exact)
FROM chosen c JOIN member m ON m.form = c.form LEFT JOIN rows r ON r.report_id = c.report_id AND r.code_row = m.code_row
WHERE NOT EXISTS (FROM rows o WHERE o.report_id = c.report_id AND o.code_row = m.code_group)
GROUP BY c.report_id, m.code_group HAVING sum(r.value) IS NOT NULL;

-- how many reports of a year or of the year before are expected and not at hand: copying from them cannot be ruled out
CREATE OR REPLACE TEMP TABLE gap AS
WITH missing AS (SELECT e.year, count(*) AS missing FROM expected e
                 WHERE NOT EXISTS (FROM chosen c WHERE c.unit = e.unit AND c.year = e.year AND c.form IS NOT NULL) GROUP BY e.year)
SELECT y.year, sum(m.missing)::BIGINT AS missing
FROM (SELECT DISTINCT year FROM chosen WHERE year IS NOT NULL) y JOIN missing m ON m.year IN (y.year, y.year - 1) GROUP BY y.year;
