import type { ItemKind, Revision } from '#policies/model.ts';
import { keyOf, kindsOf, type Item } from '../item.ts';
import { NONE, rightOf, type Key } from '../key.ts';
import { optionOf } from '../question.ts';
import { scenarioById } from '../sentence-questions.ts';

/** A question as it is stored with an attempt. */
export type Stored = { scenario: string; telling: string; kind: string; options: string[] };
export type Keyed = { item: Item; key: Key };

/**
 * A stored question under a revision, with the key that its rules give. Undefined where the revision
 * tells no such story. Found once for each revision and question, in whatever order its options stand.
 */
export function storedKey(revision: Revision, stored: Stored): Keyed | undefined {
  return once(keys, revision, nameOf(stored), () => {
    const scenario = scenarioById(revision, stored.scenario);
    const telling = scenario?.tellings.find(({ id }) => id === stored.telling);
    if (!scenario || !telling) return undefined;
    const item = { scenario, telling, kind: stored.kind as ItemKind, options: stored.options };
    return { item, key: keyOf(revision.ruleset, item) };
  });
}

/**
 * Whether a revision asks this of the very bytes and rules that it was asked of: then nothing about its
 * key can differ, and none needs to be found.
 */
export function isUnchanged(
  asking: Revision,
  judging: Revision,
  stored: Stored & { scenarioSha256: string },
): boolean {
  if (asking.rulesetSha256 !== judging.rulesetSha256) return false;
  const now = once(
    hashes,
    judging,
    stored.scenario,
    () => scenarioById(judging, stored.scenario)?.sha256,
  );
  return now === stored.scenarioSha256;
}

/** Why an answer cannot be scored under another release than the one that asked it. */
export type Unfit = 'gone' | 'retold';

/**
 * The same question under a later release, or why it is not the same any more: `gone` when that
 * release would not ask it, or none of the options shown would be right; `retold` when the story or an
 * option says something else there, since then something else was answered.
 */
export function keyAnew(asking: Revision, judging: Revision, stored: Stored): Keyed | Unfit {
  return once(anew, judging, `${asking.releaseSha256} ${nameOf(stored)}`, () => {
    const then = storedKey(asking, stored);
    const now = storedKey(judging, stored);
    if (!then || !now || !canBeAsked(judging, now)) return 'gone';
    return wordsOf(asking, then.item) === wordsOf(judging, now.item) ? now : 'retold';
  });
}

function canBeAsked(revision: Revision, { item, key }: Keyed): boolean {
  const { scenario, telling, kind, options } = item;
  if (!kindsOf(revision.ruleset, scenario, telling).includes(kind)) return false;
  const right = rightOf(key);
  if (key.how === 'all' && right[0] === NONE) return options.includes(NONE);
  return right.some((option) => options.includes(option));
}

/** What was read: the story, and of each option the City's sentence or else its own words. */
function wordsOf(revision: Revision, item: Item): string {
  const options = item.options.map((id) => {
    try {
      const { text, hint, words } = optionOf(revision, item, id);
      return words?.text ?? hint ?? text;
    } catch {
      // A fix or a fact that this release does not know.
      return null;
    }
  });
  return JSON.stringify([item.telling.story.trim().split(/\s+/), options]);
}

const hashes = new WeakMap<Revision, Map<string, string | undefined>>();
const keys = new WeakMap<Revision, Map<string, Keyed | undefined>>();
const anew = new WeakMap<Revision, Map<string, Keyed | Unfit>>();

function once<T>(
  found: WeakMap<Revision, Map<string, T>>,
  revision: Revision,
  name: string,
  find: () => T,
): T {
  const known = found.get(revision) ?? new Map<string, T>();
  found.set(revision, known);
  if (!known.has(name)) known.set(name, find());
  return known.get(name) as T;
}

function nameOf({ scenario, telling, kind, options }: Stored): string {
  return [scenario, telling, kind, ...options.toSorted()].join(' ');
}
