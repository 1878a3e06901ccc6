import { and, desc, eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { auditEvents, disposalDecisions, disposalProposals } from '#db/schema/index.ts';
import { noSuchProposal } from './decide.ts';

/** A proposal, what was decided, and how many of its records are gone by now. */
export type Proposal = Awaited<ReturnType<typeof proposalsInOrder>>[number];

/** Every proposal, those that wait for a decision first, then the newest. */
export async function proposalsInOrder({ read }: Pick<Db, 'read'>) {
  return proposals(read).orderBy(
    sql`${disposalDecisions.at} IS NOT NULL`,
    desc(disposalProposals.at),
    desc(disposalProposals.id),
  );
}

export type ProposedRecord = {
  id: string;
  number: string | null;
  name: string | null;
  policyId: string | null;
  at: Date;
  isCorrection: boolean;
  disposedAt: Date | undefined;
};

/** The proposal that an address speaks of, with why records were left out of it. */
export async function proposalAt({ read }: Pick<Db, 'read'>, id: string | undefined) {
  const [proposal] = await proposals(read).where(eq(disposalProposals.id, id ?? ''));
  if (!proposal) throw noSuchProposal();
  const [made] = await read
    .select({ detail: auditEvents.detail })
    .from(auditEvents)
    .where(and(eq(auditEvents.subject, proposal.id), eq(auditEvents.act, 'disposal.proposed')));
  const { leftOut = 0, because } = (made?.detail ?? {}) as { leftOut?: number; because?: string };
  return { ...proposal, leftOut, leftOutBecause: because };
}

/** A page of its records, the oldest first. */
export async function proposedRecords(
  { read }: Pick<Db, 'read'>,
  { id, records }: Pick<Proposal, 'id' | 'records'>,
  { asked, size }: { asked: number; size: number },
) {
  const pages = Math.max(1, Math.ceil(records / size));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
  type Row = Omit<ProposedRecord, 'at' | 'isCorrection' | 'disposedAt'> & {
    at: number;
    isCorrection: number;
    disposedAt: number | null;
  };
  const rows = await read.all<Row>(sql`
    SELECT "i"."record_id" AS "id", "e"."number" AS "number", "e"."name" AS "name",
      "a"."policy_id" AS "policyId", coalesce("a"."signed_at", "r"."at") AS "at",
      coalesce("r"."kind" = 'correction', 0) AS "isCorrection", "x"."at" AS "disposedAt"
    FROM "disposal_items" "i"
    LEFT JOIN "attestations" "a" ON "a"."id" = "i"."record_id"
    LEFT JOIN "records" "r" ON "r"."id" = "i"."record_id"
    LEFT JOIN "attestations" "of" ON "of"."id" = "r"."about"
    LEFT JOIN "employees" "e" ON "e"."number" =
      coalesce("a"."employee_number", "of"."employee_number", "r"."employee_number")
    LEFT JOIN "disposed_records" "x" ON "x"."record_id" = "i"."record_id"
    WHERE "i"."proposal_id" = ${id}
    ORDER BY "at", "i"."record_id" LIMIT ${size} OFFSET ${(page - 1) * size}`);
  const found: ProposedRecord[] = rows.map((row) => ({
    ...row,
    at: new Date(row.at),
    isCorrection: row.isCorrection === 1,
    disposedAt: row.disposedAt === null ? undefined : new Date(row.disposedAt),
  }));
  return { rows: found, page, pages };
}

function proposals(read: Db['read']) {
  const nameOf = (column: string) =>
    sql<string | null>`(SELECT "name" FROM "employees" WHERE "number" = ${sql.raw(column)})`;
  return read
    .select({
      id: disposalProposals.id,
      series: disposalProposals.series,
      reason: disposalProposals.reason,
      by: disposalProposals.by,
      byName: nameOf('"disposal_proposals"."by"'),
      at: disposalProposals.at,
      records: sql<number>`(SELECT count(*) FROM "disposal_items"
        WHERE "proposal_id" = "disposal_proposals"."id")`,
      gone: sql<number>`(SELECT count(*) FROM "disposal_items"
        JOIN "disposed_records" USING ("proposal_id", "record_id")
        WHERE "proposal_id" = "disposal_proposals"."id")`,
      decision: disposalDecisions.decision,
      decidedBy: disposalDecisions.by,
      decidedByName: nameOf('"disposal_decisions"."by"'),
      decidedBecause: disposalDecisions.reason,
      decidedAt: disposalDecisions.at,
    })
    .from(disposalProposals)
    .leftJoin(disposalDecisions, eq(disposalDecisions.proposalId, disposalProposals.id));
}
