import type { Ruleset, Situation } from '#rules/model.ts';

/** A policy as a portal offers it; the folder `content/<id>/policy.yaml`. */
export type Policy = {
  id: string;
  title: string;
  citation: string;
  /** Who published the text. */
  publisher: string;
  /** Who answers for the portal's wording of it. */
  owner: string;
  /** Which records series disposes of completions, and after how long; `null` disposes of nothing. */
  retention: Retention | null;
  /** What a person signs; `{name}`, `{policy}` and `{revision}` are filled in. */
  statement: string;
  /** The same for who passed checks without reading their lessons; without it there is no test-out. */
  statementAfterTestOut?: string | undefined;
  /** The words of who signs on paper: after the training in the portal, and after one held in person. */
  statementOnPaper?: string | undefined;
  statementInPerson?: string | undefined;
  /** The words of who has signed before, `{since}` being that revision; without them they start anew. */
  statementAfterChanges?: string | undefined;
  statementAfterShort?: string | undefined;
  statementSignOnly?: string | undefined;
  /** What passes today. A check goes by what its release says: `Revision.passing`. */
  passing: Passing & { retakes: Retakes };
  /** Who has to learn more than everyone. A lesson that names no track is everyone's. */
  tracks: Track[];
  /** Sentences that every result links to: what protects a person who asks or reports. */
  alwaysLinked: string[];
  /** Newest last. */
  revisions: Revision[];
  /** Amendments that are not ready to be published, to be looked at. */
  drafts: Revision[];
};

/** The share of all points to reach, 0 … 1, and the sentences whose items must all be right. */
export type Passing = { share: number; critical: string[] };

/** A group with lessons of its own: by its department, by having people report to it, or by HR. */
export type Track = {
  /** `city-sites` */
  id: string;
  title: string;
  /** Who belongs to it, in a sentence. */
  whom: string;
  /** `reports`: everybody whom others report to belongs to it of themselves. */
  comesWith?: 'reports' | undefined;
};

/** What follows a check that fell short: after so many, a pause of so many hours, or a talk with HR. */
export type Retakes = { pauseAfter: number; pauseHours: number; talkAfter: number };

export type Retention = { series: string; years: number };

export type Sentence = {
  /** `C.3:1` */
  id: string;
  /** `c-3-s1` */
  anchor: string;
  /** Printed before an item of a list inside a clause. */
  marker?: '•';
  text: string;
};

export type Clause = {
  /** `C.3`; a section is a clause of level 0. */
  id: string;
  /** `c-3` */
  anchor: string;
  level: number;
  /** As printed: `C.`, `3.`, `a.` */
  marker: string;
  heading: string | undefined;
  sentences: Sentence[];
};

export type Lesson = {
  /** The file's stem, `C.3-identification`. */
  id: string;
  title: string;
  /** One sentence: what it asks of me. */
  summary: string;
  order: number;
  minutes: number;
  /** The clauses it teaches: `['C.3']`. */
  clauses: string[];
  /** How many items its graded check draws. */
  graded: number;
  /** Whose lesson it is; empty for everyone's. */
  tracks: string[];
  /** The folder of the revision that brought it, and its name: `social-media/2023-04-20/C.3-identification`. */
  source: string;
  sha256: string;
};

/** One of an item's ways to mend the situation, worded by the author, keyed by the rules. */
export type Fix = { id: string; text: string; change: Situation };

/** One telling of a scenario's story: the base, or the same story with stated facts changed. */
export type Telling = {
  /** `base`, or the variant's id. */
  id: string;
  story: string;
  facts: Situation;
  /** Why each judgement fact is, in this telling, as the author asserts it. */
  judgements: Record<string, string>;
  /** Readings that its answer hangs on though no rule can tell their other side. */
  readings: string[];
  /** Words of the story that the author marked with the fact they tell, in their order. */
  spans: { words: string; fact: string }[];
};

/** The kinds that an author asks for; `because`, `outcome`, `ask`, `spot` follow from them, `delta` from an amendment. */
export const AUTHORED_KINDS = ['verdict', 'clauses', 'fix', 'grounds'] as const;
export const ITEM_KINDS = [
  ...AUTHORED_KINDS,
  'because',
  'outcome',
  'ask',
  'spot',
  'meaning',
  'delta',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export type Scenario = {
  /** The file's stem, `C.3-ladder-truck-photo`. */
  id: string;
  lesson: string;
  title: string;
  asks: ItemKind[];
  /** Sentence ids offered beside the breached ones in a `clauses` item. */
  offers: string[];
  /** Readings the answer hangs on though no rule can tell their other side. */
  readings: string[];
  fixes: Fix[];
  /** The base telling's judgements; a variant restates what it changes. */
  judgements: Record<string, string>;
  /** The base first. */
  tellings: Telling[];
  /** For a question about a sentence itself: its id. Its words are then the story. */
  sentence?: string;
  /**
   * For a question about what an amendment changed: the rules before it, under the newer numbers and over
   * the facts of both.
   */
  before?: Ruleset;
  review: { by: string; on: string; note: string };
  sha256: string;
};

/** A passage that can be read in more than one way, and the reading adopted. HR signs it: `sign-off.ts`. */
export type Reading = {
  /** `R1` */
  id: string;
  /** The clauses and sentences it is about. */
  at: string[];
  issue: string;
  adopted: string;
  /** `null` where no other reading is argued for. */
  alternative: string | null;
};

/** A text that a later one amends: what is needed to tell what changed since. */
export type EarlierText = { id: string; clauses: Clause[]; ruleset: Ruleset };

/** One dated text with all that teaches it. Plain data: no Astro, no database. */
export type Revision = {
  policyId: string;
  /** Its effective date, `2023-04-20`. */
  id: string;
  /** Of an amendment that nobody has adopted, what is said wherever it shows. */
  draft?: { fictional: boolean; says: string } | undefined;
  /** The lines before the first clause, verbatim: ordinance line. */
  citation: string;
  clauses: Clause[];
  /** SHA-256 (hex) of policy.md's bytes. */
  policySha256: string;
  readings: Reading[];
  ruleset: Ruleset;
  /** The texts that it amends, each with its rules, oldest first. */
  earlier: EarlierText[];
  rulesetSha256: string;
  /** What its checks go by. */
  passing: Passing;
  lessons: Lesson[];
  scenarios: Scenario[];
  /** Every published file by hash: `social-media/2023-04-20/policy.md` → sha256. */
  manifest: Record<string, string>;
  /** SHA-256 (hex) of the manifest's canonical JSON. */
  releaseSha256: string;
  /** The bytes of every file the manifest names, by sha256. */
  contents: Map<string, { mediaType: string; bytes: Buffer }>;
};
