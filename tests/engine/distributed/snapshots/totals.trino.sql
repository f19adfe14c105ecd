WITH "t5" AS (
  SELECT
    "t4"."literal",
    SUM("t4"."number") AS "number"
  FROM (
    SELECT
      "t3"."actor",
      "t3"."literal",
      COUNT(*) AS "number",
      SUM("t3"."weight") AS "weight",
      SUM("t3"."weight" * "t3"."weight") AS "squares"
    FROM (
      SELECT
        *
      FROM "held" AS "t1"
      WHERE
        "t1"."start" <= 737942 AND "t1"."end" >= 737942 AND "t1"."literal" >= 0
    ) AS "t3"
    GROUP BY
      1,
      2
  ) AS "t4"
  GROUP BY
    1
)
SELECT
  "t12"."rule",
  SUM("t12"."twice") AS "twice"
FROM (
  SELECT
    "t11"."x",
    "t11"."y",
    "t11"."rule",
    "t11"."row",
    "t11"."factor",
    "t11"."number_x",
    "t11"."number_y",
    IF(
      "t11"."x" = "t11"."y",
      "t11"."number_x" * (
        "t11"."number_x" - 1
      ),
      2 * "t11"."number_x" * "t11"."number_y"
    ) AS "twice"
  FROM (
    SELECT
      "t2"."x",
      "t2"."y",
      "t2"."rule",
      "t2"."row",
      "t2"."factor",
      "t9"."number_x",
      "t10"."number_y"
    FROM "met" AS "t2"
    INNER JOIN (
      SELECT
        "t6"."literal" AS "x",
        "t6"."number" AS "number_x"
      FROM "t5" AS "t6"
    ) AS "t9"
      ON "t2"."x" = "t9"."x"
    INNER JOIN (
      SELECT
        "t6"."literal" AS "y",
        "t6"."number" AS "number_y"
      FROM "t5" AS "t6"
    ) AS "t10"
      ON "t2"."y" = "t10"."y"
  ) AS "t11"
) AS "t12"
GROUP BY
  1
