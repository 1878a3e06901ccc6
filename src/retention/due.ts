import { sql, type SQL } from 'drizzle-orm';
import { civilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import type { Policy } from '#policies/model.ts';
import { endOf, lastDayDue } from './calendar.ts';
import { FLOOR_YEARS, ruleFor, type Rule } from './rules.ts';
import type { Series } from './series.ts';

export type OldRecord = {
  /** Of the attestation or decline. */
  id: string;
  number: string;
  name: string;
  policyId: string;
  /** When it was made: signed, entered or last corrected, whichever came last. */
  madeAt: Date;
  /** Whose training goes with it; null where none does. */
  assignmentId: string | null;
  /** The corrections about it, which go with it. */
  corrections: string[];
  /** Why it stays although it is old enough. */
  kept: 'held' | 'current' | 'proposed' | undefined;
};

export type When = { policies: readonly Policy[]; at: Date; timeZone: string };
type Which = When & {
  series: Series;
  /** Only the records of this proposal. */
  of?: string;
  /** A hold that was set since then counts even when it has ended. */
  heldSince?: Date;
  /** At most so many, and only those that nothing keeps. */
  free?: number;
};

/**
 * The records of a series that its rule no longer keeps, the oldest first, with what keeps them all the
 * same: a legal hold, being current, an open proposal. None without a rule. A person who has left keeps
 * theirs for the floor's years after leaving, whatever the rule.
 */
export async function oldRecords(
  read: Pick<Reader, 'select' | 'all'>,
  which: Which,
): Promise<{ rule: Rule | undefined; records: OldRecord[] }> {
  const rule = await ruleFor(read, which.series);
  if (!rule || rule.years === null) return { rule, records: [] };
  const today = civilDate(which.at, which.timeZone);
  const madeBefore = endOf(lastDayDue(rule.years, today), which.timeZone);
  const found = which.series === 'attestations' ? attestationsMade(which) : declinesMade();
  const rows = await read.all<Row>(sql`
    SELECT * FROM (
      SELECT "made".*, "e"."name" AS "name",
        ${isHeld(which)} AS "held",
        (("e"."separated_on" IS NULL OR "e"."separated_on" > ${today}) AND "made"."current") AS "kept",
        (${isProposed}) AS "proposed",
        (SELECT json_group_array("id") FROM "records" "c"
          WHERE "c"."about" = "made"."id" AND "c"."kind" = 'correction') AS "corrections"
      FROM (${found}) "made"
      JOIN "employees" "e" ON "e"."number" = "made"."number"
      WHERE "made"."at" < ${madeBefore.getTime()}
        AND ("e"."separated_on" IS NULL OR "e"."separated_on" > ${today}
          OR "e"."separated_on" <= ${lastDayDue(FLOOR_YEARS, today)})
        AND "made"."id" NOT IN (SELECT "record_id" FROM "disposed_records")
        ${which.of === undefined ? sql`` : sql`AND "made"."id" IN (SELECT "record_id" FROM "disposal_items" WHERE "proposal_id" = ${which.of})`}
    )
    ${which.free === undefined ? sql`ORDER BY "at", "id"` : sql`WHERE NOT "held" AND NOT "kept" LIMIT ${which.free}`}`);
  return { rule, records: rows.map(recordOf) };
}

type Row = {
  id: string;
  number: string;
  name: string;
  policyId: string;
  at: number;
  assignmentId: string | null;
  corrections: string;
  held: number;
  kept: number;
  proposed: number;
};

function recordOf({ at, corrections, held, kept, proposed, ...row }: Row): OldRecord {
  const { id, number, name, policyId, assignmentId } = row;
  return {
    id,
    number,
    name,
    policyId,
    assignmentId,
    madeAt: new Date(at),
    corrections: JSON.parse(corrections) as string[],
    kept: held ? 'held' : kept ? 'current' : proposed ? 'proposed' : undefined,
  };
}

/**
 * Attestations. Current is the newest of a person on a policy that this portal teaches: nothing else
 * says that this person knows the policy. One that was withdrawn makes none before it outdated.
 */
function attestationsMade({ policies }: When): SQL {
  const taught = sql.join(
    policies.map(({ id }) => sql`${id}`),
    sql`, `,
  );
  return sql`
    SELECT "a"."id" AS "id", "a"."employee_number" AS "number", "a"."policy_id" AS "policyId",
      "a"."assignment_id" AS "assignmentId", ${madeAt(sql`"a"."id"`, sql`"a"."signed_at"`)} AS "at",
      "a"."policy_id" IN (${taught}) AND NOT EXISTS (
        SELECT 1 FROM "attestations" "n"
        WHERE "n"."employee_number" = "a"."employee_number" AND "n"."policy_id" = "a"."policy_id"
          AND ("n"."signed_at", "n"."id") > ("a"."signed_at", "a"."id")
          AND NOT EXISTS (SELECT 1 FROM "records" "w"
            WHERE "w"."about" = "n"."id" AND "w"."kind" = 'correction'
              AND CASE WHEN "w"."record" <> '' THEN json_extract("w"."record", '$.withdrawn') END)
      ) AS "current"
    FROM "attestations" "a"`;
}

/** Declines. Current is one that no signature has followed: the matter is open while the person is here. */
function declinesMade(): SQL {
  return sql`
    SELECT "d"."id" AS "id", "d"."employee_number" AS "number",
      coalesce("s"."policy_id", '') AS "policyId", NULL AS "assignmentId",
      max(${madeAt(sql`"d"."id"`, sql`"d"."at"`)},
        coalesce((SELECT max("at") FROM "decline_answers" WHERE "record_id" = "d"."id"), 0)) AS "at",
      NOT EXISTS (SELECT 1 FROM "attestations" "n"
        WHERE "n"."employee_number" = "d"."employee_number" AND "n"."signed_at" > "d"."at") AS "current"
    FROM "records" "d" LEFT JOIN "assignments" "s" ON "s"."id" = "d"."about"
    WHERE "d"."kind" = 'decline'`;
}

/** The time begins anew with a correction, and not before the ledger took the record in. */
function madeAt(id: SQL, at: SQL): SQL {
  return sql`max(${at},
    coalesce((SELECT "at" FROM "ledger_entries" WHERE "record_id" = ${id}), 0),
    coalesce((SELECT max("c"."at") FROM "records" "c"
      WHERE "c"."about" = ${id} AND "c"."kind" = 'correction'), 0))`;
}

function isHeld({ series, heldSince }: Which): SQL {
  return sql`EXISTS (
    SELECT 1 FROM "legal_holds" "h" LEFT JOIN "legal_hold_releases" "r" ON "r"."hold_id" = "h"."id"
    WHERE ("h"."employee_number" IS NULL OR "h"."employee_number" = "made"."number")
      AND ("h"."series" IS NULL OR "h"."series" = ${series})
      AND ("r"."hold_id" IS NULL ${heldSince ? sql`OR "h"."at" >= ${heldSince.getTime()}` : sql``}))`;
}

const isProposed = sql`"made"."id" IN (
  SELECT "i"."record_id" FROM "disposal_items" "i"
  LEFT JOIN "disposal_decisions" "x" ON "x"."proposal_id" = "i"."proposal_id"
  WHERE "x"."proposal_id" IS NULL)`;
