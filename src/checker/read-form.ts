import { nearest } from '#nearest.ts';
import type { FactDefinition, FactId, Ruleset, Value } from '#rules/model.ts';
import { answerable, questionOf, valuesOf, type Answers } from './steps.ts';

/** What is wrong with a form, in a sentence, and the id of the field it is about. */
export type Problem = { field?: string | undefined; text: string };

/** What was chosen under a checklist: of what is not ticked, nothing is so, or it is not certain. */
export type Rest = 'none' | 'unsure';

/** A posted form, read. Whatever else is wrong with it, the answers that can be read are in it. */
export type Entry = {
  answers: Answers;
  /** The part that was filled in, as the form names it. */
  step: string | undefined;
  /** Where to go instead of on. */
  to: string | undefined;
  /** The person knows that it is prohibited, and goes on. */
  anyway: boolean;
  /** The checklist as it was left, to show it so again. */
  ticked: ReadonlySet<FactId>;
  rest: readonly Rest[];
  problems: readonly Problem[];
};

/** The names in the form that are no facts. */
const OWN = new Set(['step', 'to', 'anyway', 'asked', 'tick', 'no', 'rest']);
/** More of them tell nobody anything. */
const MOST_PROBLEMS = 8;

/**
 * Reads a form as it was sent, by whomever: the answers of earlier parts in hidden fields, those of
 * this part in visible ones. It believes nothing but names and values that the check knows.
 */
export function readForm(ruleset: Ruleset, form: URLSearchParams): Entry {
  const problems: Problem[] = [];
  const answers = new Map<FactId, Value | 'unknown'>();
  const fact = (id: string): FactDefinition | undefined => {
    const found = answerable(ruleset, id);
    if (!found) problems.push({ text: noSuchQuestion(ruleset, id) });
    return found;
  };

  for (const [name, text] of form) {
    if (OWN.has(name)) continue;
    const found = fact(name);
    if (!found) continue;
    const value = valueOf(found, text);
    if (value === undefined) problems.push({ field: name, text: noSuchAnswer(found, text) });
    else if (answers.has(name)) problems.push({ field: name, text: twice(found) });
    else answers.set(name, value);
  }

  const flags = (name: string) =>
    new Set(form.getAll(name).filter((id) => typeof fact(id)?.values[0] === 'boolean'));
  const ticked = flags('tick');
  const asked = new Set([...flags('asked'), ...ticked]);
  const refused = flags('no');
  const rest = [...new Set(form.getAll('rest'))].filter((one): one is Rest => {
    const known = one === 'none' || one === 'unsure';
    if (!known) problems.push({ field: 'rest-none', text: `${cut(one)} cannot be chosen here.` });
    return known;
  });
  const clash = clashOf(ticked, rest);
  if (clash) problems.push({ field: 'rest-none', text: clash });
  for (const id of asked) {
    const said = ticked.has(id) || (clash ? undefined : unticked(rest[0], ticked, refused.has(id)));
    if (said === undefined) answers.delete(id);
    else answers.set(id, said);
  }

  return {
    answers,
    step: form.get('step') ?? undefined,
    to: form.get('to') ?? undefined,
    anyway: form.has('anyway'),
    ticked,
    rest,
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}

/** What it means that something is not ticked. Nothing, in a checklist that was left untouched. */
function unticked(rest: Rest | undefined, ticked: ReadonlySet<FactId>, refused: boolean) {
  if (rest === 'unsure') return refused ? false : 'unknown';
  return rest === 'none' || ticked.size > 0 ? false : undefined;
}

function clashOf(ticked: ReadonlySet<FactId>, rest: readonly Rest[]): string | undefined {
  if (rest.length > 1)
    return 'You chose both “None of these” and “Not sure about these”. Choose one of the two.';
  if (ticked.size > 0 && rest[0] === 'none')
    return 'You chose something from the list and also “None of these”. Choose one or the other.';
  return undefined;
}

function valueOf(fact: FactDefinition, text: string): Value | 'unknown' | undefined {
  if (text === 'unknown') return text;
  return valuesOf(fact).find(({ value }) => String(value) === text)?.value;
}

function noSuchQuestion(ruleset: Ruleset, id: string): string {
  const near = nearest(
    id.slice(0, 60),
    ruleset.facts.map((fact) => fact.id),
  );
  const meant = near && answerable(ruleset, near) ? ` Did you mean “${near}”?` : '';
  return `This check has no question ${cut(id)}, so that was left out.${meant}`;
}

function noSuchAnswer(fact: FactDefinition, text: string): string {
  return `${cut(text)} is no answer to “${questionOf(fact)}” Choose one of those that are shown.`;
}

function twice(fact: FactDefinition): string {
  return `“${questionOf(fact)}” was answered twice, and the first answer was kept.`;
}

/** Somebody else's words in a sentence of ours. */
function cut(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}
