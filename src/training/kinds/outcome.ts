import { evaluate, holding } from '#rules/evaluate.ts';
import type { FactId, Ruleset, Value } from '#rules/model.ts';
import { readsOf } from '#rules/norm.ts';
import { sha256Hex } from '#rules/hash.ts';
import { closed } from '#rules/situation.ts';
import { sameVerdict, variants } from '#rules/variants.ts';
import { NONE } from '../key.ts';
import { evaluateTelling, isDecided, type Asked, type Kind } from './kind.ts';

/** As many as can be told apart at a glance, beside "none of these". */
const SHOWN = 5;
const MOST_CHANGING = 2;

/** What would change the outcome: one fact otherwise, some that turn the verdict and some that do not. */
export const outcome: Kind = {
  prompt: 'What would change the answer?',
  hint: 'Each line changes one thing and nothing else. Choose all that apply, or "None of these".',
  several: true,
  fits: (asked) => {
    if (!isDecided(evaluateTelling(asked.ruleset, asked.telling))) return false;
    const { changing, keeping } = flips(asked);
    return changing.length > 0 ? keeping.length >= 2 : keeping.length >= SHOWN;
  },
  options: (asked) => {
    const { changing, keeping } = flips(asked);
    // Now and then none of the lines turns it, so that their number gives nothing away.
    const most = Math.min(MOST_CHANGING, keeping.length, turn(asked.telling.story) % 3);
    const turning = changing.slice(0, keeping.length >= SHOWN ? most : Math.max(1, most));
    return [...[...turning, ...keeping].slice(0, SHOWN).sort(), NONE];
  },
  key: ({ ruleset, telling }, options) => {
    const facts = closed(ruleset, telling.facts);
    const before = evaluate(ruleset, facts);
    const turns = (option: string) => {
      const change = changesOf(ruleset).get(option);
      if (!change) return false;
      const after = closed(ruleset, { ...telling.facts, [change.fact]: change.value });
      return !sameVerdict(before, evaluate(ruleset, after));
    };
    return { how: 'all', right: options.filter(turns) };
  },
  say: (_, { ruleset }, option) => {
    if (option === NONE) return { text: 'None of these' };
    const change = changesOf(ruleset).get(option);
    if (!change) throw new Error(`${option} is no fact and value`);
    return { text: `If ${change.words}` };
  },
};

/** One-fact changes, those of facts that the story states first. */
function flips({ ruleset, telling }: Asked): { changing: string[]; keeping: string[] } {
  const scene = sceneOf(ruleset);
  const idle = unmendable({ ruleset, telling });
  const stated = (fact: FactId) => (fact in telling.facts ? 0 : 1);
  // Beyond what the story states, each story has lines of its own.
  const order = (fact: FactId) => sha256Hex(`${telling.story} ${fact}`);
  const found = variants(ruleset, closed(ruleset, telling.facts))
    .filter(({ fact }) => !scene.has(fact) && !idle.has(fact))
    .toSorted(
      (a, b) => stated(a.fact) - stated(b.fact) || (order(a.fact) < order(b.fact) ? -1 : 1),
    );
  const ids = (changes: boolean) =>
    oneOfEach(found.filter((one) => one.changes === changes)).map(({ fact, value }) =>
      optionId(fact, value),
    );
  return { changing: ids(true), keeping: ids(false) };
}

/** What most rules ask: who acts, what is done and why. To change that is to tell another story. */
const sceneOf = onceFor(({ facts, norms }: Ruleset): ReadonlySet<FactId> => {
  const readers = norms.map((norm) => new Set(readsOf(norm)));
  const often = (id: FactId) => readers.filter((reads) => reads.has(id)).length;
  return new Set(facts.map(({ id }) => id).filter((id) => often(id) * 3 > norms.length));
});

/** Facts by which no breach here may honestly be mended, though the rules would read on from them. */
function unmendable({ ruleset, telling }: Pick<Asked, 'ruleset' | 'telling'>): ReadonlySet<FactId> {
  const { breaches } = holding(evaluateTelling(ruleset, telling));
  const breached = ruleset.norms.filter(({ id }) => breaches.some(({ norm }) => norm === id));
  const barred = breached.flatMap((norm) =>
    norm.mendBy ? readsOf(norm).filter((fact) => !norm.mendBy!.includes(fact)) : [],
  );
  const open = new Set(breached.flatMap((norm) => norm.mendBy ?? readsOf(norm)));
  return new Set(barred.filter((fact) => !open.has(fact)));
}

function oneOfEach<T extends { fact: FactId }>(list: readonly T[]): T[] {
  return list.filter(({ fact }, at) => list.findIndex((other) => other.fact === fact) === at);
}

/** Every value of every fact as a change, by the option it is shown under. */
const changesOf = onceFor(
  ({ facts }: Ruleset) =>
    new Map(
      facts.flatMap(({ id, values, say }) =>
        values.map((value) => [
          optionId(id, value),
          { fact: id, value, words: say[String(value)] },
        ]),
      ),
    ),
);

/** Tells a reader of the page nothing that its words do not. */
function optionId(fact: FactId, value: Value): string {
  return `if-${sha256Hex(`${fact}=${String(value)}`).slice(0, 10)}`;
}

/** A number that a story always has, and that says nothing of it. */
function turn(story: string): number {
  return Number.parseInt(sha256Hex(story).slice(0, 6), 16);
}

function onceFor<T>(find: (ruleset: Ruleset) => T): (ruleset: Ruleset) => T {
  const found = new WeakMap<Ruleset, T>();
  return (ruleset) => {
    if (!found.has(ruleset)) found.set(ruleset, find(ruleset));
    return found.get(ruleset)!;
  };
}
