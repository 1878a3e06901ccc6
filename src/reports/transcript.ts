import { asc, desc, eq, sql } from 'drizzle-orm';
import { stateOn, type CompletionState } from '#assignments/standing.ts';
import { standingOf, type CorrectionRecord } from '#attestations/corrections.ts';
import { declinesOf, type Decline } from '#attestations/read-declines.ts';
import type { SignedRecord } from '#attestations/record.ts';
import { civilDate, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import {
  assignments,
  assignmentTerms,
  attestations,
  campaigns,
  employees,
  standings,
} from '#db/schema/index.ts';
import { disposalOf, type Disposal } from '#evidence/disposals.ts';
import type { Followed } from '#training/path.ts';
import { refresherCounts } from '#training/refresher/refresher.ts';

/** One cycle: one time a person was asked to learn and sign a policy, for ever as it was. */
export type Cycle = {
  assignmentId: string;
  policyId: string;
  revision: string;
  /** What was asked, and the revision it builds on. */
  followed: Followed;
  campaign: string;
  round: string;
  because: string;
  assignedAt: Date;
  /** The day it was due when it was assigned, and the one that counts now. */
  firstDueOn: CivilDate;
  dueOn: CivilDate | null;
  /** The person's newest of this policy: earlier ones ask nothing any more. */
  newest: boolean;
  state: CompletionState;
  /** Extensions, leave, exemptions, in the order they were made. */
  terms: (Pick<typeof assignmentTerms.$inferSelect, 'kind' | 'dueOn' | 'because' | 'at'> & {
    by: string;
  })[];
  declines: Decline[];
  signed: Signed | undefined;
  refreshers: { offered: number; done: number } | undefined;
};
export type Signed = {
  id: string;
  how: (typeof attestations.$inferSelect)['how'];
  signedAt: Date;
  sha256: string;
  withdrawn: boolean;
  /** As it was signed, whatever the person is called today; undefined once it was disposed of. */
  person: SignedRecord['person'] | undefined;
  corrections: CorrectionRecord[];
  disposal: Disposal | undefined;
};

/** Every cycle of a person, the newest first. */
export async function transcriptOf(
  db: Db,
  employeeNumber: string,
  { at, timeZone }: { at: Date; timeZone: string },
): Promise<Cycle[]> {
  const today = civilDate(at, timeZone);
  const rows = await db.read
    .select({
      assignment: assignments,
      standing: standings,
      campaign: campaigns.name,
      attestation: attestations,
    })
    .from(assignments)
    .innerJoin(standings, eq(standings.assignmentId, assignments.id))
    .innerJoin(campaigns, eq(campaigns.id, assignments.campaignId))
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(eq(assignments.employeeNumber, employeeNumber))
    .orderBy(desc(assignments.assignedAt), desc(assignments.id));
  const terms = await db.read
    .select({
      assignmentId: assignmentTerms.assignmentId,
      kind: assignmentTerms.kind,
      dueOn: assignmentTerms.dueOn,
      because: assignmentTerms.because,
      at: assignmentTerms.at,
      by: sql<string>`coalesce(${employees.name}, ${assignmentTerms.by})`,
    })
    .from(assignmentTerms)
    .innerJoin(assignments, eq(assignments.id, assignmentTerms.assignmentId))
    .leftJoin(employees, eq(employees.number, assignmentTerms.by))
    .where(eq(assignments.employeeNumber, employeeNumber))
    .orderBy(asc(assignmentTerms.id));
  const declines = await declinesOf(db, employeeNumber);
  const refreshers = await refresherCounts(db.read, { employeeNumber, at, timeZone });
  return Promise.all(
    rows.map(async ({ assignment, standing, campaign, attestation }) => ({
      assignmentId: assignment.id,
      policyId: assignment.policyId,
      revision: assignment.revision,
      followed: { path: assignment.path, since: assignment.since },
      campaign,
      round: assignment.round,
      because: assignment.because,
      assignedAt: assignment.assignedAt,
      firstDueOn: assignment.dueOn,
      dueOn: standing.dueOn,
      newest: standing.newest,
      state: stateOn(standing, today),
      terms: terms.flatMap(({ assignmentId, ...term }) =>
        assignmentId === assignment.id ? [term] : [],
      ),
      declines: declines.filter(({ assignmentId }) => assignmentId === assignment.id),
      signed: attestation ? await signedOf(db, attestation, standing.withdrawn) : undefined,
      refreshers: refreshers.get(assignment.id),
    })),
  );
}

async function signedOf(
  db: Db,
  row: typeof attestations.$inferSelect,
  withdrawn: boolean,
): Promise<Signed> {
  const { id, how, signedAt, sha256 } = row;
  const content = row.record === '' ? undefined : (JSON.parse(row.record) as SignedRecord);
  const standing = content && (await standingOf(db.read, { id, content }));
  return {
    id,
    how,
    signedAt,
    sha256,
    withdrawn,
    person: content?.person,
    corrections: standing?.corrections ?? [],
    disposal: content ? undefined : await disposalOf(db.read, id),
  };
}
