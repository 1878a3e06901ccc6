import { compareSince, earlierText } from '#policies/compare-revisions.ts';
import { situationInWords } from '#policies/case-words.ts';
import type { Lesson, Revision, Scenario, Telling } from '#policies/model.ts';
import { isBinding, teaches } from '#policies/teaches.ts';
import { COMMENT_VERDICTS, VERDICTS, type Ruleset, type Situation } from '#rules/model.ts';
import { holding } from '#rules/evaluate.ts';
import { goneName, idInText, renumberedNorms, type Follow } from '#rules/renumber.ts';
import { overSameFacts, type Witness } from '#rules/witness.ts';
import { evaluateTelling } from '../kinds/kind.ts';
import { delta } from '../kinds/delta.ts';

const PREFIX = 'since:';
const CASE = 'case:';

export const isDeltaScenario = (id: string): boolean => id.startsWith(PREFIX);

/** A telling that an amendment judges otherwise, and the norms that make the difference. */
export type DeltaTelling = { scenario: Scenario; telling: Telling; norms: readonly string[] };

/**
 * What can be asked about the changes since an earlier text of those whom these lessons bind: the
 * authors' stories whose answer differs, then, norm by norm, the smallest situation that differs, in
 * the facts' own words. Empty exactly where no situation's answer differs.
 */
export function deltaScenarios(
  revision: Revision,
  since: string,
  lessons: readonly Lesson[],
): Scenario[] {
  return [...new Set(deltaTellings(revision, since, lessons).map(({ scenario }) => scenario))];
}

/** The same, each telling with the norms that make the difference. */
export function deltaTellings(
  revision: Revision,
  since: string,
  lessons: readonly Lesson[],
): DeltaTelling[] {
  const ids = new Set(lessons.map(({ id }) => id));
  const sentences = new Map(
    [...beforeOf(revision, since).norms, ...revision.ruleset.norms].map((norm) => [
      norm.id,
      norm.sentence,
    ]),
  );
  return everyDelta(revision, since).filter(
    ({ scenario, norms }) =>
      (isCase(scenario) || ids.has(scenario.lesson)) &&
      norms.some((norm) => isBinding(revision, lessons, sentences.get(norm)!)),
  );
}

export const isCase = ({ id }: Scenario): boolean => id.split(':')[2] === CASE.slice(0, -1);

/** A stored question's scenario, by its revision alone; undefined where that tells of no such change. */
export function deltaScenarioById(revision: Revision, id: string): Scenario | undefined {
  const since = id.slice(PREFIX.length).split(':')[0]!;
  if (!revision.earlier.some((text) => text.id === since)) return undefined;
  return everyDelta(revision, since).find(({ scenario }) => scenario.id === id)?.scenario;
}

const made = new WeakMap<Revision, Map<string, readonly DeltaTelling[]>>();

/** Found once for each revision and earlier text. */
function everyDelta(revision: Revision, since: string): readonly DeltaTelling[] {
  const mine = made.get(revision) ?? new Map<string, readonly DeltaTelling[]>();
  made.set(revision, mine);
  let found = mine.get(since);
  if (!found) {
    found = since === revision.id ? [] : [...stories(revision, since), ...cases(revision, since)];
    mine.set(since, found);
  }
  return found;
}

function stories(revision: Revision, since: string): DeltaTelling[] {
  const before = beforeOf(revision, since);
  const { ruleset } = revision;
  return revision.scenarios.flatMap((scenario) => {
    const named = { ...scenario, id: `${PREFIX}${since}:${scenario.id}`, asks: [], before };
    const tellings = scenario.tellings
      .filter((telling) => delta.fits({ ruleset, scenario: named, telling }))
      .map((telling) => ({ ...telling }));
    const asked: Scenario = { ...named, tellings };
    return tellings.map((telling) => ({
      scenario: asked,
      telling,
      norms: differingBy(before, ruleset, telling),
    }));
  });
}

