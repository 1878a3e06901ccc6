import { setImmediate as turn } from 'node:timers/promises';
import { and, asc, count, eq, inArray, isNotNull, max, sql } from 'drizzle-orm';
import { civilDate, sayDay } from '#clock.ts';
import type { Db } from '#db/client.ts';
import {
  answers,
  assignments,
  attemptItems,
  attempts,
  campaigns,
  regrades,
} from '#db/schema/index.ts';
import type { Revision } from '#policies/model.ts';

/** One question of a person's first finished check of a lesson, as it stands now. */
export type FirstAnswer = {
  /** Tells people apart within one reading, and says nothing else of them. */
  person: number;
  scenario: string;
  telling: string;
  kind: string;
  scenarioSha256: string;
  /** Undefined where the question has no answer. */
  given: readonly string[] | undefined;
  /** 0 … 1; that of the last regrade where there is one. */
  score: number;
  release: string;
  campaign: string;
  closedAt: Date;
};

const AT_ONCE = 500;

type Of = Pick<Revision, 'policyId' | 'id'>;

/**
 * Each person's first finished graded check of each lesson of a revision, whichever assignment it was
 * for, with its answers. Practice, refreshers, later tries and checks still open are not among them.
 */
export async function* firstAnswers(
  db: Pick<Db, 'read'>,
  { policyId, id }: Of,
): AsyncGenerator<FirstAnswer[]> {
  const finished = await db.read
    .select({
      id: attempts.id,
      lesson: attempts.lesson,
      release: attempts.releaseSha256,
      closedAt: attempts.closedAt,
      campaign: assignments.campaignId,
      number: assignments.employeeNumber,
    })
    .from(attempts)
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .where(
      and(
        eq(assignments.policyId, policyId),
        eq(assignments.revision, id),
        eq(attempts.kind, 'graded'),
        isNotNull(attempts.closedAt),
      ),
    )
    .orderBy(asc(attempts.closedAt), asc(attempts.startedAt), asc(attempts.id));
  const people = new Map<string, number>();
  const first = new Map<string, (typeof finished)[number]>();
  for (const check of finished) {
    if (!people.has(check.number)) people.set(check.number, people.size);
    const of = `${check.number}\n${check.lesson}`;
    if (!first.has(of)) first.set(of, check);
  }
  const checks = [...first.values()];
  for (let from = 0; from < checks.length; from += AT_ONCE) {
    const lot = new Map(checks.slice(from, from + AT_ONCE).map((check) => [check.id, check]));
    const rows = await answersOf(db, [...lot.keys()]);
    yield rows.map(({ attemptId, regraded, given, score, ...asked }) => {
      const { number, release, campaign, closedAt } = lot.get(attemptId)!;
      return {
        ...asked,
        given: given ?? undefined,
        score: regraded ?? score ?? 0,
        person: people.get(number)!,
        release,
        campaign,
        closedAt: closedAt!,
      };
    });
    // Reads never yield by themselves; others want their pages meanwhile.
    await turn();
  }
}

async function answersOf({ read }: Pick<Db, 'read'>, ids: string[]) {
  const here = sql`${answers.attemptId} = ${attemptItems.attemptId} AND ${answers.position} = ${attemptItems.position}`;
  return read
    .select({
      attemptId: attemptItems.attemptId,
      scenario: attemptItems.scenario,
      telling: attemptItems.telling,
      kind: attemptItems.kind,
      scenarioSha256: attemptItems.scenarioSha256,
      given: answers.given,
      score: answers.score,
      // The last regrade counts.
      regraded: sql<number | null>`(
        SELECT ${regrades.score} FROM ${regrades}
        WHERE ${regrades.attemptId} = ${attemptItems.attemptId}
          AND ${regrades.position} = ${attemptItems.position}
        ORDER BY ${regrades.id} DESC LIMIT 1)`,
    })
    .from(attemptItems)
    .leftJoin(
      answers,
      sql`${here} AND ${answers.turn} = (
        SELECT max(later.turn) FROM ${answers} AS later
        WHERE later.attempt_id = ${attemptItems.attemptId}
          AND later.position = ${attemptItems.position})`,
    )
    .where(inArray(attemptItems.attemptId, ids));
}

/** Says the same as long as `firstAnswers` would: another word, and what was made of them is out of date. */
export async function stateOfAnswers(db: Pick<Db, 'read'>): Promise<string> {
  const [checks] = await db.read
    .select({ count: count(), last: max(attempts.closedAt) })
    .from(attempts)
    .where(and(eq(attempts.kind, 'graded'), isNotNull(attempts.closedAt)));
  const [anew] = await db.read.select({ last: max(regrades.id) }).from(regrades);
  return [checks?.count, checks?.last?.getTime(), anew?.last].join();
}

/** What the campaigns of a revision are called, by id, with the day they began: names may be alike. */
export async function campaignNames(
  db: Pick<Db, 'read'>,
  { policyId, id }: Of,
  timeZone: string,
): Promise<Map<string, string>> {
  const rows = await db.read
    .select({ id: campaigns.id, name: campaigns.name, at: campaigns.createdAt })
    .from(campaigns)
    .where(and(eq(campaigns.policyId, policyId), eq(campaigns.revision, id)));
  return new Map(
    rows.map(({ id, name, at }) => [id, `${name}, begun ${sayDay(civilDate(at, timeZone))}`]),
  );
}
