SELECT
  "t35"."id",
  "t35"."weight",
  "t35"."hard",
  CAST("t35"."actor" AS INTEGER) AS "actor",
  CAST("t35"."literal" AS INTEGER) AS "literal",
  CAST("t35"."first" AS INTEGER) AS "start",
  CAST(LEAST("t35"."last", "t35"."until" - 1) AS INTEGER) AS "end"
FROM (
  SELECT
    "t34"."id",
    "t34"."actor",
    "t34"."target",
    "t34"."literal",
    "t34"."weight",
    "t34"."hard",
    "t34"."first",
    "t34"."begin",
    "t34"."last",
    "t34"."revises",
    "t34"."revision_reason",
    "t34"."until"
  FROM (
    SELECT
      "t33"."id",
      "t33"."actor",
      "t33"."target",
      "t33"."literal",
      "t33"."weight",
      "t33"."hard",
      "t33"."first",
      "t33"."begin",
      "t33"."last",
      "t33"."revises",
      "t33"."revision_reason",
      LEAST("t33"."until", COALESCE("t33"."at", 2147483648)) AS "until",
      "t33"."at"
    FROM (
      SELECT
        "t32"."id",
        "t32"."actor",
        "t32"."target",
        "t32"."literal",
        "t32"."weight",
        "t32"."hard",
        "t32"."first",
        "t32"."begin",
        "t32"."last",
        "t32"."revises",
        "t32"."revision_reason",
        "t32"."until",
        "t32"."at"
      FROM (
        SELECT
          "t31"."id",
          "t31"."actor",
          "t31"."target",
          "t31"."literal",
          "t31"."weight",
          "t31"."hard",
          "t31"."first",
          "t31"."begin",
          "t31"."last",
          "t31"."revises",
          "t31"."revision_reason",
          "t31"."until",
          "t4"."id" AS "id_right",
          "t4"."at"
        FROM (
          SELECT
            "t29"."id",
            "t29"."actor",
            "t29"."target",
            "t29"."literal",
            "t29"."weight",
            "t29"."hard",
            "t29"."first",
            "t29"."begin",
            "t29"."last",
            "t29"."revises",
            "t29"."revision_reason",
            "t29"."until"
          FROM (
            SELECT
              "t28"."id",
              "t28"."actor",
              "t28"."target",
              "t28"."literal",
              "t28"."weight",
              "t28"."hard",
              "t28"."first",
              "t28"."begin",
              "t28"."last",
              "t28"."revises",
              "t28"."revision_reason",
              COALESCE("t28"."exempt", "t28"."until") AS "until",
              "t28"."exempt"
            FROM (
              SELECT
                "t27"."id",
                "t27"."actor",
                "t27"."target",
                "t27"."literal",
                "t27"."weight",
                "t27"."hard",
                "t27"."first",
                "t27"."begin",
                "t27"."last",
                "t27"."revises",
                "t27"."revision_reason",
                "t27"."until",
                "t27"."exempt"
              FROM (
                SELECT
                  "t5"."id",
                  "t5"."actor",
                  "t5"."target",
                  "t5"."literal",
                  "t5"."weight",
                  "t5"."hard",
                  "t5"."first",
                  "t5"."begin",
                  "t5"."last",
                  "t5"."revises",
                  "t5"."revision_reason",
                  "t24"."until",
                  "t26"."id" AS "id_right",
                  "t26"."exempt"
                FROM "valid" AS "t5"
                INNER JOIN (
                  SELECT
                    "t19"."actor",
                    "t19"."target",
                    "t19"."begin",
                    COALESCE(
                      IF(
                        "t19"."following" < (
                          (
                            "t19"."target" + 1
                          ) * 4194304
                        ),
                        "t19"."following" - (
                          "t19"."target" * 4194304
                        ),
                        2147483648
                      ),
                      2147483648
                    ) AS "until"
                  FROM (
                    SELECT
                      "t16"."actor",
                      "t16"."target",
                      "t16"."begin",
                      "t16"."place",
                      LEAD("t16"."place") OVER (PARTITION BY "t16"."actor" ORDER BY "t16"."place" ASC) AS "following"
                    FROM (
                      SELECT
                        "t14"."actor",
                        "t14"."target",
                        "t14"."begin",
                        (
                          "t14"."target" * 4194304
                        ) + "t14"."begin" AS "place"
                      FROM (
                        SELECT DISTINCT
                          *
                        FROM (
                          SELECT
                            "t5"."actor",
                            "t5"."target",
                            "t5"."begin"
                          FROM "valid" AS "t5"
                          WHERE
                            NOT EXISTS(
                              SELECT
                                1
                              FROM "undone" AS "t6"
                              WHERE
                                "t5"."id" = "t6"."id"
                            )
                        ) AS "t11"
                      ) AS "t14"
                    ) AS "t16"
                  ) AS "t19"
                ) AS "t24"
                  ON "t5"."actor" = "t24"."actor"
                  AND "t5"."target" = "t24"."target"
                  AND "t5"."begin" = "t24"."begin"
                LEFT OUTER JOIN (
                  SELECT
                    "t10"."id",
                    COALESCE("t23"."exempt", 2147483648) AS "exempt"
                  FROM (
                    SELECT DISTINCT
                      "t3"."id"
                    FROM "follows" AS "t3"
                  ) AS "t10"
                  LEFT OUTER JOIN (
                    SELECT
                      "t20"."id",
                      MIN("t20"."later") AS "exempt"
                    FROM (
                      SELECT
                        "t18"."id",
                        "t18"."actor",
                        "t18"."target",
                        "t18"."begin",
                        "t18"."other",
                        "t18"."later"
                      FROM (
                        SELECT
                          *
                        FROM (
                          SELECT
                            "t5"."id",
                            "t5"."actor",
                            "t5"."target",
                            "t5"."begin",
                            "t13"."other",
                            "t13"."later"
                          FROM "valid" AS "t5"
                          INNER JOIN (
                            SELECT
                              "t5"."id" AS "other",
                              "t5"."actor",
                              "t5"."target",
                              "t5"."begin" AS "later"
                            FROM "valid" AS "t5"
                            WHERE
                              NOT EXISTS(
                                SELECT
                                  1
                                FROM "undone" AS "t6"
                                WHERE
                                  "t5"."id" = "t6"."id"
                              )
                          ) AS "t13"
                            ON "t5"."actor" = "t13"."actor" AND "t5"."target" = "t13"."target"
                          WHERE
                            NOT EXISTS(
                              SELECT
                                1
                              FROM "undone" AS "t6"
                              WHERE
                                "t5"."id" = "t6"."id"
                            )
                            AND EXISTS(
                              SELECT
                                1
                              FROM "follows" AS "t8"
                              WHERE
                                "t5"."id" = "t8"."id"
                            )
                        ) AS "t15"
                        WHERE
                          "t15"."later" > "t15"."begin"
                      ) AS "t18"
                      WHERE
                        NOT EXISTS(
                          SELECT
                            1
                          FROM "follows" AS "t7"
                          WHERE
                            "t18"."id" = "t7"."id" AND "t18"."other" = "t7"."other"
                        )
                    ) AS "t20"
                    GROUP BY
                      1
                  ) AS "t23"
                    ON "t10"."id" = "t23"."id"
                ) AS "t26"
                  ON "t5"."id" = "t26"."id"
                WHERE
                  NOT EXISTS(
                    SELECT
                      1
                    FROM "undone" AS "t6"
                    WHERE
                      "t5"."id" = "t6"."id"
                  )
              ) AS "t27"
            ) AS "t28"
          ) AS "t29"
        ) AS "t31"
        LEFT OUTER JOIN "changed" AS "t4"
          ON "t31"."id" = "t4"."id"
      ) AS "t32"
    ) AS "t33"
  ) AS "t34"
) AS "t35"
WHERE
  "t35"."until" > "t35"."begin"
  AND LEAST("t35"."last", "t35"."until" - 1) >= "t35"."begin"
