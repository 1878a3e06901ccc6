import type { Revision } from '#policies/model.ts';

/** The revision whose lesson is being shown. Throws where a page forgot to set it. */
export function taughtRevision(locals: App.Locals): Revision {
  if (!locals.revision) throw new Error('a lesson is shown without `locals.revision`');
  return locals.revision;
}
