import type { Strength } from '#rules/model.ts';
import { everyTelling } from './contested.ts';
import type { Clause, Revision } from './model.ts';
import { inside } from './rule-book.ts';
import type { SignOff } from './sign-off.ts';

/** What there is of a section, or of the whole policy, by number. */
export type Glance = {
  sentences: number;
  ruled: number;
  /** Provisions with no rule, and why there is none. */
  unruled: number;
  must: number;
  should: number;
  may: number;
  lessons: number;
  scenarios: number;
  signed: number;
  unsigned: number;
  /** Scenarios some telling of which depends on a reading nobody has signed. */
  contested: number;
};

export type Section = { clause: Clause; glance: Glance };

/**
 * The policy by numbers, section by section and whole. What concerns several sections counts in each of
 * them, and once in the whole. A scenario is of the sections that its lesson teaches and of those whose
 * rules take hold in a telling of it.
 */
export function atAGlance(
  revision: Revision,
  signOffs: ReadonlyMap<string, SignOff>,
): { sections: Section[]; whole: Glance } {
  const sections = revision.clauses
    .filter(({ level }) => level === 0)
    .map((clause) => ({
      clause,
      glance: count(revision, signOffs, (id) => inside(id, clause.id)),
    }));
  return { sections, whole: count(revision, signOffs, () => true) };
}

function count(
  revision: Revision,
  signOffs: ReadonlyMap<string, SignOff>,
  isHere: (id: string) => boolean,
): Glance {
  const { clauses, ruleset, readings, lessons } = revision;
  const norms = ruleset.norms.filter(({ sentence }) => isHere(sentence));
  const withStrength = (strength: Strength) =>
    norms.filter((norm) => norm.strength === strength).length;
  const unruled = revision.ruleset.unruled ?? [];
  const taught = lessons.filter((lesson) => lesson.clauses.some(isHere));
  const told = tellingsOn(revision, new Set(taught.map(({ id }) => id)), isHere);
  const scenarios = (some: typeof told) => new Set(some.map(({ scenario }) => scenario.id)).size;
  const here = readings.filter(({ at }) => at.some(isHere));
  const signed = here.filter(({ id }) => signOffs.has(id)).length;
  return {
    sentences: clauses.flatMap(({ sentences }) => sentences).filter(({ id }) => isHere(id)).length,
    ruled: norms.length,
    unruled: unruled.filter(({ sentence }) => isHere(sentence)).length,
    must: withStrength('must'),
    should: withStrength('should'),
    may: withStrength('may'),
    lessons: taught.length,
    scenarios: scenarios(told),
    signed,
    unsigned: here.length - signed,
    contested: scenarios(told.filter(({ hangsOn }) => hangsOn.some((id) => !signOffs.has(id)))),
  };
}

function tellingsOn(
  revision: Revision,
  lessons: ReadonlySet<string>,
  isHere: (id: string) => boolean,
) {
  return everyTelling(revision).filter(
    ({ scenario, evaluation }) =>
      lessons.has(scenario.lesson) ||
      evaluation.findings.some(
        ({ cite, status, strength }) =>
          isHere(cite) && status === (strength === 'may' ? 'met' : 'breached'),
      ),
  );
}
