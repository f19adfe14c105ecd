SELECT
  `t8`.`actor_a` AS `one`,
  `t8`.`actor_b` AS `other`,
  CAST(COUNT(*) AS FLOAT64) AS `value`
FROM (
  SELECT
    `t7`.`rule`,
    `t7`.`row`,
    `t7`.`id_a`,
    `t7`.`id_b`,
    `t7`.`actor_a`,
    `t7`.`actor_b`,
    `t7`.`weight_a`,
    `t7`.`weight_b`,
    LEAST(`t7`.`weight_a`, `t7`.`weight_b`) AS `weight`,
    `t7`.`hard_a` AND `t7`.`hard_b` AS `hard`
  FROM (
    SELECT
      `t2`.`x`,
      `t2`.`y`,
      `t2`.`rule`,
      `t2`.`row`,
      `t2`.`factor`,
      `t5`.`id_a`,
      `t5`.`actor_a`,
      `t5`.`weight_a`,
      `t5`.`hard_a`,
      `t5`.`start_a`,
      `t5`.`end_a`,
      `t6`.`id_b`,
      `t6`.`actor_b`,
      `t6`.`weight_b`,
      `t6`.`hard_b`,
      `t6`.`start_b`,
      `t6`.`end_b`
    FROM `met` AS `t2`
    INNER JOIN (
      SELECT
        `t1`.`literal` AS `x`,
        `t1`.`id` AS `id_a`,
        `t1`.`actor` AS `actor_a`,
        `t1`.`weight` AS `weight_a`,
        `t1`.`hard` AS `hard_a`,
        `t1`.`start` AS `start_a`,
        `t1`.`end` AS `end_a`
      FROM `held` AS `t1`
      WHERE
        `t1`.`literal` >= 0
    ) AS `t5`
      ON `t2`.`x` = `t5`.`x`
    INNER JOIN (
      SELECT
        `t1`.`literal` AS `y`,
        `t1`.`id` AS `id_b`,
        `t1`.`actor` AS `actor_b`,
        `t1`.`weight` AS `weight_b`,
        `t1`.`hard` AS `hard_b`,
        `t1`.`start` AS `start_b`,
        `t1`.`end` AS `end_b`
      FROM `held` AS `t1`
      WHERE
        `t1`.`literal` >= 0
    ) AS `t6`
      ON `t2`.`y` = `t6`.`y`
  ) AS `t7`
  WHERE
    (
      (
        `t7`.`x` <> `t7`.`y`
      ) OR (
        `t7`.`id_a` < `t7`.`id_b`
      )
    )
    AND `t7`.`start_a` <= `t7`.`end_b`
    AND `t7`.`start_b` <= `t7`.`end_a`
) AS `t8`
GROUP BY
  1,
  2
