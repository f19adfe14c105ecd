SELECT
  `t39`.`id`,
  `t39`.`weight`,
  `t39`.`hard`,
  CAST(`t39`.`actor` AS INT64) AS `actor`,
  CAST(`t39`.`literal` AS INT64) AS `literal`,
  CAST(`t39`.`first` AS INT64) AS `start`,
  CAST(LEAST(`t39`.`last`, `t39`.`until` - 1) AS INT64) AS `end`
FROM (
  SELECT
    `t38`.*
    EXCEPT (`at`)
  FROM (
    SELECT
      `t37`.`id`,
      `t37`.`actor`,
      `t37`.`target`,
      `t37`.`literal`,
      `t37`.`weight`,
      `t37`.`hard`,
      `t37`.`first`,
      `t37`.`begin`,
      `t37`.`last`,
      `t37`.`revises`,
      `t37`.`revision_reason`,
      `t37`.`following`,
      LEAST(`t37`.`until`, COALESCE(`t37`.`at`, 2147483648)) AS `until`,
      `t37`.`at`
    FROM (
      SELECT
        `t36`.*
        EXCEPT (`id_right`)
      FROM (
        SELECT
          `t35`.`id`,
          `t35`.`actor`,
          `t35`.`target`,
          `t35`.`literal`,
          `t35`.`weight`,
          `t35`.`hard`,
          `t35`.`first`,
          `t35`.`begin`,
          `t35`.`last`,
          `t35`.`revises`,
          `t35`.`revision_reason`,
          `t35`.`following`,
          `t35`.`until`,
          `t7`.`id` AS `id_right`,
          `t7`.`at`
        FROM (
          SELECT
            `t33`.*
            EXCEPT (`exempt`)
          FROM (
            SELECT
              `t32`.`id`,
              `t32`.`actor`,
              `t32`.`target`,
              `t32`.`literal`,
              `t32`.`weight`,
              `t32`.`hard`,
              `t32`.`first`,
              `t32`.`begin`,
              `t32`.`last`,
              `t32`.`revises`,
              `t32`.`revision_reason`,
              `t32`.`following`,
              COALESCE(`t32`.`exempt`, `t32`.`until`) AS `until`,
              `t32`.`exempt`
            FROM (
              SELECT
                `t31`.*
                EXCEPT (`id_right`)
              FROM (
                SELECT
                  `t25`.`id`,
                  `t25`.`actor`,
                  `t25`.`target`,
                  `t25`.`literal`,
                  `t25`.`weight`,
                  `t25`.`hard`,
                  `t25`.`first`,
                  `t25`.`begin`,
                  `t25`.`last`,
                  `t25`.`revises`,
                  `t25`.`revision_reason`,
                  `t25`.`following`,
                  `t25`.`until`,
                  `t30`.`id` AS `id_right`,
                  `t30`.`exempt`
                FROM (
                  SELECT
                    `t21`.`id`,
                    `t21`.`actor`,
                    `t21`.`target`,
                    `t21`.`literal`,
                    `t21`.`weight`,
                    `t21`.`hard`,
                    `t21`.`first`,
                    `t21`.`begin`,
                    `t21`.`last`,
                    `t21`.`revises`,
                    `t21`.`revision_reason`,
                    `t21`.`following`,
                    MAX(`t21`.`following`) OVER (
                      PARTITION BY `t21`.`actor`, `t21`.`target`, `t21`.`begin`
                      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                    ) AS `until`
                  FROM (
                    SELECT
                      `t18`.`id`,
                      `t18`.`actor`,
                      `t18`.`target`,
                      `t18`.`literal`,
                      `t18`.`weight`,
                      `t18`.`hard`,
                      `t18`.`first`,
                      `t18`.`begin`,
                      `t18`.`last`,
                      `t18`.`revises`,
                      `t18`.`revision_reason`,
                      COALESCE(
                        LEAD(`t18`.`begin`) OVER (PARTITION BY `t18`.`actor`, `t18`.`target` ORDER BY `t18`.`begin` ASC),
                        2147483648
                      ) AS `following`
                    FROM (
                      SELECT
                        `t8`.`id`,
                        `t11`.`code` AS `actor`,
                        `t12`.`target`,
                        IF(
                          (
                            `t13`.`sign` = 0
                          ) OR (
                            `t12`.`literal` < 0
                          ),
                          -1,
                          `t12`.`literal` + IF(`t13`.`sign` < 0, 1, 0)
                        ) AS `literal`,
                        `t13`.`strength` * COALESCE(`t8`.`salience`, `t13`.`unknown`) * COALESCE(`t8`.`confidence`, `t13`.`unknown`) AS `weight`,
                        COALESCE(`t8`.`firmness` = 1, FALSE) AS `hard`,
                        COALESCE(DATE_DIFF(`t8`.`begins`, DATE(1970, 1, 1), DAY) + 719163, 0) AS `first`,
                        GREATEST(COALESCE(DATE_DIFF(`t8`.`begins`, DATE(1970, 1, 1), DAY) + 719163, 0), 1) AS `begin`,
                        COALESCE(DATE_DIFF(`t8`.`ends`, DATE(1970, 1, 1), DAY) + 719163, 2147483647) AS `last`,
                        `t8`.`revises`,
                        `t8`.`revision_reason`
                      FROM `positions` AS `t8`
                      INNER JOIN `holders` AS `t11`
                        ON `t8`.`actor` = `t11`.`holder`
                      INNER JOIN `targets` AS `t12`
                        ON `t8`.`demand` = `t12`.`aim`
                      INNER JOIN `stances` AS `t13`
                        ON `t8`.`stance` = `t13`.`word`
                      WHERE
                        NOT EXISTS(
                          SELECT
                            1
                          FROM `undone` AS `t14`
                          WHERE
                            `t8`.`id` = `t14`.`id`
                        )
                    ) AS `t18`
                  ) AS `t21`
                ) AS `t25`
                LEFT OUTER JOIN (
                  SELECT
                    `t16`.`id`,
                    COALESCE(`t28`.`exempt`, 2147483648) AS `exempt`
                  FROM (
                    SELECT DISTINCT
                      `t2`.`id`
                    FROM `follows` AS `t2`
                  ) AS `t16`
                  LEFT OUTER JOIN (
                    SELECT
                      `t26`.`id`,
                      MIN(`t26`.`later`) AS `exempt`
                    FROM (
                      SELECT
                        `t23`.`id`,
                        `t23`.`actor`,
                        `t23`.`target`,
                        `t23`.`begin`,
                        `t23`.`other`,
                        `t23`.`later`
                      FROM (
                        SELECT
                          *
                        FROM (
                          SELECT
                            `t8`.`id`,
                            `t11`.`code` AS `actor`,
                            `t12`.`target`,
                            GREATEST(COALESCE(DATE_DIFF(`t8`.`begins`, DATE(1970, 1, 1), DAY) + 719163, 0), 1) AS `begin`,
                            `t19`.`other`,
                            `t19`.`later`
                          FROM `positions` AS `t8`
                          INNER JOIN `holders` AS `t11`
                            ON `t8`.`actor` = `t11`.`holder`
                          INNER JOIN `targets` AS `t12`
                            ON `t8`.`demand` = `t12`.`aim`
                          INNER JOIN `stances` AS `t13`
                            ON `t8`.`stance` = `t13`.`word`
                          INNER JOIN (
                            SELECT
                              `t8`.`id` AS `other`,
                              `t11`.`code` AS `actor`,
                              `t12`.`target`,
                              GREATEST(COALESCE(DATE_DIFF(`t8`.`begins`, DATE(1970, 1, 1), DAY) + 719163, 0), 1) AS `later`
                            FROM `positions` AS `t8`
                            INNER JOIN `holders` AS `t11`
                              ON `t8`.`actor` = `t11`.`holder`
                            INNER JOIN `targets` AS `t12`
                              ON `t8`.`demand` = `t12`.`aim`
                            INNER JOIN `stances` AS `t13`
                              ON `t8`.`stance` = `t13`.`word`
                            WHERE
                              NOT EXISTS(
                                SELECT
                                  1
                                FROM `undone` AS `t14`
                                WHERE
                                  `t8`.`id` = `t14`.`id`
                              )
                          ) AS `t19`
                            ON `t11`.`code` = `t19`.`actor` AND `t12`.`target` = `t19`.`target`
                          WHERE
                            NOT EXISTS(
                              SELECT
                                1
                              FROM `undone` AS `t14`
                              WHERE
                                `t8`.`id` = `t14`.`id`
                            )
                            AND EXISTS(
                              SELECT
                                1
                              FROM `follows` AS `t10`
                              WHERE
                                `t8`.`id` = `t10`.`id`
                            )
                        ) AS `t20`
                        WHERE
                          `t20`.`later` > `t20`.`begin`
                      ) AS `t23`
                      WHERE
                        NOT EXISTS(
                          SELECT
                            1
                          FROM `follows` AS `t9`
                          WHERE
                            `t23`.`id` = `t9`.`id` AND `t23`.`other` = `t9`.`other`
                        )
                    ) AS `t26`
                    GROUP BY
                      1
                  ) AS `t28`
                    ON `t16`.`id` = `t28`.`id`
                ) AS `t30`
                  ON `t25`.`id` = `t30`.`id`
              ) AS `t31`
            ) AS `t32`
          ) AS `t33`
        ) AS `t35`
        LEFT OUTER JOIN `changed` AS `t7`
          ON `t35`.`id` = `t7`.`id`
      ) AS `t36`
    ) AS `t37`
  ) AS `t38`
) AS `t39`
WHERE
  `t39`.`until` > `t39`.`begin`
  AND LEAST(`t39`.`last`, `t39`.`until` - 1) >= `t39`.`begin`
