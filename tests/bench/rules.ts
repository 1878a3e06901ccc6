import { evaluate } from '#rules/evaluate.ts';
import { smallestChange } from '#rules/mend.ts';
import { VERDICTS, type Ruleset, type Situation } from '#rules/model.ts';
import { readsOf } from '#rules/norm.ts';
import { closed, type Facts } from '#rules/situation.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { variants } from '#rules/variants.ts';
import { seeded, situations } from './cases.ts';
import type { Figure } from './compare.ts';
import { asPlain, ifChain, TEN, type Plain } from './if-chain.ts';
import { inTurns, within, type Pass } from './pace.ts';
import { jsonLogicOver, rulesEngineOver } from './peers.ts';

const CASES = 256;

/** The rules' speed against other ways to the same answers, in the same process; rates in evaluations a second. */
export async function benchRules(): Promise<Figure[]> {
  return [await benchTen(), ...(await benchAll())];
}

/** Ten rules with findings, against what a person would write by hand: at least a sixtieth of its speed. */
async function benchTen(): Promise<Figure> {
  const ten: Ruleset = { ...ruleset, norms: ruleset.norms.filter(({ id }) => TEN.includes(id)) };
  const cases = casesOfTen(ten);
  const facts = cases.map((situation) => closed(ten, situation));
  const plain = cases.map(asPlain);
  sameAsChain(ten, facts, plain);
  return inTurns('ten rules with findings, to 1/60 of an if-chain', {
    ours: findings(ten, facts),
    theirs: pass(plain, ifChain),
    share: 1 / 60,
  });
}

/** The whole ruleset, against engines that anyone can take, and in plain time. */
async function benchAll(): Promise<Figure[]> {
  const cases = situations(ruleset.facts, CASES);
  const facts = cases.map((situation) => closed(ruleset, situation));
  const jsonLogic = jsonLogicOver(ruleset, cases);
  const rulesEngine = rulesEngineOver(ruleset, cases);
  await sameAsPeers(facts, jsonLogic, rulesEngine);
  const ours = findings(ruleset, facts);
  const slowest = slowestItem(facts);

  return [
    await inTurns('the whole ruleset with findings, to 80 × json-logic-js', {
      ours,
      theirs: pass(jsonLogic, (run) => run().length),
      share: 80,
    }),
    await inTurns('the whole ruleset with findings, to 1,000 × json-rules-engine', {
      ours,
      theirs: {
        cases: CASES,
        go: async () => {
          for (const run of rulesEngine) await run();
        },
      },
      share: 1000,
      // A pass of its takes half a second.
      rounds: 5,
    }),
    await within('the whole ruleset with findings, to 10 µs', 100_000, ours),
    await within(
      'encode a scenario’s facts, to 10 µs',
      100_000,
      pass(cases, (situation) => closed(ruleset, situation).length),
    ),
    await within('the slowest whole item, to 2 ms', 500, pass([slowest], wholeItem)),
  ];
}

function findings(rules: Ruleset, facts: readonly Facts[]): Pass {
  return pass(facts, (one) => evaluate(rules, one).findings.length);
}

function pass<T>(all: readonly T[], one: (item: T) => number): Pass {
  return { cases: all.length, go: () => all.reduce((sum, item) => sum + one(item), 0) };
}

/** Everything that a training item says: its verdict, that of every variant, and the smallest change. */
function wholeItem(facts: Facts): number {
  const { findings } = evaluate(ruleset, facts);
  const change = smallestChange(ruleset, facts);
  return findings.length + variants(ruleset, facts).length + (change?.ways.length ?? 0);
}

/** The case whose item takes longest, by the best of a few tries once all are warm. */
function slowestItem(facts: readonly Facts[]): Facts {
  const best = new Map(facts.map((one) => [one, Infinity]));
  for (let round = 0; round < 8; round += 1)
    for (const one of facts) {
      const ms = took(() => wholeItem(one));
      if (round > 2) best.set(one, Math.min(best.get(one)!, ms));
    }
  return [...best].reduce((worst, next) => (next[1] > worst[1] ? next : worst))[0];
}

function took(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Situations over the facts that the ten rules read, each stated fact one of its values; always the same. */
function casesOfTen({ facts, norms }: Ruleset): Situation[] {
  const read = new Set(norms.flatMap(readsOf));
  const draw = seeded(42);
  return Array.from({ length: CASES }, () => {
    const stated = facts.filter(({ id }) => read.has(id) && draw(3) === 0);
    return Object.fromEntries(stated.map(({ id, values }) => [id, values[draw(values.length)]!]));
  });
}

/** A yardstick that answers otherwise measures nothing. */
function sameAsChain(ten: Ruleset, facts: readonly Facts[], plain: readonly Plain[]): void {
  facts.forEach((one, index) => {
    const { findings, verdict } = evaluate(ten, one);
    const bits = findings
      .filter(({ status }) => status === 'breached')
      .reduce((sum, { norm }) => sum | (1 << TEN.indexOf(norm)), 0);
    if (bits !== ifChain(plain[index]!)) throw new Error(`the if-chain differs on case ${index}`);
    if ((bits === 0) !== (verdict.hi === VERDICTS[0]))
      throw new Error(`no verdict fits case ${index}`);
  });
}

/** The same norms take hold by all three: breaches, and permissions and powers that hold. */
async function sameAsPeers(
  facts: readonly Facts[],
  jsonLogic: readonly (() => string[])[],
  rulesEngine: readonly (() => Promise<string[]>)[],
): Promise<void> {
  for (const [index, one] of facts.entries()) {
    const ours = evaluate(ruleset, one)
      .findings.filter(
        ({ status, strength }) => status === (strength === 'may' ? 'met' : 'breached'),
      )
      .map(({ norm }) => norm)
      .sort()
      .join();
    if (jsonLogic[index]!().sort().join() !== ours)
      throw new Error(`json-logic-js differs on case ${index}`);
    if ((await rulesEngine[index]!()).sort().join() !== ours)
      throw new Error(`json-rules-engine differs on case ${index}`);
  }
}
