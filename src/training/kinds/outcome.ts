import { holding } from '#rules/evaluate.ts';
import type { FactId, Ruleset, Value } from '#rules/model.ts';
import { readsOf } from '#rules/norm.ts';
import { closed } from '#rules/situation.ts';
import { variants } from '#rules/variants.ts';
import { NONE } from '../key.ts';
import { atMostHalf, evaluateTelling, isDecided, type Asked, type Kind } from './kind.ts';

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
    return changing.length > 0 && keeping.length >= 2;
  },
  options: (asked) => {
    const { changing, keeping } = flips(asked);
    const turning = changing.slice(0, Math.min(MOST_CHANGING, keeping.length));
    return [...[...turning, ...keeping].slice(0, SHOWN).sort(), NONE];
  },
  key: (asked, options) => {
    const changing = new Set(flips(asked).all);
    const right = options.filter((option) => changing.has(option));
    if (!atMostHalf(right, options.length - 1)) return { how: 'all', right: [...right] };
    return { how: 'all', right };
  },
  say: (_, { ruleset }, option) => {
    if (option === NONE) return { text: 'None of these' };
    const [fact = '', value = ''] = option.split('=');
    const said = ruleset.facts.find(({ id }) => id === fact)?.say[value];
    if (said === undefined) throw new Error(`${option} is no fact and value`);
    return { text: `If ${said}` };
  },
};

/** One-fact changes, those of facts that the story states first. */
function flips({ ruleset, telling }: Asked): {
  changing: string[];
  keeping: string[];
  all: string[];
} {
  const scene = sceneOf(ruleset);
  const idle = unmendable({ ruleset, telling });
  const stated = (fact: FactId) => (fact in telling.facts ? 0 : 1);
  const found = variants(ruleset, closed(ruleset, telling.facts))
    .filter(({ fact }) => !scene.has(fact) && !idle.has(fact))
    .toSorted((a, b) => stated(a.fact) - stated(b.fact));
  const ids = (changes: boolean) =>
    oneOfEach(found.filter((one) => one.changes === changes)).map(({ fact, value }) =>
      optionId(fact, value),
    );
  const all = found.filter(({ changes }) => changes).map((one) => optionId(one.fact, one.value));
  return { changing: ids(true), keeping: ids(false), all };
}

/** What most rules ask: who acts, what is done and why. To change that is to tell another story. */
function sceneOf({ facts, norms }: Ruleset): ReadonlySet<FactId> {
  const readers = norms.map((norm) => new Set(readsOf(norm)));
  const often = (id: FactId) => readers.filter((reads) => reads.has(id)).length;
  return new Set(facts.map(({ id }) => id).filter((id) => often(id) * 3 > norms.length));
}

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

const optionId = (fact: FactId, value: Value) => `${fact}=${String(value)}`;
