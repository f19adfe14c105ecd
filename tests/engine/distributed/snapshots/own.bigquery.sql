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
  `t11`.`rule`,
  SUM(`t11`.`twice`) AS `twice`
FROM (
  SELECT
    `t10`.`x`,
    `t10`.`y`,
    `t10`.`rule`,
    `t10`.`row`,
    `t10`.`factor`,
    `t10`.`actor`,
    `t10`.`number_x`,
    `t10`.`number_y`,
    IF(
      `t10`.`x` = `t10`.`y`,
      `t10`.`number_x` * (
        `t10`.`number_x` - 1
      ),
      2 * `t10`.`number_x` * `t10`.`number_y`
    ) AS `twice`
  FROM (
    SELECT
      `t2`.`x`,
      `t2`.`y`,
      `t2`.`rule`,
      `t2`.`row`,
      `t2`.`factor`,
      `t8`.`actor`,
      `t8`.`number_x`,
      `t9`.`number_y`
    FROM `met` AS `t2`
    INNER JOIN (
      SELECT
        `t5`.`literal` AS `x`,
        `t5`.`actor`,
        `t5`.`number` AS `number_x`
      FROM `t4` AS `t5`
    ) AS `t8`
      ON `t2`.`x` = `t8`.`x`
    INNER JOIN (
      SELECT
        `t5`.`literal` AS `y`,
        `t5`.`actor`,
        `t5`.`number` AS `number_y`
      FROM `t4` AS `t5`
    ) AS `t9`
      ON `t2`.`y` = `t9`.`y` AND `t8`.`actor` = `t9`.`actor`
  ) AS `t10`
) AS `t11`
GROUP BY
  1
