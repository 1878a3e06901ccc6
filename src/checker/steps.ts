import type { FactDefinition, FactId, Ruleset, Situation, Value } from '#rules/model.ts';
import { relevantFacts } from './relevant.ts';

/** What a person has said, by fact. What was not asked, or left untouched, is not in it. */
export type Answers = ReadonlyMap<FactId, Value | 'unknown'>;

/** A part of the check: facts that belong together, asked on one page. */
export type Step = {
  id: string;
  title: string;
  hint?: string;
  facts: readonly FactId[];
  /** All of it must be answered before more is asked. */
  gate?: true;
};

/** A step as it stands for these answers: the facts that can still matter when it is asked. */
export type AskedStep = { step: Step; facts: readonly FactDefinition[] };

/** The way through the check for these answers, and what of them counts. */
export type Way = { steps: readonly AskedStep[]; situation: Situation };

/**
 * In their order. What is about others comes before what was agreed about it, so that a checklist
 * holds either what one had better not do, or what one has done well, and "None of these" is clear.
 */
export const STEPS: readonly Step[] = [
  {
    id: 'what',
    title: 'Your plan',
    hint: 'For setting up or running a City site, or dealing with comments there, read section D.3 of the policy instead.',
    facts: ['use.act', 'use.purpose'],
    gate: true,
  },
  {
    id: 'where',
    title: 'You, where and when',
    facts: ['use.venue', 'use.device', 'use.time', 'poster.designated', 'poster.corps'],
    gate: true,
  },
  {
    id: 'you',
    title: 'Who you are there, and your work',
    facts: [
      'identity.asEmployee',
      'identity.actsForCity',
      'identity.readsAsDepartment',
      'use.interferes',
      'use.equipmentNeeded',
      'use.insteadOf911',
    ],
  },
  {
    id: 'about',
    title: 'What and whom it is about',
    facts: [
      'content.about',
      'content.cityMatter',
      'content.complaint',
      'content.political',
      'content.privateBusiness',
    ],
  },
  {
    id: 'how',
    title: 'How it speaks',
    facts: [
      'content.uncivil',
      'content.demeaning',
      'content.disparaging',
      'content.harassing',
      'content.threatening',
      'content.malicious',
      'content.biased',
      'content.harmsReputation',
      'content.hostileEnvironment',
      'content.obscene',
      'content.sexual',
      'content.poorJudgment',
      'content.indecorous',
      'content.unlawful',
      'content.otherPolicyBreach',
    ],
  },
  {
    id: 'comment',
    title: 'Your comment on a City site',
    hint: 'These make a public comment one that is not permitted there, or that may be removed.',
    facts: [
      'comment.offTopic',
      'comment.outsideConcerns',
      'comment.profane',
      'comment.discriminatory',
      'comment.personalAttack',
      'comment.threat',
      'comment.political',
      'comment.commerce',
      'comment.unlawful',
      'comment.encouragesIllegal',
      'comment.compromisesSafety',
      'comment.infringes',
    ],
  },
  {
    id: 'pictures',
    title: 'Pictures',
    facts: [
      'content.selfInUniform',
      'content.selfOperatingEquipment',
      'info.patientImage',
      'image.officialScope',
    ],
  },
  {
    id: 'truth',
    title: 'Whether it is true',
    facts: ['content.truth', 'content.correction', 'content.priorEdit'],
  },
  {
    id: 'information',
    title: 'What it gives away',
    facts: [
      'info.departmentConfidential',
      'info.openInvestigation',
      'info.thirdPartyConfidential',
      'info.securitySafety',
      'info.personnel',
      'info.health',
      'info.byAuthority',
      'info.emergencySubject',
    ],
  },
  {
    id: 'others',
    title: "What is other people's",
    facts: [
      'info.privateFacts',
      'info.offensive',
      'info.likeness',
      'info.exploitative',
      'info.othersWork',
    ],
  },
  {
    id: 'agreed',
    title: 'What is said, done and agreed already',
    hint: 'Here a tick is good news.',
    facts: [
      'identity.disclaimer',
      'identity.namesDepartment',
      'info.ownOnly',
      'info.alreadyPublic',
      'info.publicConcern',
      'info.personPermits',
      'info.ownerPermits',
      'image.turnedIn',
      'approval.express',
      'approval.caoReply',
      'approval.designationHead',
      'approval.designationCao',
    ],
  },
];

