import { everyTelling, type Told } from '#policies/contested.ts';
import type { Clause, Lesson, Revision, Telling } from '#policies/model.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { Norm } from '#rules/model.ts';
import { whatChanged } from '#policies/what-changed.ts';
import { deltaTellings, isCase } from './changes/delta-scenarios.ts';
import { kindsOf } from './item.ts';
import { isDecided } from './kinds/kind.ts';
import { sentenceQuestions, sentencesOf } from './sentence-questions.ts';

/** How one clause is taught and tested. */
export type ClauseCoverage = {
  clause: string;
  heading: string | undefined;
  sentences: number;
  /** The lessons that teach it; one that names no track is everyone's. */
  lessons: Pick<Lesson, 'id' | 'tracks'>[];
  /** Why everyone must learn it, where they must. */
  everyones: string | undefined;
  norms: NormCoverage[];
  /** Sentences that no rule decides, each with whether some question asks what it does. */
  unruled: { sentence: string; asked: boolean }[];
  /** Questions that can be asked about what its norms decide. */
  items: number;
};

export type NormCoverage = {
  norm: string;
  /** Scenarios in which it decides: breached and nothing stricter is, or met where it permits. */
  scenarios: string[];
  /** Of these, such as hang on no reading that is still to be signed. */
  scoredNow: string[];
};

/** A change since an earlier text that turns an answer, and the authors' stories that show it. */
export type ChangeCoverage = { since: string; change: string; says: string; stories: string[] };

export type Coverage = {
  clauses: ClauseCoverage[];
  scenarios: number;
  tellings: number;
  items: number;
  /** Pairs of tellings that differ in one fact and in their verdict. */
  pairs: number;
  /** First tellings in which nothing is wrong. */
  clean: number;
  /** What each earlier text's readers are asked about what changed since. */
  since: ChangeCoverage[];
  /** Everything that is missing, in plain sentences. */
  holes: string[];
};

/** Sections that bind every employee, on a track or not: scope, and one's own use of social media. */
const EVERYONES_SECTIONS = ['A', 'B', 'C'];

/** What the training must hold, each with what it is for. */
const FEWEST = { decisive: 2, scenarios: 120, pairs: 40, cleanShare: 1 / 3 };

/** How a revision's lessons, scenarios and questions cover its text; `signed` readings may be scored. */
export function coverageOf(revision: Revision, signed: ReadonlySet<string> = new Set()): Coverage {
  const told = everyTelling(revision);
  const clauses = revision.clauses
    .filter(({ sentences }) => sentences.length > 0)
    .map((clause) => clauseCoverage(revision, told, clause, signed));
  const bases = told.filter(({ telling }) => telling.id === 'base');
  const counts = {
    scenarios: revision.scenarios.length,
    tellings: told.length,
    items: told.reduce((sum, one) => sum + itemsOf(revision, one), 0),
    pairs: pairsIn(revision, told),
    clean: bases.filter(isClean).length,
  };
  const since = revision.earlier.flatMap((text) => changesCovered(revision, text.id));
  const holes = [...holesIn(clauses, counts), ...unasked(since, revision)];
  return { clauses, ...counts, since, holes };
}

function changesCovered(revision: Revision, since: string): ChangeCoverage[] {
  const told = deltaTellings(revision, since, revision.lessons);
  return whatChanged(revision, since)
    .changes.filter(({ examples }) => examples.length > 0)
    .map(({ id, says, norms }) => {
      const ids = new Set(norms.map((norm) => norm.id));
      const mine = told.filter((one) => one.norms.some((norm) => ids.has(norm)));
      const stories = mine.map(({ scenario }) => scenario).filter((one) => !isCase(one));
      return { since, change: id, says: says[0] ?? '', stories: idsOf(stories) };
    });
}

/** A case made from the facts alone is asked, but a story says it better: of new rules there is one. */
function unasked(since: readonly ChangeCoverage[], { earlier }: Revision): string[] {
  const last = earlier.at(-1)?.id;
  return since
    .filter((one) => one.since === last && one.stories.length === 0)
    .map(({ change, since }) => `no story tells what ${change} changes since ${since}`);
}

const idsOf = (scenarios: readonly { id: string }[]) => [
  ...new Set(scenarios.map(({ id }) => id.split(':').at(-1)!)),
];

