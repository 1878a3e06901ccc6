import { and, asc, eq, isNotNull, or } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attempts, type assignments } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { sentencesAbout } from '../item.ts';
import { metIn } from '../met.ts';
import { progressOf } from '../progress.ts';
import { readItems } from '../read-attempt.ts';
import type { RefresherDraw } from './draw-refresher.ts';

type Assigned = typeof assignments.$inferSelect;

/** What a person's checks and earlier refreshers say of what to ask now. */
export async function pastOf(db: Db, policies: readonly Policy[], assignment: Assigned) {
  const rows = await db.read
    .select()
    .from(attempts)
    .where(
      and(
        eq(attempts.assignmentId, assignment.id),
        or(
          eq(attempts.kind, 'refresher'),
          and(eq(attempts.kind, 'graded'), isNotNull(attempts.closedAt)),
        ),
      ),
    )
    .orderBy(asc(attempts.startedAt));
  // Checks of lessons that bound the person when they signed; a track may have gone before.
  const { lessons } = await progressOf(db, policies, assignment);
  const bound = new Set(lessons.map(({ lesson }) => lesson.id));
  const checked = new Set<string>();
  const missed = new Set<string>();
  const settled = new Set<string>();
  const drawn = new Map<string, number>();
  for (const row of rows) {
    if (row.kind === 'graded' && !bound.has(row.lesson)) continue;
    const { revision, items } = await readItems(db, policies, row);
    if (row.kind === 'graded') checked.add(row.lesson);
    for (const { item, answer } of items) {
      if (row.kind === 'refresher') {
        drawn.set(item.scenario.lesson, (drawn.get(item.scenario.lesson) ?? 0) + 1);
      }
      if (!answer) continue;
      for (const sentence of sentencesAbout(revision.ruleset, item)) {
        if (answer.score < 1) {
          missed.add(sentence);
          settled.delete(sentence);
        } else if (row.kind === 'refresher') {
          missed.delete(sentence);
          settled.add(sentence);
        }
      }
    }
  }
  return {
    checked,
    missed,
    settled,
    drawn,
    met: await metIn(db.read, assignment),
  } satisfies Partial<RefresherDraw> & { checked: Set<string> };
}
