import { compile } from '#rules/compile.ts';
import type { CompiledNorm } from '#rules/compile.ts';
import { contestedBy } from '#rules/contested.ts';
import { evaluate, holding } from '#rules/evaluate.ts';
import { ask, why, worthSaying } from '#rules/explain.ts';
import { statusOf } from '#rules/interval.ts';
import { smallestChange } from '#rules/mend.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type {
  CommentVerdict,
  Effect,
  Evaluation,
  FactDefinition,
  Interval,
  Ruleset,
  Situation,
  Strength,
  Verdict,
} from '#rules/model.ts';
import { closed, open } from '#rules/situation.ts';
import type { Facts } from '#rules/situation.ts';

/** What the policy says, as far as the answers go. */
export type Outcome = {
  verdict: Interval;
  /** Of a comment of one's own on a City site. */
  comment?: Interval<CommentVerdict>;
  /** What it goes against for certain, the gravest first. */
  against: Cited[];
  /** Where all is decided and nothing is wrong: what makes it so. */
  kept: Cited[];
  /** The open questions on which it depends, with the sentences that ask. */
  open: { fact: FactDefinition; sentences: string[] }[];
  /** All smallest changes, each a list of things to do; none where nothing is certainly wrong. */
  mending: string[][];
  /** What is open stays open after such a change. */
  mendsInPart: boolean;
  /** Readings that the sentences it goes against are read by, or under whose other side more would matter. */
  readings: string[];
  /** Those under whose other side the same answers would bring another verdict; none while it is open. */
  hangsOn: string[];
};

/** A sentence, and why it speaks here. */
export type Cited = { sentence: string; reasons: { because: string; strength: Strength }[] };

/** What the policy says of this situation. What is not stated in it is not known. */
export function outcomeOf(ruleset: Ruleset, situation: Situation): Outcome {
  const facts = open(ruleset, situation);
  const evaluation = evaluate(ruleset, facts);
  const { verdict, comment } = evaluation;
  const decided = isDecided(evaluation);
  const { breaches, grounds } = holding(evaluation);
  const wrong = [...breaches, ...grounds].sort((a, b) => gravity(b.effect) - gravity(a.effect));
  // What was not asked, since it does not matter as the text is read, may matter on the other side.
  const mayHangOn = decided ? contestedBy(ruleset, facts) : [];
  const hangsOn = decided ? contestedBy(ruleset, closed(ruleset, known(situation))) : [];
  const readBy = ruleset.norms.filter(({ id }) => wrong.some(({ norm }) => norm === id));
  const clean = decided && wrong.length === 0;
  const kept = clean ? worthSaying(ruleset, facts, 2).map(({ norm }) => norm) : [];
  return {
    verdict,
    ...(comment && { comment }),
    against: cited(
      ruleset,
      facts,
      wrong.map(({ norm }) => norm),
    ),
    kept: cited(ruleset, facts, kept),
    open: openQuestions(ruleset, facts, evaluation),
    ...mendingOf(ruleset, facts, verdict),
    readings: [
      ...new Set([...readBy.flatMap(({ readings }) => readings), ...mayHangOn, ...hangsOn]),
    ],
    hangsOn,
  };
}

/** Whether it is prohibited whatever else is so. */
export function surelyProhibited(ruleset: Ruleset, situation: Situation): boolean {
  return evaluate(ruleset, open(ruleset, situation)).verdict.lo === 'prohibited';
}

function known(situation: Situation): Situation {
  return Object.fromEntries(Object.entries(situation).filter(([, said]) => said !== 'unknown'));
}

function isDecided({ verdict, comment }: Evaluation): boolean {
  return verdict.lo === verdict.hi && comment?.lo === comment?.hi;
}

const SCALE: readonly Effect[] = [...COMMENT_VERDICTS, ...VERDICTS];
const gravity = (effect: Effect) => SCALE.indexOf(effect);

/** Norms by the sentence they read, in the order given. */
function cited(ruleset: Ruleset, facts: Facts, norms: readonly string[]): Cited[] {
  const bySentence = new Map<string, Cited>();
  for (const id of norms) {
    const { cite, because } = why(ruleset, facts, id);
    const { strength } = compile(ruleset).byId.get(id)!.norm;
    const one = bySentence.get(cite) ?? { sentence: cite, reasons: [] };
    one.reasons.push({ because, strength });
    bySentence.set(cite, one);
  }
  return [...bySentence.values()];
}

function openQuestions(ruleset: Ruleset, facts: Facts, { verdict, comment }: Evaluation) {
  const { index, norms } = compile(ruleset);
  const counts = (norm: CompiledNorm) =>
    statusOf(norm, facts) === 'undetermined' &&
    norm.rank >
      (norm.ofComment
        ? COMMENT_VERDICTS.indexOf(comment?.lo ?? 'may-stay')
        : VERDICTS.indexOf(verdict.lo));
  const asking = norms.filter(counts);
  return ask(ruleset, facts).map((id) => {
    const at = index.get(id)!;
    const sentences = asking.filter(({ reads }) => reads.includes(at));
    return {
      fact: ruleset.facts[at]!,
      sentences: [...new Set(sentences.map(({ norm }) => norm.sentence))],
    };
  });
}

/** What mends it, as far as it is certainly wrong: nobody is asked to change what may be fine. */
function mendingOf(
  ruleset: Ruleset,
  facts: Facts,
  { lo }: Interval<Verdict>,
): Pick<Outcome, 'mending' | 'mendsInPart'> {
  if (lo === 'permitted') return { mending: [], mendsInPart: false };
  const undecided = new Set(
    compile(ruleset)
      .conduct.filter((norm) => norm.rank > 0 && statusOf(norm, facts) === 'undetermined')
      .map(({ norm }) => norm.id),
  );
  const certain =
    undecided.size === 0
      ? ruleset
      : { ...ruleset, norms: ruleset.norms.filter(({ id }) => !undecided.has(id)) };
  const ways = smallestChange(certain, facts)?.ways ?? [];
  return {
    mending: ways.map((way) => way.map(({ words }) => words)),
    mendsInPart: undecided.size > 0,
  };
}
