import type { FactDefinition, FactId, Ruleset } from '#rules/model.ts';
import { outcomeOf, surelyProhibited, type Outcome } from './outcome.ts';
import { readForm, type Entry, type Problem, type Rest } from './read-form.ts';
import {
  hintOf,
  isTicked,
  mayBeUnsure,
  questionOf,
  sayValue,
  STEPS,
  valuesOf,
  wayThrough,
  type Answers,
  type AskedStep,
  type Step,
  type Way,
} from './steps.ts';

/** What the page shows next: a part to fill in, or what the policy says. */
export type View = StepView | OutcomeView;

/** The answers that travel along unseen, as a form's names and values. */
export type Carried = readonly (readonly [name: string, value: string])[];

type Common = {
  problems: readonly Problem[];
  carried: Carried;
  /** Whether a form was sent. */
  sent: boolean;
};

export type StepView = Common & {
  shows: 'step';
  step: Step;
  place: number;
  /** Fewer when answers make some of them idle. */
  of: number;
  choices: readonly Choice[];
  flags: readonly Flag[];
  rest: readonly Rest[];
  back: string | undefined;
  /** Whether there is enough to say something yet. */
  mayConclude: boolean;
};

/** A question with its answers, one of which is chosen. */
export type Choice = {
  id: FactId;
  question: string;
  hint: string | undefined;
  options: { value: string; text: string; chosen: boolean }[];
};

/** With the sentences that ask it. */
export type OpenQuestion = Choice & { sentences: readonly string[] };

/** One line of a checklist. */
export type Flag = {
  id: FactId;
  text: string;
  hint: string | undefined;
  ticked: boolean;
  /** Answered by itself with "no" while the others are open. */
  refused: boolean;
};

export type OutcomeView = Common & {
  shows: 'outcome';
  outcome: Outcome;
  /** All answers, for a form that asks nothing. */
  everything: Carried;
  /** Shown before all was asked, because nothing can make it better any more. */
  early: boolean;
  /** A part with questions that nobody has answered yet. */
  goOn: string | undefined;
  /** What the person was not sure of and what decides, to answer one by one. */
  open: readonly OpenQuestion[];
  /** What decides, too, and was not answered at all. */
  unasked: readonly OpenQuestion[];
  /** What was said, part by part. */
  said: { step: Step; answers: string[] }[];
};

/** The page of the outcome, among the steps' ids. */
export const OUTCOME = 'outcome';

/**
 * The check before posting: what to show after this form, or at the beginning. It keeps nothing:
 * everything it knows is in the form, and everything it tells is in the view.
 */
export function check(ruleset: Ruleset, form?: URLSearchParams): View {
  const entry = readForm(ruleset, form ?? new URLSearchParams());
  const way = wayThrough(ruleset, entry.answers);
  const sent = form !== undefined;
  const turn = { ruleset, entry, way, sent };
  if (!sent) return show(turn, STEPS[0]!.id, []);

  const filledIn = STEPS.findIndex(({ id }) => id === entry.step);
  const problems = [...entry.problems];
  if (filledIn < 0 && entry.step !== OUTCOME) problems.push(noSuchPart(entry.step));
  if (entry.to !== undefined && entry.to !== OUTCOME && place(entry.to) < 0)
    problems.push(noSuchPart(entry.to));
  if (problems.length > 0) return show(turn, entry.step, problems);

  if (entry.to !== undefined) return show(turn, entry.to, []);
  const next = entry.step === OUTCOME ? undefined : stepAfter(turn, filledIn);
  return show(turn, next?.step.id ?? OUTCOME, [], !entry.anyway && next !== undefined);
}

type Turn = { ruleset: Ruleset; entry: Entry; way: Way; sent: boolean };

/** Shows a part, or the outcome; before either, whatever must be answered first. */
function show(
  turn: Turn,
  wanted: string | undefined,
  problems: readonly Problem[],
  mayStopEarly = false,
): View {
  const { ruleset, way, entry } = turn;
  const until = wanted === OUTCOME ? STEPS.length : place(wanted);
  const gate = way.steps.find(({ step, facts }) => {
    const isBefore = until < 0 || place(step.id) < until;
    return step.gate && isBefore && facts.some(({ id }) => !entry.answers.has(id));
  });
  if (gate) {
    const missing = problems.length > 0 ? problems : unanswered(gate, entry);
    return stepView(turn, gate, missing);
  }
  if (mayStopEarly && surelyProhibited(ruleset, way.situation))
    return outcomeView(turn, problems, true);
  if (until === STEPS.length) return outcomeView(turn, problems, false);
  const asked = way.steps.find(({ step }) => place(step.id) >= until);
  return asked ? stepView(turn, asked, problems) : outcomeView(turn, problems, false);
}

