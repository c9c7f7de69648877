-- The text speaks in the voice of another place: it obeys another province's rules, another unit of the same kind is its
-- subject, or it serves a place that is not its own. Each pattern that is made of a name costs its making: it is made only
-- where the text has the name at all (CASE; the parts of an AND are taken in any order).
WITH RECURSIVE above AS (SELECT DISTINCT unit, unit AS upper FROM unit
  UNION SELECT a.unit, u.parent FROM above a JOIN unit u ON u.unit = a.upper WHERE u.parent IS NOT NULL),
family AS (  -- a unit, all above and all below it, and those it was merged with or split from
  SELECT c.report_id, a.upper AS unit FROM chosen c JOIN above a ON a.unit = c.unit
  UNION SELECT c.report_id, a.unit FROM chosen c JOIN above a ON a.upper = c.unit),
kin AS (
  SELECT DISTINCT f.report_id, u.name, coalesce(u.short_name, u.name) AS short_name FROM family f JOIN unit u ON u.unit = f.unit
  UNION SELECT c.report_id, u.name, coalesce(u.short_name, u.name)
  FROM chosen c JOIN succession s ON c.unit IN (s."from", s."to") JOIN unit u ON u.unit IN (s."from", s."to")),
province AS (SELECT unnest($provinces, max_depth := 2)),
voiced AS (  -- where no register knows it: the province whose rules the document names first, as those it is made under
  SELECT c.report_id, arg_min(p.code, (l.line_no, strpos(l.text, p.name))) AS code
  FROM chosen c JOIN line l USING (report_id)
  JOIN province p ON CASE WHEN contains(l.text, p.name) THEN regexp_matches(l.text, $obeys || p.name) END
  WHERE NOT coalesce(length(c.region_code) >= 2, false) GROUP BY c.report_id),
home AS (
  SELECT c.report_id, coalesce(c.region_code[1:2], any_value(p.code)) AS sure, coalesce(sure, any_value(v.code)) AS code
  FROM (SELECT report_id, name, CASE WHEN length(region_code) >= 2 THEN region_code END AS region_code FROM chosen) c
  LEFT JOIN province p ON starts_with(c.name, p.name) LEFT JOIN voiced v USING (report_id) GROUP BY c.report_id, c.region_code),
texts AS (
  SELECT c.report_id, c.unit, c.kind, c.name, h.code AS home, h.sure, p.text, coalesce(u.name, '') AS parent_name,
         c.registered OR coalesce(regexp_matches(c.name, $placed), false) AS placed
  FROM chosen c JOIN prose p USING (report_id) JOIN home h USING (report_id)
  LEFT JOIN unit u ON u.unit = c.parent AND c.kind NOT IN ('province_gov', 'city_gov', 'county_gov')
  WHERE p.code IN ('overview', 'problems', 'other_matters')),
named AS (
  SELECT t.report_id, s.name AS other FROM texts t
  JOIN province s ON t.home <> s.code AND CASE WHEN contains(t.text, s.name) THEN regexp_matches(t.text, $obeys || s.name) END
  UNION
  SELECT t.report_id, u.name FROM texts t
  JOIN unit u ON u.kind = t.kind AND u.unit <> t.unit AND length(coalesce(u.short_name, u.name)) >= 3
    AND t.kind IN ('township', 'subdistrict', 'county_gov', 'city_gov', 'functional_zone')
    AND CASE WHEN contains(t.text, u.name) OR contains(t.text, coalesce(u.short_name, u.name)) THEN regexp_matches(
      t.text, $subject_before || '(?:' || regexp_escape(u.name) || '|' || regexp_escape(coalesce(u.short_name, u.name)) || ')' || $subject_after) END
  WHERE NOT EXISTS (FROM kin k WHERE k.report_id = t.report_id
                    AND (contains(k.name, u.name) OR contains(k.name, coalesce(u.short_name, u.name))))
  UNION
  SELECT report_id, other FROM (
    SELECT report_id, placed, name, parent_name, unnest(regexp_extract_all(text, $own_voice, 1)) AS other FROM texts)
  WHERE placed AND NOT regexp_matches(other, $not_names) AND NOT contains(name, other) AND NOT contains(parent_name, other)
    AND NOT contains(other, name) AND NOT (parent_name <> '' AND contains(other, parent_name)))
SELECT report_id, 'fail' AS status, string_agg(DISTINCT other, ', ' ORDER BY other) AS found,
       'the text names {found} as if it were its own place' AS message
FROM named GROUP BY report_id
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'where this body is cannot be told: it is not in the register of units' AS message
FROM texts WHERE report_id NOT IN (SELECT report_id FROM named) GROUP BY report_id HAVING NOT bool_and(placed AND sure IS NOT NULL)
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'the prose of this report is not at hand' AS message
FROM chosen WHERE extent = 'full' AND form IS NOT NULL AND report_id NOT IN (SELECT report_id FROM texts)
