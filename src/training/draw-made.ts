import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { assignments, attestations } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { signOffsOf } from '#policies/sign-off.ts';
import { lessonsFor } from './binds.ts';
import { drawChanges } from './changes/draw-changes.ts';
import { drawAgain } from './draw-again.ts';
import type { Item } from './item.ts';
import { metIn } from './met.ts';
import { mostlyMissed } from './mostly-missed.ts';
import type { Assignment } from './own-assignment.ts';
import type { Progress } from './progress.ts';
import { pastOf } from './refresher/past.ts';

type Drawing = {
  policies: readonly Policy[];
  assignment: Assignment;
  progress: Progress;
  /** The attempt's id. */
  seed: string;
  /** Sentences missed in the check before. */
  missed: readonly string[];
};

/** Draws the check of a lesson that the portal makes: of what changed, or of a look back. */
export async function drawMade(db: Db, draw: Drawing): Promise<Item[]> {
  const { assignment, progress, seed } = draw;
  const { revision, tracks, followed } = progress;
  const lessons = lessonsFor(revision, tracks);
  const signed = new Set((await signOffsOf(db, revision)).keys());
  const met = await metIn(db.read, assignment);
  if (followed.path === 'changes' && followed.since !== null) {
    return drawChanges({ revision, since: followed.since, lessons, seed, met, signed });
  }
  const past = await pastOfSigned(db, draw);
  return drawAgain({
    revision,
    lessons,
    seed,
    critical: revision.passing.critical,
    signed,
    met,
    missed: new Set([...draw.missed, ...past.missed, ...(await mostlyMissed(db, revision))]),
    settled: past.settled,
    drawn: past.drawn,
  });
}

/** What the person missed in the training that they signed before; of one on paper nothing is known. */
async function pastOfSigned(db: Db, { policies, assignment }: Drawing) {
  const [found] = await db.read
    .select({ before: assignments })
    .from(assignments)
    .innerJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(eq(attestations.id, assignment.sinceAttestation ?? ''));
  if (!found) return NOTHING;
  return pastOf(db, policies, found.before);
}

const NOTHING = {
  missed: new Set<string>(),
  settled: new Set<string>(),
  drawn: new Map<string, number>(),
};