/** Of each norm that changes a verdict, its witness as a case: no author needs to have thought of it. */
function cases(revision: Revision, since: string): DeltaTelling[] {
  const { ruleset } = revision;
  return compareSince(revision, since).witnesses.flatMap((witness) => {
    const { before, facts } = statable(ruleset, beforeOf(revision, since), witness);
    const words = situationInWords(revision, since, witness);
    const telling = { id: 'base', story: storyOf(words), facts, ...NOTHING_MORE };
    const scenario: Scenario = {
      id: `${PREFIX}${since}:${CASE}${witness.norm.replace(/[^\w.:-]+/g, '-')}`,
      lesson: lessonOf(revision, witness.norm),
      title: 'What is said of this now?',
      asks: [],
      offers: [],
      fixes: [],
      readings: [],
      judgements: {},
      tellings: [telling],
      before,
      review: { by: '', on: '', note: '' },
      sha256: revision.rulesetSha256,
    };
    if (!delta.fits({ ruleset, scenario, telling })) return [];
    return [{ scenario, telling, norms: witness.norms }];
  });
}

const NOTHING_MORE = { judgements: {}, readings: [], spans: [] };

function storyOf(words: readonly string[]): string {
  const facts = words.length > 0 ? words : ['nothing about this is out of the ordinary'];
  const said = facts.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(' ');
  return `${said} There is nothing else to know about it.`;
}

/** What the newer rules know of a situation; what only the older ones know is then their default. */
function statable(
  ruleset: Ruleset,
  before: Ruleset,
  { situation }: Witness,
): { before: Ruleset; facts: Situation } {
  const known = ([id, value]: readonly [string, unknown]) =>
    ruleset.facts.some((fact) => fact.id === id && fact.values.some((one) => one === value));
  const stated = Object.entries(situation);
  const gone = new Map(stated.filter((one) => !known(one)));
  const facts = Object.fromEntries(stated.filter(known));
  if (gone.size === 0) return { before, facts };
  const withDefaults = before.facts.map((fact) => {
    const first = fact.values.find((value) => value === gone.get(fact.id));
    if (first === undefined) return fact;
    return { ...fact, values: [first, ...fact.values.filter((value) => value !== first)] };
  });
  return { before: { ...before, facts: withDefaults }, facts };
}

function lessonOf({ lessons }: Revision, norm: string): string {
  const sentence = idInText(norm).split('/')[0]!;
  return (lessons.find((lesson) => teaches(lesson, sentence)) ?? lessons[0])?.id ?? '';
}

/** The norms that take hold on one side and bring more than the other side does in all. */
function differingBy(before: Ruleset, after: Ruleset, telling: Telling): string[] {
  const [was, is] = [evaluateTelling(before, telling), evaluateTelling(after, telling)];
  const beyond = (mine: typeof was, theirs: typeof was) => {
    const { breaches, grounds } = holding(mine);
    const conduct = VERDICTS.indexOf(theirs.verdict.hi);
    const comment = COMMENT_VERDICTS.indexOf(theirs.comment?.hi ?? 'may-stay');
    return [
      ...breaches.filter(({ effect }) => VERDICTS.indexOf(effect as never) > conduct),
      ...grounds.filter(({ effect }) => COMMENT_VERDICTS.indexOf(effect as never) > comment),
    ].map(({ norm }) => norm);
  };
  return [...new Set([...beyond(was, is), ...beyond(is, was)])];
}

const olders = new WeakMap<Revision, Map<string, Ruleset>>();

/** The rules of an earlier text under the newer numbers and over the facts of both. */
export function beforeOf(revision: Revision, since: string): Ruleset {
  const mine = olders.get(revision) ?? new Map<string, Ruleset>();
  olders.set(revision, mine);
  let before = mine.get(since);
  if (!before) {
    const { follow } = compareSince(revision, since);
    before = renumbered(earlierText(revision, since).ruleset, revision.ruleset, follow);
    mine.set(since, before);
  }
  return before;
}

function renumbered(older: Ruleset, newer: Ruleset, follow: Follow): Ruleset {
  const norms = renumberedNorms(older, follow);
  const [{ facts }] = overSameFacts({ ...older, norms }, newer);
  const alternatives = (older.alternatives ?? []).map((one) => ({
    ...one,
    norms: renumberedNorms(one, follow),
    ...(one.without && { without: one.without.map((id) => follow(id) ?? goneName(id)) }),
  }));
  const { policy, revision } = older;
  return { policy, revision, facts, norms, alternatives };
}
