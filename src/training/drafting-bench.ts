import { compareSince, earlierText } from '#policies/compare-revisions.ts';
import { everyTelling } from '#policies/contested.ts';
import type { Revision, Scenario, Telling } from '#policies/model.ts';
import { evaluate } from '#rules/evaluate.ts';
import { beaten, contradictions } from '#rules/gates/conflicts.ts';
import { idle, shadowed } from '#rules/gates/effect.ts';
import { looseReasons } from '#rules/gates/reasons.ts';
import { unsaid, uncovered } from '#rules/gates/text.ts';
import type { CommentVerdict, Evaluation, Ruleset, Verdict } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import { coverageOf } from './coverage.ts';

/** A story as it is told, whose answer is another one under the draft. */
export type Flip = {
  scenario: Pick<Scenario, 'id' | 'title' | 'lesson'>;
  telling: Pick<Telling, 'id' | 'story'>;
  before: Verdict | CommentVerdict;
  after: Verdict | CommentVerdict;
};

/** What one look at a draft is for, what was looked at, and what was found: plain sentences. */
export type Look = { id: string; title: string; looked: string; found: string[] };

export type Bench = { flips: Flip[]; looks: Look[] };

const known = new WeakMap<Revision, Bench>();

/**
 * What whoever drafts an amendment wants to know before it is adopted: which stories of the training come
 * out otherwise, and what the rules, read as a whole, do that nobody means. Found once a revision.
 */
export function draftingBench(revision: Revision): Bench {
  let bench = known.get(revision);
  if (!bench) {
    bench = { flips: flipsIn(revision), looks: looksAt(revision) };
    known.set(revision, bench);
  }
  return bench;
}

/** Each told story whose verdict differs from that under the text just before. */
function flipsIn(revision: Revision): Flip[] {
  const since = revision.earlier.at(-1)?.id;
  if (since === undefined) return [];
  const before = earlierText(revision, since).ruleset;
  return everyTelling(revision).flatMap(({ scenario, telling, evaluation }) => {
    const was = evaluate(before, closed(before, knownTo(before, telling)));
    const pair = differing(was, evaluation);
    return pair ? [{ scenario, telling, ...pair }] : [];
  });
}

/** The facts as the earlier rules know them: what they do not know they do not ask. */
function knownTo({ facts }: Ruleset, telling: Pick<Telling, 'facts'>): Telling['facts'] {
  const values = new Map(facts.map((fact) => [fact.id, fact.values]));
  const stated = Object.entries(telling.facts).filter(([id, value]) => {
    const possible = values.get(id);
    if (!possible) return false;
    if (value === 'unknown') return true;
    return [value].flat().every((one) => possible.includes(one as string | boolean));
  });
  return Object.fromEntries(stated);
}

function differing(was: Evaluation, is: Evaluation): Pick<Flip, 'before' | 'after'> | undefined {
  if (was.verdict.hi !== is.verdict.hi) return { before: was.verdict.hi, after: is.verdict.hi };
  const [before, after] = [was.comment?.hi ?? 'may-stay', is.comment?.hi ?? 'may-stay'];
  return before === after ? undefined : { before, after };
}

function looksAt(revision: Revision): Look[] {
  const { ruleset, clauses } = revision;
  const sentences = clauses.flatMap((clause) => clause.sentences);
  const texts = new Map(sentences.map(({ id, text }) => [id, text]));
  const rules = `${ruleset.norms.length} rules`;
  return [
    {
      id: 'unreachable',
      title: 'Clauses that never take hold',
      looked: `Each of ${rules}, in every situation of the facts that it reads, and beside all others.`,
      found: [...idle(ruleset), ...shadowed(ruleset)],
    },
    {
      id: 'contradictions',
      title: 'Duties that contradict each other',
      looked: 'Each pair of duties that are a must: whether one asks for what the other forbids.',
      found: contradictions(ruleset),
    },
    {
      id: 'exceptions',
      title: 'Exceptions that are missing',
      looked:
        'Each permission beside each duty: whether a duty may forbid what the permission allows, and ' +
        'neither says so.',
      found: beaten(ruleset),
    },
    {
      id: 'text',
      title: 'Sentences without a rule, and reasons that do not fit',
      looked: `Each of ${sentences.length} sentences, and the reason in words of ${rules}.`,
      found: [...uncovered(ruleset, texts), ...unsaid(ruleset), ...looseReasons(ruleset)],
    },
    {
      id: 'coverage',
      title: 'What nothing teaches or asks',
      looked: `Each clause: its lessons and its questions, and at least two stories that turn on each of ${rules}.`,
      found: coverageOf(revision).holes,
    },
    {
      id: 'untold',
      title: 'Changes that no story shows',
      looked: 'Each rule by which some situation has another answer than before.',
      found: untold(revision),
    },
  ];
}

/** Differences in outcome that no story of the training has: nobody would be asked about them in a story. */
function untold(revision: Revision): string[] {
  const since = revision.earlier.at(-1)?.id;
  if (since === undefined) return [];
  const decided = new Set(
    everyTelling(revision).flatMap(({ evaluation }) =>
      evaluation.findings.filter(({ status }) => status === 'breached').map(({ norm }) => norm),
    ),
  );
  const now = new Set(revision.ruleset.norms.map(({ id }) => id));
  return compareSince(revision, since)
    .witnesses.filter(({ norm }) => now.has(norm) && !decided.has(norm))
    .map(({ norm }) => `${norm} changes an answer, and is broken in no story`);
}
