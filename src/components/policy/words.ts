import { inLine, type Phrase } from '#rules/english.ts';
import type { Bearer, Strength } from '#rules/model.ts';
import type { FollowedReading, Use } from '#policies/rule-book.ts';
import { sayCitation } from '../quoted.ts';

export const STRENGTH_WORDS: Record<Strength, string> = {
  must: 'Must',
  should: 'Should',
  may: 'May',
};

/** What a norm does to whom, and how it is said that it is not kept; of a permission, that it applies. */
export const NORM_WORDS: Record<
  Strength,
  { binds: string; breached: string; outcome: string; example: string }
> = {
  must: {
    binds: 'Binds',
    breached: 'Breached',
    outcome: 'What a breach comes to',
    example: 'Example of a breach',
  },
  should: {
    binds: 'Advises',
    breached: 'Not followed',
    outcome: 'Where it is not followed',
    example: 'Example where it is not followed',
  },
  may: {
    binds: 'Permits',
    breached: 'Applies',
    outcome: 'Where it applies',
    example: 'Example where it applies',
  },
};

/** Whom a norm binds, advises or permits. */
export const BEARER_WORDS: Record<Bearer, string> = {
  employee: 'every employee',
  designated: 'employees designated to use a City site',
  administrator: 'the administrators of a City site',
  city: 'the City',
  public: 'whoever posts a public comment',
};

/** A phrase that reads well in its line: one clause, or a few short ones. */
export function inOneLine(phrase: Phrase): string | undefined {
  if (typeof phrase === 'string') return phrase;
  const parts = 'all' in phrase ? phrase.all : phrase.any;
  const words = inLine(phrase);
  return parts.every((part) => typeof part === 'string') && words.length <= 90 ? words : undefined;
}

/** A reading by its number, its first place and how its question begins: the heading of its card. */
export function sayReading({ reading, places, title }: FollowedReading): string {
  const [first, ...others] = places.map(({ id }) => sayCitation(id));
  const where = others.length > 0 ? `${first} and ${others.length} more` : first;
  return `${reading.id} – ${where}: ${title}`;
}

/** A scenario's tellings by their ids: `base` is the main story, `empty-truck` a variant of it. */
export function sayTellings(ids: readonly string[]): string {
  const variants = ids.filter((id) => id !== 'base').map((id) => id.replaceAll('-', ' '));
  const main = ids.length > variants.length ? ['the main story'] : [];
  const kind = variants.length === 1 ? 'variant' : 'variants';
  return [...main, ...(variants.length > 0 ? [`${kind}: ${variants.join(', ')}`] : [])].join(', ');
}

/** Which of a scenario's tellings are meant, and of each which unsigned readings its answer depends on. */
export function sayUse(
  { tellings }: Use,
  isOpen: (reading: string) => boolean,
  also: boolean,
): string {
  const groups = Map.groupBy(tellings, ({ hangsOn }) => AND.format(hangsOn.filter(isOpen)));
  return [...groups]
    .map(([open, its]) => {
      const which = sayTellings(its.map(({ id }) => id));
      const each = its.length > 1 ? 'each of which' : 'which';
      return open
        ? `${which}, ${each} ${also ? 'also ' : ''}depends on ${open} (not signed)`
        : which;
    })
    .join('; ');
}

const AND = new Intl.ListFormat('en-US');
