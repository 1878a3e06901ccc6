import { createHash } from 'node:crypto';
import type { ItemKind, Lesson, Revision, Scenario, Telling } from '#policies/model.ts';
import { unsignedReadings } from './contested.ts';
import { kindsOf, optionsOf, sentencesAbout, type Item } from './item.ts';
import { NONE } from './key.ts';
import { KINDS } from './kinds/index.ts';
import { breachedSentences, evaluateTelling } from './kinds/kind.ts';
import { sentenceQuestions } from './sentence-questions.ts';
import { canBeBroken, mostlyUntaught, readiness, taughtBy } from './taught.ts';

/** How many items a practice round asks. */
const PRACTICE_ITEMS = 3;

export type Draw = {
  revision: Revision;
  lesson: Lesson;
  kind: 'practice' | 'graded';
  /** The attempt's id: the same id draws the same items. */
  seed: string;
  /** `scenario/telling` met in earlier attempts; others come first. */
  met: ReadonlySet<string>;
  /** Sentences no check leaves out: where a lesson has items about them and they are taught, one is drawn. */
  critical?: readonly string[];
  /** Sentences missed in the check before: stories about them come first. */
  missed?: ReadonlySet<string>;
  /** Readings that the City has signed off; a check asks nothing that hangs on another. */
  signed?: ReadonlySet<string>;
  /** Practise this scenario: each of its questions, on one telling. */
  scenario?: Scenario;
};

/**
 * Draws an attempt's items, in a check only such as hang on no unsigned reading: each of another
 * scenario (one may be about a sentence itself), tellings not met before first, then those about what
 * was taught by then, one about a critical sentence in a check, kinds in turn, options shuffled (a
 * verdict's keep their order: they are a scale). A round of practice is shorter where its lesson has
 * fewer scenarios.
 */
export function drawItems(draw: Draw): Item[] {
  const random = randomFrom(draw.seed);
  if (draw.scenario) return practiseOne(draw, draw.scenario, random);
  const wanted = draw.kind === 'graded' ? draw.lesson.graded : PRACTICE_ITEMS;
  const scenarios = shuffled(
    draw.revision.scenarios.filter((scenario) => scenario.lesson === draw.lesson.id),
    random,
  );
  const items: Item[] = draw.kind === 'graded' ? oneCritical(draw, scenarios, random) : [];
  if (wanted > items.length + 1) items.push(...oneSentence(draw, random));
  const left = new Set(scenarios);
  for (const { scenario } of items) left.delete(scenario);
  while (items.length < wanted && left.size > 0) {
    const slot = { ...draw, wrong: random() < chanceOfWrong(draw, items, wanted) };
    const weight = (one: Scenario) => 16 * aboutMissed(draw, one) + suits(slot, one);
    const [next] = [...left].sort((a, b) => weight(b) - weight(a)) as [Scenario];
    left.delete(next);
    const item = nextItem(slot, next, items, random);
    if (item) items.push(item);
  }
  // Its place gives nothing away.
  return shuffled(items, random);
}

/** A draw of one more item, in whose story something should be wrong, or nothing. */
type Slot = Draw & { wrong?: boolean };

/**
 * Something is wrong in about half of the stories, in fewer where nothing of the lesson's own can be
 * broken; the one about a critical sentence counts.
 */
function chanceOfWrong(draw: Draw, items: readonly Item[], wanted: number): number {
  const share = canBeBroken(draw) ? 1 / 2 : 1 / 5;
  const stories = items.filter(({ scenario }) => scenario.sentence === undefined);
  const left = wanted - items.length;
  const wrong = stories.filter((item) => isWrong(draw, item)).length;
  return (share * (stories.length + left) - wrong) / left;
}

function isWrong({ revision }: Draw, item: Pick<Item, 'scenario' | 'telling'>): boolean {
  return sentencesAbout(revision.ruleset, item).length > 0;
}

function practiseOne(draw: Draw, scenario: Scenario, random: () => number): Item[] {
  const telling = freshTelling(draw, scenario, random);
  if (!telling) return [];
  const { ruleset } = draw.revision;
  return kindsOf(ruleset, scenario, telling).map((kind) =>
    withOptions(draw.revision, { scenario, telling, kind }, random),
  );
}

/** The kinds that this draw may ask of a telling. */
export function kindsFor(
  draw: Pick<Draw, 'revision' | 'kind' | 'signed'>,
  scenario: Scenario,
  telling: Telling,
): ItemKind[] {
  const { revision, kind, signed = NOTHING } = draw;
  const kinds = kindsOf(revision.ruleset, scenario, telling);
  if (kind === 'practice') return kinds;
  return kinds.filter(
    (one) => unsignedReadings(revision, { scenario, telling, kind: one }, signed).length === 0,
  );
}

const NOTHING: ReadonlySet<string> = new Set();

