import { candidatesOf } from '#rules/candidates.ts';
import type { Candidates } from '#rules/candidates.ts';
import { mentions } from '#rules/condition.ts';
import { didYouMean } from '#nearest.ts';
import { breach, readsOf } from '#rules/norm.ts';
import { some, testOf } from '#rules/truth.ts';
import type { Facts, Is, Literal, Test } from '#rules/truth.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { CommentVerdict, Condition, FactDefinition, FactId } from '#rules/model.ts';
import type { Finding, FindingStatus, Norm, Ruleset, Value, Verdict } from '#rules/model.ts';

export type CompiledNorm = {
  norm: Norm;
  /** It judges a public comment, not whoever acts. */
  ofComment: boolean;
  /** Its effect's place on its scale. */
  rank: number;
  /** The status in which its effect takes hold: a permission or power is not breached but met. */
  takesHold: 'breached' | 'met';
  /** One test for all norms with the same condition. */
  when: Test;
  /** Absent for a permission. */
  wrong: Test | undefined;
  unless: Test | undefined;
  /** Each exception by itself, in the norm's order. */
  exceptions: readonly Test[];
  /** Indexes of the facts that it reads. */
  reads: readonly number[];
  /** Each fact is mentioned once, so that the Kleene truth is exact. */
  readOnce: boolean;
  /** Its finding in each status, made once and shared. */
  findings: Readonly<Record<FindingStatus, Finding>>;
};

export type Compiled = {
  ruleset: Ruleset;
  index: ReadonlyMap<FactId, number>;
  /** All values possible, for each fact. */
  full: Facts;
  /** In the policy's order. */
  norms: readonly CompiledNorm[];
  /** Those that judge whoever acts, and those that judge a public comment. */
  conduct: readonly CompiledNorm[];
  comment: readonly CompiledNorm[];
  byId: ReadonlyMap<string, CompiledNorm>;
  /** Which norms to look at, given the facts. */
  candidates: Candidates;
  /** The ruleset's hash, once someone has asked for it. */
  sha256: string | undefined;
};

const compiled = new WeakMap<Ruleset, Compiled>();

/**
 * A ruleset made ready to run, once for each object.
 * Throws a plain sentence for a fact or value that is not defined, or a norm not in the normal form.
 */
export function compile(ruleset: Ruleset): Compiled {
  const known = compiled.get(ruleset);
  if (known) return known;
  const made = compileAnew(ruleset);
  compiled.set(ruleset, made);
  return made;
}

/** The bit of one value of a fact; 0 when the fact never has it. */
export function bit(fact: FactDefinition, value: Value): number {
  const at = fact.values.indexOf(value);
  return at < 0 ? 0 : 1 << at;
}

function compileAnew(ruleset: Ruleset): Compiled {
  const index = new Map(ruleset.facts.map((fact, at) => [fact.id, at]));
  if (index.size !== ruleset.facts.length)
    throw new Error(`two facts have the id \`${twice(ruleset.facts.map(({ id }) => id))}\``);
  for (const fact of ruleset.facts) checkFact(fact);
  const whens = new Map<string, Test>();
  const norms = ruleset.norms.map((norm) => compileNorm(ruleset, index, whens, norm));
  const byId = new Map(norms.map((norm) => [norm.norm.id, norm]));
  if (byId.size !== norms.length)
    throw new Error(`two norms have the id ${twice(ruleset.norms.map(({ id }) => id))}`);
  const full = Uint16Array.from(ruleset.facts, (fact) => (1 << fact.values.length) - 1);
  const conduct = norms.filter((norm) => !norm.ofComment);
  const comment = norms.filter((norm) => norm.ofComment);
  const candidates = candidatesOf(norms, index, full);
  return { ruleset, index, full, norms, conduct, comment, byId, candidates, sha256: undefined };
}

/** The first that stands there a second time. */
function twice(ids: readonly string[]): string | undefined {
  return ids.find((id, at) => ids.indexOf(id) < at);
}

function checkFact({ id, values, say }: FactDefinition): void {
  if (values.length < 2 || values.length > 16) throw new Error(`\`${id}\` needs 2 to 16 values`);
  if (values.includes('unknown')) throw new Error(`\`${id}\` cannot have \`unknown\` as a value`);
  const mute = values.find((value) => !say[String(value)]);
  if (mute !== undefined) throw new Error(`\`${id}\` has no words for \`${mute}\``);
}

function compileNorm(
  ruleset: Ruleset,
  index: ReadonlyMap<FactId, number>,
  whens: Map<string, Test>,
  norm: Norm,
): CompiledNorm {
  const { id, sentence, bearer, strength, effect } = norm;
  const ofComment = COMMENT_VERDICTS.includes(effect as CommentVerdict);
  const isPower = norm.wrong === undefined;
  if (isPower !== (strength === 'may') || (!ofComment && isPower !== (effect === 'permitted')))
    throw new Error(`${id}: a permission has no \`wrong\` and permits; any other norm has both`);
  const compileOne = (condition: Condition) =>
    testOf(condition, (part) => literal(ruleset, index, part, id));
  const finding = (status: FindingStatus): Finding =>
    Object.freeze({ norm: id, cite: sentence, bearer, strength, effect, status });
  const same = JSON.stringify(norm.when);
  const when = whens.get(same) ?? compileOne(norm.when);
  whens.set(same, when);
  const mentioned = mentions(breach(norm));
  const exceptions = norm.unless.map((exception) => compileOne(exception.when));
  return {
    norm,
    ofComment,
    rank: ofComment
      ? COMMENT_VERDICTS.indexOf(effect as CommentVerdict)
      : VERDICTS.indexOf(effect as Verdict),
    takesHold: isPower ? 'met' : 'breached',
    when,
    wrong: norm.wrong && compileOne(norm.wrong),
    unless: exceptions.length === 0 ? undefined : some(exceptions),
    exceptions,
    reads: readsOf(norm).map((fact) => index.get(fact)!),
    readOnce: new Set(mentioned).size === mentioned.length,
    findings: {
      breached: finding('breached'),
      met: finding('met'),
      excepted: finding('excepted'),
      'not-applicable': finding('not-applicable'),
      undetermined: finding('undetermined'),
    },
  };
}

/** Where a condition looks in the facts, and the bits of the values that it asks for. */
function literal(
  ruleset: Ruleset,
  index: ReadonlyMap<FactId, number>,
  { fact: id, in: values }: Is,
  norm: string,
): Literal {
  const at = index.get(id);
  if (at === undefined)
    throw new Error(`${norm} reads \`${id}\`, which is no fact${didYouMean(id, index.keys())}`);
  let mask = 0;
  for (const value of values) {
    const one = bit(ruleset.facts[at]!, value);
    if (one === 0) {
      const guess = didYouMean(String(value), ruleset.facts[at]!.values.map(String));
      throw new Error(`${norm} asks whether \`${id}\` is \`${value}\`, which it never is${guess}`);
    }
    mask |= one;
  }
  return { at, mask };
}
