import { sayDay } from '#clock.ts';
import { AGAIN, WHAT_CHANGED } from '#policies/made-lessons.ts';
import type { Lesson, Revision } from '#policies/model.ts';
import { forTracks, whatChanged } from '#policies/what-changed.ts';
import { lessonsFor } from './binds.ts';
import { drawChanges } from './changes/draw-changes.ts';

/** What somebody is asked: `full`, or less, because they have signed before. */
export type Path = 'full' | 'changes' | 'short' | 'sign-only';

/** A path, and the revision that was signed where it is not the full one. */
export type Followed = { path: Path; since: string | null };

type Tracks = { has(track: string): boolean };

/** How many questions somebody answers who confirms once more what they signed. */
export const SHORT_ITEMS = 5;

export { AGAIN, WHAT_CHANGED };

/** The one lesson that the portal makes for a path; none for the others. */
const MADE_FOR: Readonly<Partial<Record<Path, string>>> = { changes: WHAT_CHANGED, short: AGAIN };

export const isMade = (lesson: string): boolean => MADE.has(lesson);

/**
 * The lessons that a path asks of a person of these tracks: all that bind them, what changed of these
 * since they signed, a few questions over them, or nothing but the signature. One whose `graded` is 0
 * has no check.
 */
export function lessonsAsked(revision: Revision, followed: Followed, tracks: Tracks): Lesson[] {
  const binding = lessonsFor(revision, tracks);
  switch (followed.path) {
    case 'full':
      return binding;
    case 'changes':
      return [changesFor(revision, sinceOf(followed), binding)];
    case 'short':
      return [again(revision, binding)];
    case 'sign-only':
      return [];
  }
}

/** Whether a path has this lesson of the portal's making. */
export function asksMade({ path }: Pick<Followed, 'path'>, lesson: string): boolean {
  return MADE_FOR[path] === lesson;
}

/** A lesson of the portal's making, as far as it is the same for everybody: its name. */
export function madeLesson(revision: Revision, id: string): Lesson | undefined {
  const about = MADE.get(id);
  // What it is made of is the City's text: its bytes are what was read.
  return about && { id, ...about, ...NO_FILE, sha256: revision.policySha256 };
}

const NO_FILE = { order: 0, minutes: 1, clauses: [], graded: 0, tracks: [], source: '' };

const MADE: ReadonlyMap<string, Pick<Lesson, 'title' | 'summary'>> = new Map([
  [
    WHAT_CHANGED,
    { title: 'What changed for you', summary: 'What is different since you last signed.' },
  ],
  [AGAIN, { title: 'A short look back', summary: 'A few questions about what you signed before.' }],
]);

function changesFor(revision: Revision, since: string, binding: readonly Lesson[]): Lesson {
  const key = [since, ...binding.map(({ id }) => id)].join();
  const mine = known.get(revision) ?? new Map<string, Lesson>();
  known.set(revision, mine);
  const lesson = mine.get(key) ?? whatChangedOf(revision, since, binding);
  mine.set(key, lesson);
  return lesson;
}

/** Found once for each revision, what was signed before, and the lessons that bind. */
const known = new WeakMap<Revision, Map<string, Lesson>>();

function whatChangedOf(revision: Revision, since: string, binding: readonly Lesson[]): Lesson {
  // Without anybody's sign-off: what is asked then is asked under any, now and in years.
  const asked = drawChanges({ revision, since, lessons: binding, seed: '' });
  const { clauses } = forTracks(whatChanged(revision, since), binding);
  const changed = clauses.filter(({ how }) => how !== 'same');
  return {
    ...madeLesson(revision, WHAT_CHANGED)!,
    summary: `What is different since the revision of ${sayDay(since)}, which you signed.`,
    clauses: changed.flatMap(({ id, how }) => (how === 'removed' ? [] : [id])),
    graded: asked.length,
    minutes: changed.length === 0 ? 0 : minutesFor(changed.length, asked.length),
  };
}

/** About so long it takes to look at what changed and to answer; the changed lessons may be read besides. */
const minutesFor = (clauses: number, questions: number) => Math.ceil(1 + clauses / 4 + questions);

function again(revision: Revision, binding: readonly Lesson[]): Lesson {
  const clauses = [...new Set(binding.flatMap((lesson) => lesson.clauses))];
  return { ...madeLesson(revision, AGAIN)!, clauses, graded: SHORT_ITEMS, minutes: SHORT_ITEMS };
}

function sinceOf({ path, since }: Followed): string {
  if (since === null) throw new Error(`the path “${path}” builds on no revision`);
  return since;
}
