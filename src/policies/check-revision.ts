import { VERDICTS } from '#rules/model.ts';
import { misquotes } from '#rules/gates/text.ts';
import { didYouMean } from '#nearest.ts';
import { checkScenario } from './check-scenario.ts';
import { ContentError, type Problem } from './content-error.ts';
import type { Lesson, Revision } from './model.ts';
import type { LessonSource } from './parse-lesson.ts';
import type { RevisionSource } from './read-revision.ts';

/**
 * The revision, if its parts fit one another and its lessons name these tracks; else throws a
 * ContentError with all that does not. Tracks are not looked at where they are not known.
 */
export function checkRevision(source: RevisionSource, tracks?: readonly string[]): Revision {
  const { revision, lessons, scenarios } = source;
  const problems = [
    ...lessons.flatMap((lesson) => [
      ...checkLesson(lesson, revision),
      ...(tracks ? checkTracks(lesson, tracks) : []),
      ...checkParts(lesson, revision),
    ]),
    ...sameOrder(lessons),
    ...checkReadings(source),
    ...checkQuotes(source),
    ...scenarios.flatMap((scenario) => checkScenario(scenario, revision)),
  ];
  if (problems.length > 0) throw new ContentError(problems);
  return revision;
}

function checkLesson({ lesson, file, lineOf }: LessonSource, revision: Revision): Problem[] {
  const clauses = revision.clauses.map(({ id }) => id);
  const problems = lesson.clauses.flatMap((id, index) => {
    if (clauses.includes(id)) return [];
    const line = lineOf(['clauses', index]);
    return [{ file, line, sentence: `no clause has the id \`${id}\`${didYouMean(id, clauses)}` }];
  });
  const scenarios = scenariosOf(revision, lesson).length;
  if (scenarios < lesson.graded) {
    const sentence =
      `\`graded\` is ${lesson.graded}, but a check asks each question of another scenario, and this ` +
      `lesson has only ${scenarios}`;
    problems.push({ file, line: lineOf(['graded']), sentence });
  }
  return problems;
}

const scenariosOf = ({ scenarios }: Revision, { id }: Lesson) =>
  scenarios.filter(({ lesson }) => lesson === id);

function checkTracks({ lesson, file, lineOf }: LessonSource, tracks: readonly string[]): Problem[] {
  return lesson.tracks.flatMap((id, index) => {
    if (tracks.includes(id)) return [];
    const line = lineOf(['tracks', index]);
    const sentence = `\`policy.yaml\` has no track \`${id}\`${didYouMean(id, tracks)}`;
    return [{ file, line, sentence }];
  });
}

/** Each part of a lesson's body is known, and what it names exists: a scenario, in this very lesson. */
function checkParts({ lesson, parts, file }: LessonSource, revision: Revision): Problem[] {
  const names: Record<string, { attribute?: string; known?: readonly string[] }> = {
    Clause: { attribute: 'id', known: placesOf(revision) },
    Reading: { attribute: 'id', known: revision.readings.map(({ id }) => id) },
    TryIt: { attribute: 'scenario', known: scenariosOf(revision, lesson).map(({ id }) => id) },
    Example: { attribute: 'verdict', known: VERDICTS },
    Pair: {},
    Should: {},
    Information: {},
  };
  return parts.flatMap(({ name, attributes, line }) => {
    const part = names[name];
    if (!part) {
      const hint = didYouMean(name, Object.keys(names)) || `: ${Object.keys(names).join(', ')}`;
      return [{ file, line, sentence: `\`<${name}>\` is no part of a lesson${hint}` }];
    }
    const { attribute, known = [] } = part;
    if (attribute === undefined) return [];
    const value = attributes[attribute];
    if (value !== undefined && known.includes(value)) return [];
    if (value === undefined) {
      return [{ file, line, sentence: `\`<${name}>\` needs its \`${attribute}="…"\`` }];
    }
    const other = name === 'TryIt' && revision.scenarios.find(({ id }) => id === value)?.lesson;
    const wrong = other
      ? `names a scenario of lesson \`${other}\`: a lesson opens its own`
      : `names nothing here${didYouMean(value, known)}`;
    return [{ file, line, sentence: `\`<${name} ${attribute}="${value}">\` ${wrong}` }];
  });
}

/** Each rule quotes its sentence to the letter: a changed text is never taught by an unreviewed rule. */
function checkQuotes({ revision, text }: RevisionSource): Problem[] {
  const sentences = revision.clauses.flatMap((clause) => clause.sentences);
  const texts = new Map(sentences.map((sentence) => [sentence.id, sentence.text]));
  return revision.ruleset.norms.flatMap((norm) =>
    misquotes({ ...revision.ruleset, norms: [norm] }, texts).map((sentence) => ({
      file: text.file,
      line: text.lineOf(texts.get(norm.sentence) ?? ''),
      sentence: `rule ${sentence}; look at both again`,
    })),
  );
}

function sameOrder(lessons: readonly LessonSource[]): Problem[] {
  return lessons.flatMap(({ lesson, file, lineOf }, index) => {
    const before = lessons[index - 1];
    if (before?.lesson.order !== lesson.order) return [];
    const sentence = `\`order\` is ${lesson.order} as in lesson \`${before.lesson.id}\``;
    return [{ file, line: lineOf(['order']), sentence }];
  });
}

function checkReadings({ revision, readings: { file, placeOf } }: RevisionSource): Problem[] {
  const places = placesOf(revision);
  const ids = revision.readings.map(({ id }) => id);
  const problems = revision.readings.flatMap((reading, index) => {
    const unknown = reading.at.flatMap((id, at) =>
      places.includes(id)
        ? []
        : [
            {
              ...placeOf(index, ['at', at]),
              sentence: `no clause or sentence has the id \`${id}\`${didYouMean(id, places)}`,
            },
          ],
    );
    if (ids.indexOf(reading.id) === index) return unknown;
    return [
      ...unknown,
      { ...placeOf(index, ['id']), sentence: `\`${reading.id}\` stands here twice` },
    ];
  });
  for (const norm of revision.ruleset.norms) {
    for (const id of norm.readings.filter((reading) => !ids.includes(reading))) {
      const sentence = `rule \`${norm.id}\` follows reading \`${id}\`, which is not here`;
      problems.push({ file, line: 1, sentence });
    }
  }
  return problems;
}

/** The ids of all clauses and sentences. */
const placesOf = ({ clauses }: Revision) =>
  clauses.flatMap((clause) => [clause.id, ...clause.sentences.map((sentence) => sentence.id)]);
