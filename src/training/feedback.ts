import { ask, why, worthSaying } from '#rules/explain.ts';
import { VERDICTS, type Interval, type Strength, type Verdict } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import type { Reading, Revision } from '#policies/model.ts';
import { unsignedReadings } from './contested.ts';
import {
  afterFix,
  breachedSentences,
  evaluateTelling,
  keyOf,
  NONE,
  type Item,
  type Key,
} from './item.ts';
import { optionOf, type Option } from './question.ts';
import { score } from './score.ts';

/** What a person reads after answering: the right answer, the City's sentence, and why. */
export type Feedback = {
  outcome: 'right' | 'partly' | 'wrong';
  /** 0 … 1 */
  score: number;
  given: Option[];
  right: Option[];
  verdict: Interval;
  /** Each breached sentence with the facts that decided, in words; where none is, what was done well. */
  reasons: Reason[];
  /** The judgements a person made in writing the story, with their reasons. */
  judgements: { standard: string; because: string }[];
  /** The adopted readings that these sentences or the answer rest on, signed off by the City or not. */
  readings: Reading[];
  /** For an undecided story: the questions whose answers decide. */
  ask: string[];
  /** For a fix: what each option leads to. */
  fixes: { text: string; verdict: Verdict; sentences: string[]; best: boolean }[];
};

export type Reason = {
  sentence: string;
  strength: Strength;
  status: 'breached' | 'met' | 'excepted';
  because: string;
};

export function feedbackOn(revision: Revision, item: Item, given: readonly string[]): Feedback {
  const { ruleset } = revision;
  const facts = closed(ruleset, item.telling.facts);
  const evaluation = evaluateTelling(ruleset, item.telling);
  const key = keyOf(ruleset, item);
  const earned = score(key, given);
  const reasons = reasonsFor(revision, item);
  return {
    outcome: earned === 1 ? 'right' : earned > 0 ? 'partly' : 'wrong',
    score: earned,
    given: given.map((id) => optionOf(revision, item, id)),
    right: rightOptions(key).map((id) => optionOf(revision, item, id)),
    verdict: evaluation.verdict,
    reasons: reasons.map(({ sentence, strength, status, because }) => ({
      sentence,
      strength,
      status,
      because,
    })),
    judgements: judgementsIn(revision, item, new Set(reasons.flatMap((reason) => reason.facts))),
    readings: readingsOf(revision, item, new Set(reasons.map((reason) => reason.norm))),
    ask: ask(ruleset, facts).map((id) => definitionOf(revision, id).ask),
    fixes: key.kind === 'fix' ? fixesOf(revision, item, key.best) : [],
  };
}

function rightOptions(key: Key): string[] {
  if (key.kind === 'verdict') return [key.right];
  if (key.kind === 'fix') return key.best;
  return key.right.length > 0 ? key.right : [NONE];
}

function reasonsFor(revision: Revision, item: Item) {
  const { ruleset } = revision;
  const facts = closed(ruleset, item.telling.facts);
  const strengthOf = (id: string) =>
    ruleset.norms.find((norm) => norm.id === id)?.strength ?? 'must';
  const gravityOf = (id: string) =>
    VERDICTS.indexOf(ruleset.norms.find((norm) => norm.id === id)?.effect as Verdict);
  const breached = evaluateTelling(ruleset, item.telling).findings.filter(
    (finding) => finding.status === 'breached',
  );
  const found =
    breached.length > 0
      ? breached.map((finding) => why(ruleset, facts, finding.norm))
      : worthSaying(ruleset, facts);
  return found
    .map((reason) => ({
      norm: reason.norm,
      sentence: reason.cite,
      strength: strengthOf(reason.norm),
      status: reason.status,
      because: reason.because,
      facts: reason.facts,
      gravity: gravityOf(reason.norm),
    }))
    .sort((a, b) => b.gravity - a.gravity);
}

/** The judgement facts that decided, each by its standard in the policy's words and the author's reason. */
function judgementsIn(revision: Revision, item: Item, deciding: ReadonlySet<string>) {
  return Object.entries(item.telling.judgements).flatMap(([id, because]) => {
    const { judgement } = definitionOf(revision, id);
    return judgement && deciding.has(id) ? [{ standard: judgement.standard, because }] : [];
  });
}

function readingsOf(revision: Revision, item: Item, norms: ReadonlySet<string>): Reading[] {
  const cited = revision.ruleset.norms.filter((norm) => norms.has(norm.id));
  const ids = new Set([
    ...cited.flatMap((norm) => norm.readings),
    ...item.scenario.readings,
    ...unsignedReadings(revision, item, new Set()),
  ]);
  return revision.readings.filter((reading) => ids.has(reading.id));
}

function fixesOf(revision: Revision, item: Item, best: readonly string[]) {
  return item.options.flatMap((id) => {
    const fix = item.scenario.fixes.find((candidate) => candidate.id === id);
    if (!fix) return [];
    const after = afterFix(revision.ruleset, item.telling, fix);
    return [
      {
        text: fix.text,
        verdict: after.verdict.hi,
        sentences: breachedSentences(after),
        best: best.includes(id),
      },
    ];
  });
}

function definitionOf(revision: Revision, id: string) {
  const fact = revision.ruleset.facts.find((candidate) => candidate.id === id);
  if (!fact) throw new Error(`no fact is called \`${id}\``);
  return fact;
}
