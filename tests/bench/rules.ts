import { VERDICTS, type Ruleset, type Situation } from '#rules/model.ts';
import { evaluate } from '#rules/evaluate.ts';
import { closed, type Facts } from '#rules/situation.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';

/** `ours` and `limit` in evaluations a second, medians; `ratio` is the median of ours/limit, and holds at 1. */
export type Figure = { name: string; ours: number; limit: number; ratio: number };

const ROUNDS = 61;
const CASES = 256;

/** An evaluation with findings reaches a sixtieth of a hand-written if-chain over the same rules and cases. */
const SHARE = 1 / 60;

/** One evaluation of the whole ruleset takes at most 10 µs. */
const BUDGET = 100_000;

/** The rules' speed against what a person would write by hand, in the same process. */
export async function benchRules(): Promise<Figure[]> {
  const ten: Ruleset = { ...ruleset, norms: ruleset.norms.filter(({ id }) => TEN.includes(id)) };
  const situations = cases();
  const facts = situations.map((situation) => closed(ten, situation));
  const plain = situations.map(asPlain);
  sameAnswers(ten, facts, plain);

  const chain = () => plain.reduce((sum, one) => sum + ifChain(one), 0);
  const findings = (rules: Ruleset) => () =>
    facts.reduce((sum, one) => sum + evaluate(rules, one).findings.length, 0);
  const encode = () => situations.reduce((sum, one) => sum + closed(ruleset, one).length, 0);

  return [
    compare('ten rules with findings, to 1/60 of an if-chain', findings(ten), chain, SHARE),
    within('the whole ruleset with findings, to 10 µs', findings(ruleset)),
    within('encode a scenario’s facts, to 10 µs', encode),
  ];
}

const TEN = [
  'C.2:3/harassment',
  'C.2:4',
  'C.3:1',
  'C.3:2/uniform',
  'C.3:3',
  'C.4:1',
  'C.4:5',
  'C.6:1/personnel',
  'D.3.g:1',
  'D.3.g:3',
];

/** The same ten rules as a person would write them: a bit for each breach. */
function ifChain(f: Plain): number {
  let breached = 0;
  if (f.kind !== 'employee') return breached;
  const posting = f.act === 'post' || f.act === 'reply';
  if (posting && f.purpose === 'personal') {
    if (f.harassing && (f.about === 'co-worker' || f.about === 'official' || f.about === 'vendor'))
      breached |= 1;
    if (
      (f.uncivil || f.demeaning || f.disparaging || f.harassing || f.threatening) &&
      (f.about === 'co-worker' ||
        f.about === 'official' ||
        f.about === 'vendor' ||
        f.about === 'citizen')
    )
      breached |= 2;
    if (f.asEmployee !== 'no' && f.disclaimer !== 'full') breached |= 4;
    if (f.selfInUniform) breached |= 8;
    if (f.actsForCity) breached |= 16;
    if (f.truth === 'careless' || f.truth === 'known-false') breached |= 32;
    if (
      f.truth === 'known-false' &&
      (f.about === 'the-city' ||
        f.about === 'co-worker' ||
        f.about === 'official' ||
        f.about === 'vendor')
    )
      breached |= 64;
    if (f.personnel && !f.ownOnly) breached |= 128;
  }
  if (posting && f.patientImage) breached |= 256;
  if ((f.corps === 'fire' || f.corps === 'law-enforcement') && f.officialScope && !f.turnedIn)
    breached |= 512;
  return breached;
}

type Plain = ReturnType<typeof asPlain>;

function asPlain(situation: Situation) {
  const text = (id: string, unstated: string) => (situation[id] as string | undefined) ?? unstated;
  const flag = (id: string) => situation[id] === true;
  return {
    kind: text('poster.kind', 'employee'),
    corps: text('poster.corps', 'other'),
    act: text('use.act', 'post'),
    purpose: text('use.purpose', 'personal'),
    asEmployee: text('identity.asEmployee', 'no'),
    disclaimer: text('identity.disclaimer', 'none'),
    about: text('content.about', 'nobody'),
    truth: text('content.truth', 'accurate'),
    harassing: flag('content.harassing'),
    uncivil: flag('content.uncivil'),
    demeaning: flag('content.demeaning'),
    disparaging: flag('content.disparaging'),
    threatening: flag('content.threatening'),
    selfInUniform: flag('content.selfInUniform'),
    actsForCity: flag('identity.actsForCity'),
    personnel: flag('info.personnel'),
    ownOnly: flag('info.ownOnly'),
    patientImage: flag('info.patientImage'),
    officialScope: flag('image.officialScope'),
    turnedIn: flag('image.turnedIn'),
  };
}

/** Situations over the facts that the ten rules read, each stated fact one of its values; always the same. */
function cases(): Situation[] {
  const read = new Set(
    ruleset.norms.filter(({ id }) => TEN.includes(id)).flatMap((norm) => factsIn(norm)),
  );
  const facts = ruleset.facts.filter(({ id }) => read.has(id));
  let seed = 42;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  return Array.from({ length: CASES }, () => {
    const stated = facts.filter(() => next(3) === 0);
    return Object.fromEntries(stated.map(({ id, values }) => [id, values[next(values.length)]!]));
  });
}

function factsIn(norm: unknown): string[] {
  return [...JSON.stringify(norm).matchAll(/"fact":"([^"]+)"/g)].map(([, id]) => id!);
}

/** A yardstick that answers otherwise measures nothing. */
function sameAnswers(ten: Ruleset, facts: readonly Facts[], plain: readonly Plain[]): void {
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

/** Rounds of both in turn, so that a busy machine slows both. */
function compare(name: string, ours: () => number, theirs: () => number, share: number): Figure {
  const rounds = Array.from(
    { length: ROUNDS + 3 },
    () => [rate(ours), rate(theirs) * share] as const,
  );
  const warm = rounds.slice(3);
  return {
    name,
    ours: median(warm.map(([one]) => one)),
    limit: median(warm.map(([, other]) => other)),
    ratio: median(warm.map(([one, other]) => one / other)),
  };
}

function within(name: string, ours: () => number): Figure {
  const reached = median(Array.from({ length: ROUNDS + 3 }, () => rate(ours)).slice(3));
  return { name, ours: reached, limit: BUDGET, ratio: reached / BUDGET };
}

/** Cases a second, over some 2 ms. */
function rate(pass: () => number): number {
  const start = performance.now();
  let passes = 0;
  let elapsed = 0;
  do {
    pass();
    passes++;
    elapsed = performance.now() - start;
  } while (elapsed < 2);
  return (passes * CASES * 1000) / elapsed;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