/** An item about a critical sentence, a telling not met before first; none where the lesson has none. */
function oneCritical(draw: Draw, scenarios: readonly Scenario[], random: () => number): Item[] {
  const { ruleset } = draw.revision;
  const taught = taughtBy(draw);
  const tellings = scenarios.flatMap((scenario) =>
    scenario.tellings
      .filter((telling) =>
        breachedSentences(evaluateTelling(ruleset, telling)).some(
          (id) => taught.has(id) && draw.critical?.includes(id),
        ),
      )
      .filter((telling) => kindsFor(draw, scenario, telling).length > 0)
      .map((telling) => ({ scenario, telling })),
  );
  const one =
    tellings.find(({ scenario, telling }) => !draw.met.has(`${scenario.id}/${telling.id}`)) ??
    tellings[0];
  const kind = one && shuffled(kindsFor(draw, one.scenario, one.telling), random)[0];
  return one && kind ? [withOptions(draw.revision, { ...one, kind }, random)] : [];
}

/** A question about one of the City's sentences itself, one not met before first. */
function oneSentence(draw: Draw, random: () => number): Item[] {
  const questions = shuffled(sentenceQuestions(draw.revision, draw.lesson), random);
  const askable = questions.filter((one) => kindsFor(draw, one, one.tellings[0]!).length > 0);
  const one = askable.find((question) => unmet(draw, question) === 1) ?? askable[0];
  if (!one) return [];
  const item = { scenario: one, telling: one.tellings[0]!, kind: 'meaning' as const };
  return [withOptions(draw.revision, item, random)];
}

function nextItem(
  draw: Slot,
  scenario: Scenario,
  items: Item[],
  random: () => number,
): Item | undefined {
  const telling = freshTelling(draw, scenario, random);
  if (!telling) return undefined;
  const kinds = kindsFor(draw, scenario, telling);
  const asked = (kind: string) => items.filter((item) => item.kind === kind).length;
  const late = (kind: ItemKind) =>
    Number(mostlyUntaught(draw, optionsOf(draw.revision.ruleset, scenario, telling, kind)));
  const kind = shuffled(kinds, random).sort((a, b) => asked(a) - asked(b) || late(a) - late(b))[0];
  return kind && withOptions(draw.revision, { scenario, telling, kind }, random);
}

/** An item with its options in the order they are shown in. */
export function withOptions(
  revision: Revision,
  item: Omit<Item, 'options'>,
  random: () => number,
): Item {
  const options = optionsOf(revision.ruleset, item.scenario, item.telling, item.kind);
  if (KINDS[item.kind].ordered) return { ...item, options };
  // "None of these" stays last.
  const movable = options.filter((option) => option !== NONE);
  const last = options.filter((option) => option === NONE);
  return { ...item, options: [...shuffled(movable, random), ...last] };
}

function freshTelling(draw: Slot, scenario: Scenario, random: () => number): Telling | undefined {
  const free = shuffled(
    scenario.tellings.filter((telling) => kindsFor(draw, scenario, telling).length > 0),
    random,
  );
  return free.sort((a, b) => suitsNow(draw, scenario, b) - suitsNow(draw, scenario, a))[0];
}

function aboutMissed({ revision, missed = NOTHING }: Draw, { tellings }: Scenario): number {
  if (missed.size === 0) return 0;
  const about = tellings.some((telling) =>
    breachedSentences(evaluateTelling(revision.ruleset, telling)).some((id) => missed.has(id)),
  );
  return about ? 1 : 0;
}

/**
 * How well the best of its tellings suits: not met before counts most, then whether something should be
 * wrong in it, then what was taught by then.
 */
function suits(draw: Slot, scenario: Scenario): number {
  const askable = scenario.tellings.filter((one) => kindsFor(draw, scenario, one).length > 0);
  return Math.max(0, ...askable.map((telling) => suitsNow(draw, scenario, telling)));
}

function suitsNow(draw: Slot, scenario: Scenario, telling: Telling): number {
  const isNew = !draw.met.has(`${scenario.id}/${telling.id}`);
  const asWanted = isWrong(draw, { scenario, telling }) === draw.wrong;
  return (isNew ? 8 : 0) + (asWanted ? 4 : 0) + readiness(draw, scenario, telling);
}

/** Whether it has a telling to ask that was not met before: 1 or 0. */
function unmet(draw: Draw, scenario: Scenario): number {
  const fresh = scenario.tellings.some(
    (telling) =>
      !draw.met.has(`${scenario.id}/${telling.id}`) && kindsFor(draw, scenario, telling).length > 0,
  );
  return fresh ? 1 : 0;
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** A stream of numbers in [0, 1) that a seed repeats: SHA-256 of the seed and a counter. */
export function randomFrom(seed: string): () => number {
  let counter = 0;
  return () => {
    const digest = createHash('sha256').update(`${seed}:${counter++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
}
