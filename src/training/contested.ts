import { hangsOn } from '#policies/contested.ts';
import type { ItemKind, Revision, Scenario, Telling } from '#policies/model.ts';
import { rereadings } from '#rules/contested.ts';
import type { Ruleset } from '#rules/model.ts';
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
    const differing = otherSides(revision.ruleset, scenario)
      .filter(({ ruleset, scenario }) => {
        const key = keyOf(ruleset, { ...asked, scenario });
        return JSON.stringify(key) !== adopted;
      })
      .map(({ reading }) => reading);
    readings = [...new Set([...hangsOn(revision, telling), ...differing])];
    byKind.set(kind, readings);
  }
  return readings;
}

/** The rules under the other side of each reading; where two texts are asked about, both read alike. */
function otherSides(
  ruleset: Ruleset,
  scenario: Scenario,
): { reading: string; ruleset: Ruleset; scenario: Scenario }[] {
  const now = rereadings(ruleset).map((other) => ({ ...other, scenario }));
  const { before } = scenario;
  if (!before) return now;
  const then = rereadings(before);
  const onlyThen = then.filter(({ reading }) => !now.some((one) => one.reading === reading));
  return [
    ...now.flatMap((one) => {
      const alike = then.filter(({ reading }) => reading === one.reading);
      const olders = alike.length > 0 ? alike.map((other) => other.ruleset) : [before];
      return olders.map((older) => ({ ...one, scenario: { ...scenario, before: older } }));
    }),
    ...onlyThen.map((other) => ({
      reading: other.reading,
      ruleset,
      scenario: { ...scenario, before: other.ruleset },
    })),
  ];
}