/** What of a fact's values the check offers, and in which words, where the fact's own do not serve. */
const OFFERED: Readonly<Record<FactId, Readonly<Record<string, string>>>> = {
  'use.act': {
    post: 'Post, share, comment or send a message on social media',
    reply: 'Answer a public comment on a City site',
    browse: 'Only look: you publish nothing',
    send: 'Send a text message or an e-mail',
  },
  'use.purpose': { personal: 'Personal', 'city-business': 'City business' },
  'poster.designated': { true: 'Yes', false: 'No' },
};

/** Questions that are asked here in words of their own. */
const ASKED: Readonly<Record<FactId, string>> = {
  'use.act': 'What are you about to do?',
  'use.device': 'What will you use for it?',
  'use.time': 'When will you do it?',
  'use.venue': 'Where will you post?',
};

/** The same question of whoever does something else than post. */
const ASKED_BY_ACT: Readonly<Record<FactId, Readonly<Record<string, string>>>> = {
  'use.venue': { browse: 'Where will you look?' },
};

/** What helps to answer, where it is not the standard that a judgement goes by. */
const HINTS: Readonly<Record<FactId, string>> = {
  'use.purpose': 'If you are not sure which, check once for each.',
  'use.time': 'It matters on City devices. A paid break counts as work time.',
  'content.about': 'If it is about several, choose one, and check again for each of the others.',
};

/** Of what a person can leave open although nothing goes on without an answer. */
const MAY_BE_UNSURE: ReadonlySet<FactId> = new Set(['poster.designated']);

/** Whoever is signed in works for the City. */
const SURELY: Situation = { 'poster.kind': 'employee' };

/** What is settled by what one does: who only looks puts up no picture that they took on duty. */
const SETTLED: Readonly<Record<string, Situation>> = { browse: { 'image.officialScope': false } };

/** The question as this check asks it, in words that fit what the person is about to do. */
export function questionOf(fact: FactDefinition, answers?: Answers): string {
  const act = String(answers?.get('use.act'));
  return ASKED_BY_ACT[fact.id]?.[act] ?? ASKED[fact.id] ?? fact.ask;
}

/** What to go by in answering: the policy's own words where it takes a judgement. */
export function hintOf(fact: FactDefinition): string | undefined {
  return HINTS[fact.id] ?? (fact.judgement && `By ${fact.judgement.standard}`);
}

/** The values that one may choose, in words. */
export function valuesOf(fact: FactDefinition): { value: Value; text: string }[] {
  const offered = OFFERED[fact.id];
  return fact.values
    .filter((value) => !offered || offered[String(value)] !== undefined)
    .map((value) => ({ value, text: offered?.[String(value)] ?? sayValue(fact, value) }));
}

/** A value in words that stand by themselves: "You are off duty". */
export function sayValue({ say }: FactDefinition, value: Value): string {
  const words = say[String(value)]!;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function mayBeUnsure({ gate }: Step, { id }: FactDefinition): boolean {
  return !gate || MAY_BE_UNSURE.has(id);
}

/** A flag in a checklist is ticked; everything else is chosen from its values. */
export function isTicked({ gate }: Step, { values }: FactDefinition): boolean {
  return !gate && typeof values[0] === 'boolean';
}

/** A fact of the rules that a person may say something about, by its id. */
export function answerable({ facts }: Ruleset, id: FactId): FactDefinition | undefined {
  return Object.hasOwn(SURELY, id) ? undefined : facts.find((fact) => fact.id === id);
}

/**
 * Which steps these answers lead through. A step asks for the facts that can still matter by what the
 * steps before it have brought; what a later step brought narrows nothing, so that going back shows
 * what was there. Answers to what is not asked any more count for
 * nothing.
 */
export function wayThrough(ruleset: Ruleset, answers: Answers): Way {
  const situation: Record<FactId, Value | 'unknown'> = {};
  const settle = (more: Situation) => Object.assign(situation, more);
  settle(SURELY);
  const steps: AskedStep[] = [];
  const known = new Set(STEPS.flatMap(({ facts }) => facts));
  for (const step of STEPS) {
    const relevant = relevantFacts(ruleset, situation);
    const facts = step.facts
      .map((id) => ruleset.facts.find((fact) => fact.id === id))
      .filter((fact) => fact !== undefined)
      .filter(({ id }) => step === STEPS[0] || relevant.has(id));
    if (facts.length === 0) continue;
    steps.push({ step, facts });
    for (const { id } of facts) if (answers.has(id)) settle({ [id]: answers.get(id)! });
    if (step === STEPS[0]) settle(SETTLED[String(answers.get('use.act'))] ?? {});
  }
  // What no step asks was asked with the answer, as the last open question.
  for (const [id, value] of answers) if (!known.has(id)) settle({ [id]: value });
  return { steps, situation };
}
