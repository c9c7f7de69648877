-- The section on problems is there, has at least 10 characters and says more than none.
SELECT c.report_id, 'fail' AS status, p.text AS found,
       CASE WHEN p.text IS NULL THEN 'the section on problems was not found'
            ELSE 'the section on problems says nothing' END AS message
FROM chosen c LEFT JOIN prose p ON p.report_id = c.report_id AND p.code = 'problems'
WHERE c.extent = 'full' AND c.form IS NOT NULL
  AND (p.text IS NULL OR length(p.text) < $least OR regexp_matches(regexp_replace(p.text, $heading, '', 'g'), $empty))
