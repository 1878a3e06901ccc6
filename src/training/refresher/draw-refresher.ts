import type { Lesson, Revision, Scenario, Telling } from '#policies/model.ts';
import { kindsFor, randomFrom, shuffled, withOptions } from '../draw.ts';
import { sentencesAbout, type Item } from '../item.ts';
import { REFRESHER_ITEMS } from './refresher.ts';
import { sentenceQuestions } from '../sentence-questions.ts';

export type RefresherDraw = {
  revision: Revision;
  /** Those the person has had a check in. */
  lessons: readonly Lesson[];
  /** The attempt's id: the same id draws the same items. */
  seed: string;
  /** `scenario/telling` met in earlier attempts: none is asked again. */
  met: ReadonlySet<string>;
  /** Sentences missed in a check or a refresher, and not answered right in a refresher since. */
  missed: ReadonlySet<string>;
  /** Sentences answered right in an earlier refresher. */
  settled: ReadonlySet<string>;
  critical: readonly string[];
  /** How often each lesson was drawn in earlier refreshers, by its id. */
  drawn: ReadonlyMap<string, number>;
  /** Readings that the City has signed off; nothing is asked that hangs on another. */
  signed: ReadonlySet<string>;
  /** How many, where it is not a refresher. */
  items?: number;
};

type Candidate = { lesson: string; scenario: Scenario; telling: Telling; about: string[] };

/**
 * Draws a refresher over all of a person's lessons, each item on a sentence and a story of its own:
 * what was missed first, then what is critical and not yet asked again, otherwise the lessons drawn
 * least. One of the City's sentences at most is asked about by itself. Fewer items when no more are new.
 */
export function drawRefresher(draw: RefresherDraw): Item[] {
  const random = randomFrom(draw.seed);
  const candidates = shuffled(
    draw.lessons.flatMap((lesson) => newIn(draw, lesson)),
    random,
  );
  const chosen: (Candidate & { item: Item })[] = [];
  while (chosen.length < (draw.items ?? REFRESHER_ITEMS)) {
    const next = nextOf(draw, candidates, chosen, random);
    if (!next) break;
    chosen.push(next);
  }
  return shuffled(
    chosen.map(({ item }) => item),
    random,
  );
}

function newIn({ revision, met }: RefresherDraw, lesson: Lesson): Candidate[] {
  const told = revision.scenarios.filter((scenario) => scenario.lesson === lesson.id);
  return [...told, ...sentenceQuestions(revision, lesson)].flatMap((scenario) =>
    scenario.tellings
      .filter((telling) => !met.has(`${scenario.id}/${telling.id}`))
      .map((telling) => {
        const about = sentencesAbout(revision.ruleset, { scenario, telling });
        return { lesson: lesson.id, scenario, telling, about };
      }),
  );
}

function nextOf(
  draw: RefresherDraw,
  candidates: readonly Candidate[],
  chosen: readonly (Candidate & { item: Item })[],
  random: () => number,
): (Candidate & { item: Item }) | undefined {
  const asked = new Set(chosen.flatMap(({ about }) => about));
  const isNew = (sentence: string) => !asked.has(sentence);
  const urgency = ({ about }: Candidate) => {
    const open = about.filter(isNew);
    if (open.some((sentence) => draw.missed.has(sentence))) return 2;
    const due = (id: string) => draw.critical.includes(id) && !draw.settled.has(id);
    return open.some(due) ? 1 : 0;
  };
  const timesDrawn = ({ lesson }: Candidate) =>
    (draw.drawn.get(lesson) ?? 0) + chosen.filter((one) => one.lesson === lesson).length;
  const inOrder = candidates
    .filter(({ scenario }) => !chosen.some((one) => one.scenario === scenario))
    .filter(({ scenario }) => !scenario.sentence || !chosen.some((one) => one.scenario.sentence))
    .map((candidate) => ({ candidate, urgent: urgency(candidate), drawn: timesDrawn(candidate) }))
    .sort((a, b) => b.urgent - a.urgent || a.drawn - b.drawn);
  for (const { candidate } of inOrder) {
    const item = itemOf(draw, candidate, chosen, random);
    if (item) return { ...candidate, item };
  }
  return undefined;
}

function itemOf(
  { revision, signed }: RefresherDraw,
  { scenario, telling }: Candidate,
  chosen: readonly { item: Item }[],
  random: () => number,
): Item | undefined {
  const times = (kind: string) => chosen.filter(({ item }) => item.kind === kind).length;
  // As in a check: nothing that hangs on an unsigned reading.
  const kinds = kindsFor({ revision, kind: 'graded', signed }, scenario, telling);
  const [kind] = shuffled(kinds, random).sort((a, b) => times(a) - times(b));
  return kind && withOptions(revision, { scenario, telling, kind }, random);
}
