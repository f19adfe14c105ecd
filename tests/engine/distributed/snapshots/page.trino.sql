SELECT
  "t13"."weight",
  "t13"."rule",
  "t13"."row",
  "t13"."id_a",
  "t13"."id_b",
  "t13"."hard"
FROM (
  SELECT
    "t12"."rule",
    "t12"."row",
    "t12"."id_a",
    "t12"."id_b",
    "t12"."actor_a",
    "t12"."actor_b",
    "t12"."weight_a",
    "t12"."weight_b",
    "t12"."weight",
    "t12"."hard",
    "t5"."key_weight",
    "t5"."key_rule",
    "t5"."key_a",
    "t5"."key_b"
  FROM (
    SELECT
      "t10"."rule",
      "t10"."row",
      "t10"."id_a",
      "t10"."id_b",
      "t10"."actor_a",
      "t10"."actor_b",
      "t10"."weight_a",
      "t10"."weight_b",
      LEAST("t10"."weight_a", "t10"."weight_b") AS "weight",
      "t10"."hard_a" AND "t10"."hard_b" AS "hard"
    FROM (
      SELECT
        "t3"."x",
        "t3"."y",
        "t3"."rule",
        "t3"."row",
        "t3"."factor",
        "t8"."id_a",
        "t8"."actor_a",
        "t8"."weight_a",
        "t8"."hard_a",
        "t8"."start_a",
        "t8"."end_a",
        "t9"."id_b",
        "t9"."actor_b",
        "t9"."weight_b",
        "t9"."hard_b",
        "t9"."start_b",
        "t9"."end_b"
      FROM "met" AS "t3"
      INNER JOIN (
        SELECT
          "t2"."literal" AS "x",
          "t2"."id" AS "id_a",
          "t2"."actor" AS "actor_a",
          "t2"."weight" AS "weight_a",
          "t2"."hard" AS "hard_a",
          "t2"."start" AS "start_a",
          "t2"."end" AS "end_a"
        FROM "held" AS "t2"
        WHERE
          "t2"."start" <= 737942
          AND "t2"."end" >= 737942
          AND (
            "t2"."weight" * 128
          ) >= 96
          AND "t2"."literal" >= 0
      ) AS "t8"
        ON "t3"."x" = "t8"."x"
      INNER JOIN (
        SELECT
          "t2"."literal" AS "y",
          "t2"."id" AS "id_b",
          "t2"."actor" AS "actor_b",
          "t2"."weight" AS "weight_b",
          "t2"."hard" AS "hard_b",
          "t2"."start" AS "start_b",
          "t2"."end" AS "end_b"
        FROM "held" AS "t2"
        WHERE
          "t2"."start" <= 737942
          AND "t2"."end" >= 737942
          AND (
            "t2"."weight" * 128
          ) >= 96
          AND "t2"."literal" >= 0
      ) AS "t9"
        ON "t3"."y" = "t9"."y"
    ) AS "t10"
    WHERE
      (
        (
          "t10"."x" <> "t10"."y"
        ) OR (
          "t10"."id_a" < "t10"."id_b"
        )
      )
      AND "t10"."actor_a" <> "t10"."actor_b"
  ) AS "t12"
  CROSS JOIN (
    SELECT
      "t0"."weight" AS "key_weight",
      "t0"."rule" AS "key_rule",
      "t0"."a" AS "key_a",
      "t0"."b" AS "key_b"
    FROM "key" AS "t0"
  ) AS "t5"
) AS "t13"
WHERE
  (
    "t13"."weight" < "t13"."key_weight"
  )
  OR (
    (
      "t13"."weight" = "t13"."key_weight"
    )
    AND (
      (
        "t13"."rule" > "t13"."key_rule"
      )
      OR (
        (
          "t13"."rule" = "t13"."key_rule"
        )
        AND (
          (
            "t13"."id_a" > "t13"."key_a"
          )
          OR (
            (
              "t13"."id_a" = "t13"."key_a"
            ) AND (
              "t13"."id_b" > "t13"."key_b"
            )
          )
        )
      )
    )
  )
ORDER BY
  "t13"."weight" DESC,
  "t13"."rule" ASC,
  "t13"."id_a" ASC,
  "t13"."id_b" ASC
LIMIT 101
