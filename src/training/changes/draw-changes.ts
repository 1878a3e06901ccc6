import type { Lesson, Revision } from '#policies/model.ts';
import { forTracks, whatChanged, type Change } from '#policies/what-changed.ts';
import { kindsFor, randomFrom, shuffled, withOptions } from '../draw.ts';
import type { Item } from '../item.ts';
import { scenarioById } from '../sentence-questions.ts';
import { deltaTellings, isCase, type DeltaTelling } from './delta-scenarios.ts';

export type ChangesDraw = {
  revision: Revision;
  /** The text that the person signed. */
  since: string;
  /** The lessons that bind the person. */
  lessons: readonly Lesson[];
  /** The attempt's id: the same id draws the same items. */
  seed: string;
  /** `scenario/telling` met in earlier attempts; others come first. */
  met?: ReadonlySet<string>;
  /** Readings that the City has signed off; nothing is asked that hangs on another. */
  signed?: ReadonlySet<string>;
};

/**
 * Draws the questions about what changed for a person: for each change that turns an answer, a story
 * asked as before and now, an author's one rather than a case made from the facts; where that hangs on
 * an unsigned reading of the older text, what the policy says now, or else what its sentence does. Then
 * each new sentence that turns no answer. Empty where nothing changed for them.
 */
export function drawChanges(draw: ChangesDraw): Item[] {
  const { revision, since, lessons, seed } = draw;
  const random = randomFrom(seed);
  const changed = forTracks(whatChanged(revision, since), lessons);
  const told = shuffled(deltaTellings(revision, since, lessons), random).sort(
    (a, b) => lateness(draw, a) - lateness(draw, b),
  );
  const items: Item[] = [];
  const asked = new Set<string>();
  for (const change of changed.changes.filter(({ examples }) => examples.length > 0)) {
    const used = new Set(items.map(({ scenario }) => scenario));
    const free = told.filter(({ scenario }) => !used.has(scenario));
    const item =
      aboutChange(draw, change, free, random) ?? aboutSentence(draw, change.sentences, random);
    for (const sentence of change.sentences) asked.add(sentence);
    if (item && !used.has(item.scenario)) items.push(item);
  }
  const sentences = changed.clauses.flatMap((clause) => clause.sentences);
  for (const { id, how } of sentences) {
    if (how !== 'added' || asked.has(id)) continue;
    const item = aboutSentence(draw, [id], random);
    if (item) items.push(item);
  }
  return items;
}

/** Stories before cases, and of either those not met before. */
function lateness({ met = NOTHING }: ChangesDraw, { scenario, telling }: DeltaTelling): number {
  const own = scenario.id.split(':').slice(2).join(':');
  const seen = [scenario.id, own].some((id) => met.has(`${id}/${telling.id}`));
  return (isCase(scenario) ? 2 : 0) + (seen ? 1 : 0);
}

function aboutChange(
  { revision, signed = NOTHING }: ChangesDraw,
  { norms }: Change,
  told: readonly DeltaTelling[],
  random: () => number,
): Item | undefined {
  const mine = new Set(norms.map(({ id }) => id));
  const fitting = told
    .filter((one) => one.norms.some((norm) => mine.has(norm)))
    .map(({ scenario, telling }) => ({
      scenario,
      telling,
      kinds: kindsFor({ revision, kind: 'graded', signed }, scenario, telling),
    }));
  for (const kind of ['delta', 'verdict'] as const) {
    const one = fitting.find(({ kinds }) => kinds.includes(kind));
    if (one) {
      const { scenario, telling } = one;
      return withOptions(revision, { scenario, telling, kind }, random);
    }
  }
  return undefined;
}

/** What one of these sentences does, of the first that has a question. */
function aboutSentence(
  { revision, signed = NOTHING }: ChangesDraw,
  sentences: readonly string[],
  random: () => number,
): Item | undefined {
  for (const id of sentences) {
    const scenario = scenarioById(revision, `sentence:${id}`);
    const telling = scenario?.tellings[0];
    if (!scenario || !telling) continue;
    if (kindsFor({ revision, kind: 'graded', signed }, scenario, telling).length === 0) continue;
    return withOptions(revision, { scenario, telling, kind: 'meaning' }, random);
  }
  return undefined;
}

const NOTHING: ReadonlySet<string> = new Set();
