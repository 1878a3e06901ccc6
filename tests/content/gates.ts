import { printPolicyText, type PolicyText } from '#policies/parse-policy.ts';
import type { Revision } from '#policies/model.ts';
import { compile } from '#rules/compile.ts';
import { evaluate, holding } from '#rules/evaluate.ts';
import type { Evaluation, FactId, Finding, Norm, Ruleset, Situation } from '#rules/model.ts';
import { didYouMean } from '#nearest.ts';
import { closed } from '#rules/situation.ts';
import { GOLDEN, type Expectation, type Golden, type GoldenTelling } from './golden.ts';

// What the content must hold to be published, beyond what the reader refuses. Each gate returns its
// complaints, plain sentences, none when all is well.

/** Passes when a gate has no complaint; else fails with the complaints, one a line, and nothing else. */
export function expectNone(complaints: readonly string[]): void {
  if (complaints.length === 0) return;
  const failure = new Error(`\n${complaints.join('\n')}`);
  // Neither where in our code it was found nor a comparison of lists helps an author.
  failure.stack = failure.message;
  throw failure;
}

/** The text read is the text published: every word, in order; only white space may differ. */
export function lostWords(published: string, read: PolicyText): string[] {
  const there = wordsOf(published);
  const here = wordsOf(printPolicyText(read));
  const at = there.findIndex((word, index) => word !== here[index]);
  if (at === -1 && here.length === there.length) return [];
  const from = at === -1 ? there.length : at;
  const near = (words: readonly string[]) => words.slice(Math.max(0, from - 3), from + 4).join(' ');
  return [`word ${from + 1}: published “${near(there)}”, read “${near(here)}”`];
}

/** Every clause and sentence has a link of its own. */
export function sharedAnchors({ clauses }: Pick<Revision, 'clauses'>): string[] {
  const anchors = clauses.flatMap((clause) => [clause, ...clause.sentences]);
  const first = new Map(anchors.map(({ anchor, id }) => [anchor, id]));
  return anchors
    .filter(({ anchor, id }) => first.get(anchor) !== id)
    .map(({ anchor, id }) => `\`${id}\` and \`${first.get(anchor)}\` share the link #${anchor}`);
}

type Taught = Pick<Revision, 'ruleset' | 'scenarios'>;

/** Every rule asked about is broken in some telling of some scenario; a permission holds in one. */
export function untaught(revision: Taught, isAsked: (norm: Norm) => boolean): string[] {
  const { ruleset } = revision;
  const seen = new Set(
    tellingsOf(revision).flatMap(({ facts }) =>
      evaluate(ruleset, closed(ruleset, facts)).findings.map(
        ({ norm, status }) => `${norm} ${status}`,
      ),
    ),
  );
  return ruleset.norms.filter(isAsked).flatMap((norm) => {
    const shown = norm.wrong ? 'breached' : 'met';
    return seen.has(`${norm.id} ${shown}`) ? [] : [`no scenario shows \`${norm.id}\` ${shown}`];
  });
}

/** A fact that a story states is read by some rule, or is a registered decoy; a decoy is read by none. */
export function unreadFacts(revision: Taught, decoys: readonly FactId[]): string[] {
  const rules = compile(revision.ruleset);
  const read = new Set(rules.norms.flatMap(({ reads }) => reads));
  const ids = revision.ruleset.facts.map(({ id }) => id);
  const readIds = ids.filter((_, index) => read.has(index));
  const known = new Set([...decoys, ...readIds]);
  const stale = decoys.flatMap((decoy) => {
    if (!ids.includes(decoy)) return [`no fact is \`${decoy}\`${didYouMean(decoy, ids)}`];
    return readIds.includes(decoy) ? [`\`${decoy}\` is no decoy: a rule reads it`] : [];
  });
  const unread = tellingsOf(revision).flatMap(({ scenario, id, facts }) =>
    Object.keys(facts)
      .filter((fact) => !known.has(fact))
      .map((fact) => `${scenario}/${id} states \`${fact}\`, which no rule reads`),
  );
  return [...stale, ...unread];
}

/** The rules decide each golden case as its author did. */
export function disagreements(ruleset: Ruleset, golden: readonly Golden[]): string[] {
  return golden.flatMap((one) => {
    const { file, line, name, facts } = one;
    return differs(ruleset, facts, one).map((how) => `${file}:${line}: ${name}: ${how}`);
  });
}

/** The rules decide each telling as its golden expectation does, and every telling has one. */
export function tellingDisagreements(revision: Taught, golden: readonly GoldenTelling[]): string[] {
  const key = (scenario: string, telling: string) => `${scenario}/${telling}`;
  const expected = new Map(golden.map((one) => [key(one.scenario, one.telling), one]));
  const told = new Map(tellingsOf(revision).map((one) => [key(one.scenario, one.id), one]));
  const named = new Set(golden.map(({ scenario }) => scenario));
  return [
    ...[...told.values()]
      .filter(({ scenario, id }) => !expected.has(key(scenario, id)))
      .map(({ scenario, id }) => {
        const where = named.has(scenario)
          ? `under \`${scenario}:\``
          : `a line \`${scenario}:\` and under it`;
        return `${GOLDEN}/scenarios.yaml: add ${where} what ${key(scenario, id)} comes to: ${form(id)}`;
      }),
    ...golden.flatMap(({ scenario, telling, file, line, ...expectation }) => {
      const name = key(scenario, telling);
      const facts = told.get(name)?.facts;
      if (!facts) return [`${file}:${line}: take out ${name}: no story has this name`];
      const { ruleset } = revision;
      return differs(ruleset, facts, expectation).map((how) => `${file}:${line}: ${name}: ${how}`);
    }),
  ];
}

/** An expectation as it is written, with two spaces before it. */
const form = (telling: string) => `\`  ${telling}: { verdict: …, clauses: […] }\``;

function differs(ruleset: Ruleset, facts: Situation, expected: Expectation): string[] {
  const evaluation = evaluate(ruleset, closed(ruleset, facts));
  const { verdict, comment } = evaluation;
  const { breaches, grounds } = holding(evaluation);
  const cited = (findings: readonly Finding[]) => said(findings.map(({ cite }) => cite).sort());
  return [
    ...unlike('verdict', said([verdict.lo, verdict.hi]), said([expected.verdict].flat())),
    ...unlike('clauses', cited(breaches), said([...expected.clauses].sort())),
    ...unlike(
      'comment',
      said(comment ? [comment.lo, comment.hi] : []),
      said([expected.comment ?? []].flat()),
    ),
    ...unlike('grounds', cited(grounds), said([...(expected.grounds ?? [])].sort())),
    ...(expected.permits
      ? unlike('permits', cited(permitted(evaluation)), said([...expected.permits].sort()))
      : []),
  ];
}

/** The permissions and powers that hold; a ground over comments is counted among the grounds. */
const permitted = ({ findings }: Evaluation) =>
  findings.filter(({ effect, status }) => effect === 'permitted' && status === 'met');

const unlike = (what: string, found: string, expected: string) =>
  found === expected ? [] : [`${what} expected ${expected}, the rules say ${found}`];

const said = (names: readonly string[]) => [...new Set(names)].join(', ') || 'none';

const wordsOf = (text: string) => text.split(/[\s\u00a0]+/).filter((word) => word !== '');

const tellingsOf = ({ scenarios }: Pick<Revision, 'scenarios'>) =>
  scenarios.flatMap(({ id, tellings }) =>
    tellings.map((telling) => ({ scenario: id, ...telling })),
  );
