import { hangsOn } from '#policies/contested.ts';
import type { ItemKind, Revision, Telling } from '#policies/model.ts';
import { rereadings } from '#rules/contested.ts';
import { keyOf, optionsOf, type Item, type Key } from './item.ts';

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
    const adopted = offered(keyOf(revision.ruleset, question), options);
    const differing = rereadings(revision.ruleset)
      .filter(({ ruleset }) => offered(keyOf(ruleset, question), options) !== adopted)
      .map(({ reading }) => reading);
    readings = [...new Set([...hangsOn(revision, scenario, telling), ...differing])];
    byKind.set(kind, readings);
  }
  return readings;
}

/** What of a key can be chosen at all: a sentence that is not offered makes no difference. */
function offered(key: Key, options: readonly string[]): string {
  if (key.kind === 'verdict') return key.right;
  if (key.kind === 'fix') return JSON.stringify([key.best, key.helps]);
  return key.right.filter((id) => options.includes(id)).join();
}
