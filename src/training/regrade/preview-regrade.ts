import type { Db } from '#db/client.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { signOffsOf } from '#policies/sign-off.ts';
import { sha256Hex } from '#rules/hash.ts';
import { unsignedReadings } from '../contested.ts';
import { finishedChecks, type FinishedCheck, type FinishedItem } from './finished-checks.ts';
import { score } from '../key.ts';
import { pinnedRevision } from '../pinned-revision.ts';
import { lessonOf } from '../own-assignment.ts';
import { askedItem, standing, type Answer, type AskedItem } from '../read-attempt.ts';
import { fellShort, resultOf } from '../result.ts';
import { isUnchanged, keyAnew, type Unfit } from './stored-key.ts';

/** Why an answer keeps its score: the question is gone or retold, or hangs on a reading nobody signed. */
export type Kept = Unfit | 'contested';

/** A finished check in which an answer would be scored otherwise. */
export type CheckChange = {
  attemptId: string;
  assignmentId: string;
  person: FinishedCheck['person'];
  lesson: string;
  number: number;
  passedBefore: boolean;
  passesAfter: boolean;
  items: { position: number; title: string; from: number; to: number }[];
};

export type RegradePreview = {
  /** Finished checks that another release scored, and their answers. */
  checks: number;
  answers: number;
  /** By person. */
  changes: CheckChange[];
  /** Would change as well, but was signed: the record stands. */
  signed: CheckChange[];
  /** Answers that keep their score, by why. */
  kept: Record<Kept, number>;
  /** Names exactly these changes under this release: who confirms has seen them. */
  seen: string;
};

/**
 * What would change if every finished check on this revision were scored by the release in force: the
 * build's own. Each answer as it was given, against the score that stands. Changes nothing.
 */
export async function previewRegrade(
  db: Db,
  policies: readonly Policy[],
  { revision }: { revision: Revision },
): Promise<RegradePreview> {
  const signedReadings = new Set((await signOffsOf(db, revision)).keys());
  const preview: Omit<RegradePreview, 'seen'> = {
    checks: 0,
    answers: 0,
    changes: [],
    signed: [],
    kept: { gone: 0, retold: 0, contested: 0 },
  };
  const found = finishedChecks(db, revision, { except: revision.releaseSha256 });
  for await (const checks of found) {
    for (const check of checks) {
      const asking = await pinnedRevision(db, policies, check.row.releaseSha256);
      const items: Judged[] = [];
      for (const item of check.items) {
        const answer = standingOf(item);
        if (!answer) continue;
        const to = scoreAnew(asking, revision, signedReadings, item, answer);
        if (typeof to === 'string') preview.kept[to] += 1;
        const judge = await judgeOf(db, policies, answer, asking);
        items.push({ item, answer, judge, to: typeof to === 'string' ? answer.score : to });
      }
      preview.checks += 1;
      preview.answers += items.length;
      const change = changeOf(asking, revision, check, items);
      if (change) (check.signed ? preview.signed : preview.changes).push(change);
    }
  }
  return { ...preview, seen: nameOf(revision, preview.changes) };
}

type Judged = { item: FinishedItem; answer: Answer; judge: Revision; to: number };

function standingOf({ answers, regrades }: FinishedItem): Answer | undefined {
  const last = answers.at(-1);
  return last && standing(last, regrades.at(-1));
}

/** The release that gave the score that stands. */
async function judgeOf(db: Db, policies: readonly Policy[], { regrade }: Answer, asking: Revision) {
  return regrade ? pinnedRevision(db, policies, regrade.releaseSha256) : asking;
}

function scoreAnew(
  asking: Revision,
  judging: Revision,
  signedReadings: ReadonlySet<string>,
  { asked }: FinishedItem,
  answer: Answer,
): number | Kept {
  if (!answer.regrade && isUnchanged(asking, judging, asked)) return answer.score;
  const keyed = keyAnew(asking, judging, asked);
  if (typeof keyed === 'string') return keyed;
  const to = score(keyed.key, answer.given);
  // A check counts nothing that hangs on an unsigned reading; asked only where it would matter.
  const differs = to !== answer.score;
  if (differs && unsignedReadings(judging, keyed.item, signedReadings).length > 0)
    return 'contested';
  return to;
}

function changeOf(
  asking: Revision,
  judging: Revision,
  { row, person }: FinishedCheck,
  judged: readonly Judged[],
): CheckChange | undefined {
  const changed = judged.filter(({ answer, to }) => to !== answer.score);
  if (changed.length === 0) return undefined;
  const before = judged.map(({ item, answer, judge }) =>
    askedItem(asking, item.asked, answer, judge),
  );
  const after = judged.map(({ item, answer, judge, to }) =>
    askedItem(asking, item.asked, { ...answer, score: to }, to === answer.score ? judge : judging),
  );
  const lesson = lessonOf(asking, row.lesson);
  const passes = (items: AskedItem[]) => !fellShort(resultOf({ row, revision: asking, items }));
  return {
    attemptId: row.id,
    assignmentId: row.assignmentId,
    person,
    lesson: lesson.title,
    number: row.number,
    passedBefore: passes(before),
    passesAfter: passes(after),
    items: changed.map(({ item: { asked }, answer, to }) => ({
      position: asked.position,
      title: before.find(({ position }) => position === asked.position)!.item.scenario.title,
      from: answer.score,
      to,
    })),
  };
}

function nameOf({ releaseSha256 }: Revision, changes: readonly CheckChange[]): string {
  const lines = changes.flatMap(({ attemptId, items }) =>
    items.map(({ position, from, to }) => `${attemptId}/${position} ${from} ${to}`),
  );
  return sha256Hex([releaseSha256, ...lines.toSorted()].join('\n'));
}
