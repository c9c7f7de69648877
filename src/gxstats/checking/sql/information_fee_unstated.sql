-- Section six says what was charged for information, or that nothing was.
SELECT c.report_id, CASE WHEN p.text IS NULL THEN 'cannot_say' ELSE 'fail' END AS status,
       CASE WHEN p.text IS NULL THEN 'the section on other matters was not found'
            ELSE 'the report does not say whether information fees were charged' END AS message
FROM chosen c LEFT JOIN prose p ON p.report_id = c.report_id AND p.code = 'other_matters'
WHERE c.extent = 'full' AND c.form = 'form_2021' AND NOT coalesce(regexp_matches(regexp_replace(p.text, $titles, '', 'g'), $fee), false)
  AND NOT EXISTS (FROM told t WHERE t.report_id = c.report_id AND t.code IN ('fee', 'no_fee'))
