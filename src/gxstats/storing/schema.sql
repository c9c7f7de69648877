-- The store. Evidence is long (cell, line, section, stated), arithmetic is wide (figure, whose code columns are
-- generated from the forms). NULL is missing; 0 is a printed 0.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);

CREATE TABLE unit (
  unit TEXT NOT NULL, from_year INTEGER NOT NULL, to_year INTEGER, name TEXT NOT NULL, short_name TEXT, name_en TEXT,
  kind TEXT NOT NULL, level TEXT, parent TEXT, region_code TEXT, credit_code TEXT, position INTEGER
);
CREATE TABLE succession ("from" TEXT NOT NULL, "to" TEXT, year INTEGER NOT NULL, relation TEXT NOT NULL, note TEXT);
CREATE TABLE due_date (area TEXT, kind TEXT NOT NULL, year INTEGER NOT NULL, due DATE NOT NULL, confirmed BOOLEAN, source TEXT);

-- who must report for which year: the N of every coverage line
CREATE TABLE expected (unit TEXT NOT NULL, year INTEGER NOT NULL, scope TEXT NOT NULL);

CREATE TABLE report (
  report_id INTEGER PRIMARY KEY, unit TEXT, unit_name TEXT, year INTEGER, scope TEXT, extent TEXT NOT NULL, form TEXT,
  title TEXT, published_on DATE, sha256 TEXT NOT NULL, file TEXT NOT NULL, url TEXT, supersedes TEXT,
  current BOOLEAN NOT NULL, cells INTEGER NOT NULL, complete BOOLEAN NOT NULL
);
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
CREATE TABLE stated (report_id INTEGER NOT NULL, code TEXT NOT NULL, value DOUBLE NOT NULL, sentence TEXT, line_no INTEGER);
CREATE TABLE line (report_id INTEGER NOT NULL, line_no INTEGER NOT NULL, text TEXT);
