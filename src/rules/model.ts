/**
 * The rule module's words. Everything here is data: a ruleset is canonical JSON with a hash,
 * and the evaluator needs nothing else.
 */

/** Weakest to strongest. `permitted` means: nothing in this policy forbids it (C.1:2–3). */
export const VERDICTS = [
  'permitted',
  'advised-against',
  'action-required',
  'needs-approval',
  'prohibited',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What a public comment on a City site comes to: a scale of its own, for it is nobody's conduct that
 * binds (E.3, D.3.m:2). `may-stay` means: this policy states no ground to remove it.
 */
export const COMMENT_VERDICTS = ['may-stay', 'may-be-removed', 'not-permitted'] as const;
export type CommentVerdict = (typeof COMMENT_VERDICTS)[number];

/** What a norm brings when it takes hold, on one scale or the other. */
export type Effect = Verdict | CommentVerdict;

/** The verdict when facts are missing: from the best to the worst that can still be true. */
export type Interval<V = Verdict> = { lo: V; hi: V };

export type Strength = 'must' | 'should' | 'may';
export type Bearer = 'employee' | 'designated' | 'administrator' | 'city' | 'public';
export type Control = 'self' | 'others' | 'fixed';

export type FactId = string;
export type Value = string | boolean;

export type FactDefinition = {
  id: FactId;
  /** Possible values in their declared order; the first is what "unstated" means in a scenario. */
  values: readonly Value[];
  doc: string;
  /** The question a person answers to state it. */
  ask: string;
  /** A value in words, a clause that stands in a sentence: `{ true: 'the posting shows you in a City uniform' }`. */
  say: Readonly<Record<string, string>>;
  /** Asserted by an author with a reason, by the standard in the policy's words. */
  judgement?: { standard: string };
  /** Whose it is to change: a remedy never touches `fixed`. */
  control: Control;
  /** What changing it costs, for the smallest change: content 1, device or time 2, someone's approval 3. */
  cost: number;
  /**
   * The values that one can bring about honestly, each as a sentence that asks for it:
   * `{ full: 'Say in this posting …' }`. What would only hide or undo a record has none.
   */
  mend?: Readonly<Record<string, string>>;
};

/** A condition over facts. Data, never a closure. */
export type Condition =
  | { k: 'is'; fact: FactId; in: readonly Value[] }
  | { k: 'all' | 'any'; of: readonly Condition[] }
  | { k: 'not'; of: Condition };

/** `note` is its reason in words, a template like `because`. */
export type Exception = { cite: string; when: Condition; note: string };

/**
 * One rule-bearing part of a sentence. A breach is `when ∧ wrong ∧ ¬(any unless)`. A permission, or a
 * power of the City, has no `wrong`: it holds where `when` does.
 */
export type Norm = {
  /** `C.3:2/uniform`: sentence id, and a slug where a sentence holds several norms. */
  id: string;
  /** The sentence it reads, `C.3:2`. */
  sentence: string;
  /** The sentence, verbatim. */
  quote: string;
  /** What it asks, in a few plain words. */
  gist: string;
  bearer: Bearer;
  strength: Strength;
  when: Condition;
  /** The condition that makes it wrong; absent for a permission. */
  wrong?: Condition;
  unless: readonly Exception[];
  /** What its breach brings; for a permission `permitted`; for a ground or a power over comments, theirs. */
  effect: Effect;
  /** The facts by which its breach is honestly mended; unstated: any that it reads. */
  mendBy?: readonly FactId[];
  /** Of a permission: the clauses and sentences that may still forbid what it permits. */
  yieldsTo?: readonly string[];
  readings: readonly string[];
  /**
   * The reason in words: `{fact}` becomes the fact's value in words, and a part in `[ ]` is left out
   * where its fact decides nothing. So only deciding facts may stand outside brackets.
   */
  because: string;
};

/** A reading's other side: these norms in place of those with their ids, and `without` taken out. */
export type Alternative = {
  reading: string;
  /** What is read otherwise, in a few words. */
  gist: string;
  norms: readonly Norm[];
  without?: readonly string[];
};

/** A norm of the text that no rule decides, and why none does. */
export type Unruled = {
  id: string;
  sentence: string;
  /** What the sentence does: advises, is about what the City may or will do, or informs. */
  meaning: 'must' | 'should' | 'city' | 'information';
  /** For HR and counsel: why no rule decides it. */
  reason: string;
  /** For learners: what the sentence says, in plain words. Rulesets kept from before have none. */
  says?: string;
};

/** A revision that was amended, and its clauses that only got another number, older to newer. */
export type Amends = { revision: string; renumbered: Readonly<Record<string, string>> };

export type Ruleset = {
  policy: string;
  revision: string;
  /** Every amendment since the first text, oldest first; absent for the first text. */
  amends?: readonly Amends[];
  facts: readonly FactDefinition[];
  norms: readonly Norm[];
  /** What the text says and no rule decides. */
  unruled?: readonly Unruled[];
  /** What a sentence with many norms asks, in one short sentence, by its id. */
  gists?: Readonly<Record<string, string>>;
  /** How the text could be read instead, to know which answers hang on a reading. */
  alternatives?: readonly Alternative[];
};

/** A sentence and what is made of it, by SHA-256 (hex), as they were when read side by side. */
export type Pin = { text: string; rules: string };

/** All that is made of one dated text: its rules, and each sentence's pin by its id. */
export type Encoding = {
  ruleset: Ruleset;
  reviewed: Readonly<Record<string, Pin>>;
};

/** What an author or a person states: a value, several possible values, or that it is not known. */
export type Statement = Value | 'unknown' | readonly Value[];
export type Situation = Readonly<Record<FactId, Statement>>;

export type FindingStatus = 'breached' | 'met' | 'excepted' | 'not-applicable' | 'undetermined';
export type Finding = {
  norm: string;
  /** The sentence to cite. */
  cite: string;
  bearer: Bearer;
  strength: Strength;
  effect: Effect;
  status: FindingStatus;
};

export type Evaluation = {
  policy: string;
  revision: string;
  rulesetSha256: string;
  /** Of whoever acts. */
  verdict: Interval;
  /** Of a public comment, where one is at hand. */
  comment?: Interval<CommentVerdict>;
  /** All but `not-applicable`, in the policy's order. */
  findings: readonly Finding[];
};