function stepView(turn: Turn, asked: AskedStep, problems: readonly Problem[]): StepView {
  const { entry, way, sent } = turn;
  const { step, facts } = asked;
  const { answers } = entry;
  const at = way.steps.indexOf(asked);
  const again = problems.length > 0 && entry.step === step.id;
  const listed = facts.filter((fact) => isTicked(step, fact));
  const open = listed.some(({ id }) => answers.get(id) === 'unknown');
  const clear = listed.length > 0 && listed.every(({ id }) => answers.get(id) === false);
  return {
    shows: 'step',
    problems,
    sent,
    carried: carriedBy(entry, new Set(facts.map(({ id }) => id))),
    step,
    place: at + 1,
    of: way.steps.length,
    choices: facts
      .filter((fact) => !isTicked(step, fact))
      .map((fact) => choiceOf(fact, answers, mayBeUnsure(step, fact))),
    flags: listed.map((fact) => ({
      id: fact.id,
      text: sayValue(fact, true),
      hint: hintOf(fact),
      ticked: again ? entry.ticked.has(fact.id) : answers.get(fact.id) === true,
      refused: open && answers.get(fact.id) === false,
    })),
    rest: again ? entry.rest : open ? ['unsure'] : clear ? ['none'] : [],
    back: way.steps[at - 1]?.step.id,
    mayConclude: way.steps.every(
      ({ step: { gate }, facts }) => !gate || facts.every(({ id }) => answers.has(id)),
    ),
  };
}

function outcomeView(turn: Turn, problems: readonly Problem[], early: boolean): OutcomeView {
  const { ruleset, entry, way, sent } = turn;
  const outcome = outcomeOf(ruleset, way.situation);
  const deciding = outcome.open.map(({ fact, sentences }) => ({
    ...choiceOf(fact, entry.answers, true),
    sentences,
  }));
  const open = deciding.filter(({ id }) => entry.answers.has(id));
  const unfinished = way.steps.find(({ facts }) => facts.some(({ id }) => !entry.answers.has(id)));
  return {
    shows: 'outcome',
    problems,
    sent,
    carried: carriedBy(entry, new Set(open.map(({ id }) => id))),
    everything: carriedBy(entry, new Set()),
    outcome,
    early,
    goOn: unfinished?.step.id,
    open,
    unasked: deciding.filter((question) => !open.includes(question)),
    said: way.steps.map((asked) => ({
      step: asked.step,
      answers: answersIn(asked, entry.answers),
    })),
  };
}

function choiceOf(fact: FactDefinition, answers: Answers, mayBeUnsure: boolean): Choice {
  const chosen = answers.get(fact.id);
  const isFlag = typeof fact.values[0] === 'boolean';
  const options = valuesOf(fact).map(({ value, text }) => ({
    value: String(value),
    text: isFlag ? (value ? 'Yes' : 'No') : text,
    chosen: chosen === value,
  }));
  const unsure = { value: 'unknown', text: 'Not sure', chosen: chosen === 'unknown' };
  return {
    id: fact.id,
    question: questionOf(fact, answers),
    hint: hintOf(fact),
    options: [...(isFlag ? options.toReversed() : options), ...(mayBeUnsure ? [unsure] : [])],
  };
}

/** What was said in a part, each answer in words. */
function answersIn({ step, facts }: AskedStep, answers: Answers): string[] {
  const listed = facts.filter((fact) => isTicked(step, fact));
  const chosen = facts
    .filter((fact) => !listed.includes(fact) && answers.has(fact.id))
    .map((fact) => {
      const answer = answers.get(fact.id)!;
      const words = valuesOf(fact).find(({ value }) => value === answer)?.text ?? 'Not sure';
      const needsQuestion = answer === 'unknown' || ['Yes', 'No'].includes(words);
      return needsQuestion ? `${questionOf(fact, answers)} ${words}` : words;
    });
  const ticked = listed.filter(({ id }) => answers.get(id) === true);
  const unsure = listed.filter(({ id }) => answers.get(id) === 'unknown');
  const denied = listed.filter(({ id }) => answers.get(id) === false);
  const others = ticked.length > 0 ? 'the others' : 'the list';
  return [
    ...chosen,
    ...ticked.map((fact) => sayValue(fact, true)),
    ...(listed.length > 0 && denied.length === listed.length ? ['None of the list'] : []),
    ...(unsure.length > 0
      ? [`Not sure about ${denied.length > 0 ? 'some of ' : ''}${others}`]
      : []),
  ];
}

/** All answers but those that the page itself asks for. */
function carriedBy({ answers, anyway }: Entry, asked: ReadonlySet<FactId>): Carried {
  const carried = [...answers].filter(([id]) => !asked.has(id));
  return [
    ...carried.map(([id, value]) => [id, String(value)] as const),
    ...(anyway ? [['anyway', 'yes'] as const] : []),
  ];
}

/** What is still to be said in a gate; who wanted to go past it is told so. */
function unanswered({ step, facts }: AskedStep, entry: Entry): Problem[] {
  const first = { text: 'These questions come first. What you have answered is kept.' };
  const missing = facts.filter(({ id }) => !entry.answers.has(id));
  return [
    ...(entry.step === step.id ? [] : [first]),
    ...missing.map((fact) => ({
      field: fact.id,
      text: `Choose an answer to “${questionOf(fact, entry.answers)}”`,
    })),
  ];
}

/** The next part with something to answer: who changes one answer comes back to the outcome. */
function stepAfter({ way, entry }: Turn, filledIn: number): AskedStep | undefined {
  return way.steps.find(
    ({ step, facts }) =>
      place(step.id) > filledIn && facts.some(({ id }) => !entry.answers.has(id)),
  );
}

function place(id: string | undefined): number {
  return STEPS.findIndex((step) => step.id === id);
}

function noSuchPart(id: string | undefined): Problem {
  const named = id === undefined ? 'which part of the check it is' : 'a part that this check has';
  return { text: `The form did not say ${named}. Go on from here: your answers are kept.` };
}
