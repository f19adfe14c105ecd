WITH `t4` AS (
  SELECT
    `t3`.`actor`,
    `t3`.`literal`,
    COUNT(*) AS `number`,
    SUM(`t3`.`weight`) AS `weight`,
    SUM(`t3`.`weight` * `t3`.`weight`) AS `squares`
  FROM (
    SELECT
      *
    FROM `held` AS `t1`
    WHERE
      `t1`.`start` <= 737942 AND `t1`.`end` >= 737942 AND `t1`.`literal` >= 0
  ) AS `t3`
  GROUP BY
    1,
    2
)
SELECT
  `t14`.`one`,
  `t14`.`other`,
  SUM(`t14`.`value` * `t14`.`factor`) AS `value`
FROM (
  SELECT
    `t13`.`one`,
    `t13`.`y`,
    `t13`.`value`,
    `t8`.`other`,
    `t8`.`factor`
  FROM (
    SELECT
      `t11`.`one`,
      `t11`.`y`,
      SUM(`t11`.`value`) AS `value`
    FROM (
      SELECT
        `t10`.`x`,
        `t10`.`y`,
        `t10`.`rule`,
        `t10`.`row`,
        `t10`.`factor`,
        `t10`.`one`,
        `t10`.`value` * `t10`.`factor` AS `value`
      FROM (
        SELECT
          `t2`.`x`,
          `t2`.`y`,
          `t2`.`rule`,
          `t2`.`row`,
          `t2`.`factor`,
          `t9`.`one`,
          `t9`.`value`
        FROM `met` AS `t2`
        INNER JOIN (
          SELECT
            `t5`.`literal` AS `x`,
            `t5`.`actor` AS `one`,
            `t5`.`weight` AS `value`
          FROM `t4` AS `t5`
        ) AS `t9`
          ON `t2`.`x` = `t9`.`x`
      ) AS `t10`
    ) AS `t11`
    GROUP BY
      1,
      2
  ) AS `t13`
  INNER JOIN (
    SELECT
      `t5`.`literal` AS `y`,
      `t5`.`actor` AS `other`,
      `t5`.`weight` AS `factor`
    FROM `t4` AS `t5`
  ) AS `t8`
    ON `t13`.`y` = `t8`.`y`
) AS `t14`
GROUP BY
  1,
  2
