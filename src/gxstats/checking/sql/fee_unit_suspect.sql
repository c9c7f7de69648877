-- The fee is in ten thousand yuan: a jump of about 10,000 times, a sum no county has, or yuan printed in the cell.
WITH fee AS (
  SELECT c.report_id, c.year, c.kind, c.level, c.registered, x.value AS found, x.text, x.report_id IS NOT NULL AS there,
         p.report_id IS NULL AS first_year, b.value AS before
  FROM chosen c
  LEFT JOIN cell x ON x.report_id = c.report_id AND x.code = 'disclosure/fee/amount'
  LEFT JOIN pair p ON p.report_id = c.report_id
  LEFT JOIN number b ON b.report_id = p.before_id AND b.code = 'disclosure/fee/amount'
  WHERE c.form = 'form_2021'),
judged AS (
  SELECT *, contains(text, $yuan) AND NOT contains(text, $ten_thousand) AS in_yuan,
         found > $highest AND (kind IN ('county_gov', 'township', 'subdistrict') OR level IN ('county', 'township')) AS too_much,
         before > 0 AND found > 0 AND (abs(found / before / $factor - 1) <= $within
                                       OR abs(found / before * $factor - 1) <= $within) AS jump
  FROM fee)
SELECT report_id, 'fail' AS status, 'disclosure' AS code_table, 'fee' AS code_row, 'amount' AS code_column, found,
       CASE WHEN jump THEN before END AS expected,
       CASE WHEN in_yuan THEN 'the fee is printed as {text}; the form asks for ten thousand yuan'
            WHEN jump THEN 'the fee is {found}, last year {expected}: yuan and ten thousand yuan may be mixed up'
            ELSE 'the fee of {found} ten thousand yuan is more than a body of this level can charge' END AS message, text
FROM judged WHERE in_yuan OR too_much OR jump
UNION ALL BY NAME
SELECT report_id, 'cannot_say' AS status, 'disclosure' AS code_table, 'fee' AS code_row, 'amount' AS code_column,
       CASE WHEN found IS NULL THEN 'a number is missing'
            WHEN found > $highest AND NOT registered THEN 'of what level this body is is not known: it is not in the register of units'
            ELSE 'last year’s number is not at hand' END AS message
FROM judged
WHERE NOT coalesce(in_yuan OR too_much OR jump, false)
  AND (found IS NULL OR (found > $highest AND NOT registered) OR (found > 0 AND before IS NULL AND NOT first_year))
