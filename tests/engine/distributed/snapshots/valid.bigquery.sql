SELECT
  `t4`.`id`,
  `t5`.`code` AS `actor`,
  `t6`.`target`,
  IF(
    (
      `t7`.`sign` = 0
    ) OR (
      `t6`.`literal` < 0
    ),
    -1,
    `t6`.`literal` + IF(`t7`.`sign` < 0, 1, 0)
  ) AS `literal`,
  `t7`.`strength` * COALESCE(`t4`.`salience`, `t7`.`unknown`) * COALESCE(`t4`.`confidence`, `t7`.`unknown`) AS `weight`,
  COALESCE(`t4`.`firmness` = 1, FALSE) AS `hard`,
  COALESCE(DATE_DIFF(`t4`.`begins`, DATE(1970, 1, 1), DAY) + 719163, 0) AS `first`,
  GREATEST(COALESCE(DATE_DIFF(`t4`.`begins`, DATE(1970, 1, 1), DAY) + 719163, 0), 1) AS `begin`,
  COALESCE(DATE_DIFF(`t4`.`ends`, DATE(1970, 1, 1), DAY) + 719163, 2147483647) AS `last`,
  `t4`.`revises`,
  `t4`.`revision_reason`
FROM `positions` AS `t4`
INNER JOIN `holders` AS `t5`
  ON `t4`.`actor` = `t5`.`holder`
INNER JOIN `targets` AS `t6`
  ON `t4`.`demand` = `t6`.`aim`
INNER JOIN `stances` AS `t7`
  ON `t4`.`stance` = `t7`.`word`
