import type { Amends, Norm, Ruleset } from '#rules/model.ts';

/** Where a clause, sentence or norm of an older text stands in a newer one; undefined: it is gone. */
export type Follow = (id: string) => string | undefined;

/** Everything where it was. */
export const unmoved: Follow = (id) => id;

/**
 * Follows an id through amendments, oldest first. What an amendment renumbers goes with its clause; a
 * clause that keeps its number while another takes that number is gone.
 */
export function followThrough(amendments: readonly Pick<Amends, 'renumbered'>[]): Follow {
  return (id) =>
    amendments.reduce<string | undefined>(
      (now, { renumbered }) => (now === undefined ? now : through(now, renumbered)),
      id,
    );
}

/** Where what stood in an earlier revision stands in this ruleset. Throws when it does not amend that one. */
export function followFrom(revision: string, { revision: to, amends = [] }: Ruleset): Follow {
  if (revision === to) return unmoved;
  const from = amends.findIndex((one) => one.revision === revision);
  if (from < 0) throw new Error(`${to} does not amend ${revision}`);
  return followThrough(amends.slice(from));
}

function through(id: string, renumbered: Amends['renumbered']): string | undefined {
  const [, clause = '', rest = ''] = /^([^:/]*)(.*)$/.exec(id) ?? [];
  const parts = clause.split('.');
  const taken = new Set(Object.values(renumbered));
  for (let length = parts.length; length > 0; length -= 1) {
    const outer = parts.slice(0, length).join('.');
    const to = renumbered[outer];
    if (to !== undefined) return [to, ...parts.slice(length)].join('.') + rest;
    if (taken.has(outer)) return undefined;
  }
  return id;
}

const GONE = 'was ';

/** The name of what is gone, beside what has its number now. */
export const goneName = (id: string): string => `${GONE}${id}`;
export const isGone = (id: string): boolean => id.startsWith(GONE);
/** The id as it stands in its own text. */
export const idInText = (id: string): string => (isGone(id) ? id.slice(GONE.length) : id);

/** An older ruleset under the numbers of a newer one; what is gone gets a name of its own. */
export function renumberedNorms({ norms }: Pick<Ruleset, 'norms'>, follow: Follow): Norm[] {
  const named = (id: string) => follow(id) ?? goneName(id);
  return norms.map((norm) => ({
    ...norm,
    id: named(norm.id),
    sentence: named(norm.sentence),
    unless: norm.unless.map((one) => ({ ...one, cite: named(one.cite) })),
    ...(norm.yieldsTo && { yieldsTo: norm.yieldsTo.map(named) }),
  }));
}
