-- The text names another province, another unit of the same kind, or speaks in the voice of another place.
WITH RECURSIVE above AS (SELECT DISTINCT unit, unit AS upper FROM unit
  UNION SELECT a.unit, u.parent FROM above a JOIN unit u ON u.unit = a.upper WHERE u.parent IS NOT NULL),
family AS (  -- a unit, all above and all below it, and those it was merged with or split from
  SELECT c.report_id, a.upper AS unit FROM chosen c JOIN above a ON a.unit = c.unit
  UNION SELECT c.report_id, a.unit FROM chosen c JOIN above a ON a.upper = c.unit),
kin AS (
  SELECT DISTINCT f.report_id, u.name, coalesce(u.short_name, u.name) AS short_name FROM family f JOIN unit u ON u.unit = f.unit
  UNION SELECT c.report_id, u.name, coalesce(u.short_name, u.name)
  FROM chosen c JOIN succession s ON c.unit IN (s."from", s."to") JOIN unit u ON u.unit IN (s."from", s."to")),
texts AS (
  SELECT c.report_id, c.unit, c.kind, c.name, c.region_code, c.registered, p.text, coalesce(u.name, '') AS parent_name
  FROM chosen c JOIN prose p USING (report_id)
  LEFT JOIN unit u ON u.unit = c.parent AND c.kind NOT IN ('province_gov', 'city_gov', 'county_gov')
  WHERE p.code IN ('overview', 'problems', 'other_matters')),
named AS (
  SELECT t.report_id, s.name AS other FROM texts t CROSS JOIN (SELECT unnest($provinces, max_depth := 2)) s
  WHERE length(t.region_code) >= 2 AND NOT starts_with(t.region_code, s.code) AND contains(t.text, s.name)
  UNION
  SELECT t.report_id, u.name FROM texts t
  JOIN unit u ON u.kind = t.kind AND u.unit <> t.unit AND length(coalesce(u.short_name, u.name)) >= 3
    AND t.kind IN ('township', 'subdistrict', 'county_gov', 'city_gov', 'functional_zone')
  WHERE (contains(t.text, u.name) OR contains(t.text, coalesce(u.short_name, u.name)))
    AND NOT EXISTS (FROM kin k WHERE k.report_id = t.report_id
                    AND (contains(k.name, u.name) OR contains(k.name, coalesce(u.short_name, u.name))))
  UNION
  SELECT report_id, other FROM (
    SELECT report_id, registered, name, parent_name, unnest(regexp_extract_all(text, $own_voice, 1)) AS other FROM texts)
  WHERE registered AND NOT regexp_matches(other, $not_names) AND NOT contains(name, other) AND NOT contains(parent_name, other)
    AND NOT contains(other, name) AND NOT (parent_name <> '' AND contains(other, parent_name)))
SELECT report_id, 'fail' AS status, string_agg(DISTINCT other, ', ' ORDER BY other) AS found,
       'the text names {found} as if it were its own place' AS message
FROM named GROUP BY report_id
