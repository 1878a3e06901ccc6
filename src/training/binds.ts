import type { Lesson, Revision } from '#policies/model.ts';

/** Whether a lesson binds a person of these tracks: everyone's binds all. */
export function binds(
  lesson: Pick<Lesson, 'tracks'>,
  tracks: { has(track: string): boolean },
): boolean {
  return lesson.tracks.length === 0 || lesson.tracks.some((track) => tracks.has(track));
}

export function lessonsFor(revision: Revision, tracks: { has(track: string): boolean }): Lesson[] {
  return revision.lessons.filter((lesson) => binds(lesson, tracks));
}
