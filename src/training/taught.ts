import type { Lesson, Revision, Scenario, Telling } from '#policies/model.ts';
import { sentencesAbout } from './item.ts';
import { sentencesOf } from './sentence-questions.ts';

type In = { revision: Revision; lesson: Lesson };

/** The sentences that everybody whom a lesson binds has read by then: its own, and those of lessons before it. */
export function taughtBy({ revision, lesson }: In): ReadonlySet<string> {
  const byLesson = found.get(revision) ?? new Map<Lesson, ReadonlySet<string>>();
  found.set(revision, byLesson);
  let taught = byLesson.get(lesson);
  if (!taught) {
    const read = revision.lessons.filter((one) => one === lesson || isBefore(one, lesson));
    taught = new Set(read.flatMap((one) => sentencesOf(revision, one).map(({ id }) => id)));
    byLesson.set(lesson, taught);
  }
  return taught;
}

const found = new WeakMap<Revision, Map<Lesson, ReadonlySet<string>>>();

/** A track's lesson goes before another only for those who have it for certain. */
function isBefore(one: Lesson, lesson: Lesson): boolean {
  const all = one.tracks.length === 0;
  const same = lesson.tracks.length > 0 && lesson.tracks.every((id) => one.tracks.includes(id));
  return one.order < lesson.order && (all || same);
}

/**
 * How well a telling suits those who have come as far as this lesson, 0 to 3: two for what it goes
 * against, one for what its scenario offers beside that. Coarse, so that checks still differ. What goes
 * against nothing needs no sentence taught.
 */
export function readiness(at: In, scenario: Scenario, telling: Telling): number {
  const taught = taughtBy(at);
  const about = sentencesAbout(at.revision.ruleset, { scenario, telling });
  const ready = about.every((id) => taught.has(id));
  return (ready ? 2 : 0) + (mostlyUntaught(at, scenario.offers) ? 0 : 1);
}

/** Whether some sentence that the lesson itself teaches can be broken. */
export function canBeBroken({ revision, lesson }: In): boolean {
  const own = new Set(sentencesOf(revision, lesson).map(({ id }) => id));
  return revision.ruleset.norms.some(({ sentence, wrong }) => wrong && own.has(sentence));
}

/** Whether more of these options name a sentence that comes later than one that was taught. */
export function mostlyUntaught(at: In, options: readonly string[]): boolean {
  const taught = taughtBy(at);
  const sentences = options
    .map((id) => id.split('|').at(-1)!)
    .filter((id) => /^[A-Z][.:]/.test(id));
  return sentences.filter((id) => !taught.has(id)).length * 2 > sentences.length;
}
