import { hangsOn } from '#policies/contested.ts';
import type { ItemKind, Revision, Telling } from '#policies/model.ts';
import { rereadings } from '#rules/contested.ts';
import { keyOf, optionsOf, type Item } from './item.ts';

type Question = Pick<Item, 'scenario' | 'telling' | 'kind'>;

/**
 * The readings on which an item's right answer hangs and that nobody has signed off: those of its
 * telling, and those under whose other side its own options would be keyed otherwise. Such an item is
 * taught and discussed, never scored.
 */
export function unsignedReadings(
  revision: Revision,
  question: Question,
  signed: ReadonlySet<string>,
): string[] {
  return readingsBehind(revision, question).filter((reading) => !signed.has(reading));
}

const behind = new WeakMap<Telling, Map<ItemKind, readonly string[]>>();

/** A telling belongs to one revision and never changes, so its readings are found once. */
function readingsBehind(revision: Revision, question: Question): readonly string[] {
  const { scenario, telling, kind } = question;
  const byKind = behind.get(telling) ?? new Map<ItemKind, readonly string[]>();
  behind.set(telling, byKind);
  let readings = byKind.get(kind);
  if (!readings) {
    const options = optionsOf(revision.ruleset, scenario, telling, kind);
    const asked = { ...question, options };
    const adopted = JSON.stringify(keyOf(revision.ruleset, asked));
    const differing = rereadings(revision.ruleset)
      .filter(({ ruleset }) => JSON.stringify(keyOf(ruleset, asked)) !== adopted)
      .map(({ reading }) => reading);
    readings = [...new Set([...hangsOn(revision, telling), ...differing])];
    byKind.set(kind, readings);
  }
  return readings;
}