function clauseCoverage(
  revision: Revision,
  told: readonly Told[],
  clause: Clause,
  signed: ReadonlySet<string>,
): ClauseCoverage {
  const { ruleset } = revision;
  const ids = clause.sentences.map(({ id }) => id);
  const lessons = revision.lessons.filter((lesson) =>
    sentencesOf(revision, lesson).some(({ id }) => ids.includes(id)),
  );
  const asked = new Set(
    lessons.flatMap((lesson) =>
      sentenceQuestions(revision, lesson).map(({ sentence }) => sentence),
    ),
  );
  const norms = ruleset.norms.filter(({ sentence }) => ids.includes(sentence));
  const decided = told.filter((one) => norms.some((norm) => decides(norm, one)));
  return {
    clause: clause.id,
    heading: clause.heading,
    sentences: ids.length,
    lessons: lessons.map(({ id, tracks }) => ({ id, tracks })),
    everyones: whyEveryones(revision, clause),
    norms: norms.map((norm) => {
      const mine = told.filter((one) => decides(norm, one));
      const now = mine.filter(({ hangsOn }) => hangsOn.every((reading) => signed.has(reading)));
      return { norm: norm.id, scenarios: scenariosOf(mine), scoredNow: scenariosOf(now) };
    }),
    unruled: (ruleset.unruled ?? [])
      .filter(({ sentence }) => ids.includes(sentence))
      .map(({ sentence }) => ({ sentence, asked: asked.has(sentence) })),
    items: decided.reduce((sum, one) => sum + itemsOf(revision, one), 0),
  };
}

function whyEveryones({ passing }: Revision, { id, sentences }: Clause): string | undefined {
  const critical = sentences.find((sentence) => passing.critical.includes(sentence.id));
  if (critical) return `${critical.id} is critical`;
  const [section = ''] = id.split('.');
  return EVERYONES_SECTIONS.includes(section)
    ? `section ${section} binds every employee`
    : undefined;
}

/** It takes hold here, and nothing stricter on its scale does. */
function decides(norm: Norm, { evaluation }: Told): boolean {
  const finding = evaluation.findings.find((one) => one.norm === norm.id);
  if (!finding || finding.status !== (norm.wrong ? 'breached' : 'met')) return false;
  const ofComment = (COMMENT_VERDICTS as readonly string[]).includes(norm.effect);
  if (ofComment) return evaluation.comment?.hi === norm.effect;
  return norm.effect === VERDICTS[0] || evaluation.verdict.hi === norm.effect;
}

function itemsOf({ ruleset }: Revision, { scenario, telling }: Told): number {
  return kindsOf(ruleset, scenario, telling).length;
}

function isClean({ evaluation }: Told): boolean {
  return (
    isDecided(evaluation) &&
    evaluation.verdict.hi === 'permitted' &&
    (evaluation.comment?.hi ?? 'may-stay') === 'may-stay'
  );
}

function pairsIn({ scenarios }: Revision, told: readonly Told[]): number {
  const verdictOf = ({ evaluation: { verdict, comment } }: Told) =>
    [verdict.lo, verdict.hi, comment?.lo, comment?.hi].join();
  return scenarios.reduce((sum, scenario) => {
    const mine = told.filter((one) => one.scenario === scenario);
    const differing = mine.flatMap((one, at) =>
      mine
        .slice(at + 1)
        .filter(
          (other) =>
            changedFacts(one.telling, other.telling).length === 1 &&
            verdictOf(one) !== verdictOf(other),
        ),
    );
    return sum + differing.length;
  }, 0);
}

/** The facts that are otherwise in the other telling. */
export function changedFacts({ facts: a }: Facts, { facts: b }: Facts): string[] {
  const ids = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...ids].filter((id) => JSON.stringify(a[id]) !== JSON.stringify(b[id]));
}
type Facts = Pick<Telling, 'facts'>;

const scenariosOf = (told: readonly Told[]) => [
  ...new Set(told.map(({ scenario }) => scenario.id)),
];

/** Lessons, each with whom it binds: `E-public-comments (everyone)`. */
export const saidLessons = (lessons: ClauseCoverage['lessons']) =>
  lessons.map(({ id, tracks }) => `${id} (${tracks.join(', ') || 'everyone'})`).join(', ');

function holesIn(
  clauses: readonly ClauseCoverage[],
  counts: Pick<Coverage, 'scenarios' | 'pairs' | 'clean'>,
): string[] {
  const share = counts.clean / Math.max(1, counts.scenarios);
  return [
    ...clauses.flatMap(({ clause, lessons, everyones, norms, unruled }) => [
      ...(lessons.length === 0 ? [`${clause} is taught in no lesson`] : []),
      ...(everyones && lessons.length > 0 && lessons.every(({ tracks }) => tracks.length > 0)
        ? [`${clause} is taught on tracks only, and ${everyones}: ${saidLessons(lessons)}`]
        : []),
      ...norms
        .filter(({ scenarios }) => scenarios.length < FEWEST.decisive)
        .map(({ norm, scenarios }) => `${norm} decides ${scenarios.length} scenarios, not two`),
      ...unruled
        .filter(({ asked }) => !asked)
        .map(({ sentence }) => `no question asks what ${sentence} does`),
    ]),
    ...(counts.scenarios < FEWEST.scenarios
      ? [`there are ${counts.scenarios} scenarios, not ${FEWEST.scenarios}`]
      : []),
    ...(counts.pairs < FEWEST.pairs
      ? [`there are ${counts.pairs} minimal pairs, not ${FEWEST.pairs}`]
      : []),
    ...(share < FEWEST.cleanShare
      ? [`nothing is wrong in ${counts.clean} of ${counts.scenarios} scenarios, fewer than a third`]
      : []),
  ];
}
