-- For each year: how many should report, how many have, and the short names of those who have not.
SELECT d.year, count(*) AS due, count(c.unit) AS have,
       list(coalesce(n.short_name, d.unit) ORDER BY n.position) FILTER (c.unit IS NULL) AS missing_zh,
       list(coalesce(n.name_en, d.unit) ORDER BY n.position) FILTER (c.unit IS NULL) AS missing_en
FROM due d
LEFT JOIN (SELECT DISTINCT unit, year FROM chosen) c ON c.unit = d.unit AND c.year = d.year
LEFT JOIN named n ON n.unit = d.unit
GROUP BY d.year ORDER BY d.year
