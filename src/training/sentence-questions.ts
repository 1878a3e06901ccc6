import type { Lesson, Revision, Scenario, Sentence } from '#policies/model.ts';
import { teaches } from '#policies/teaches.ts';
import { deltaScenarioById, isDeltaScenario } from './changes/delta-scenarios.ts';
import { meaningOf } from './kinds/meaning.ts';

const PREFIX = 'sentence:';

/**
 * A lesson's sentences as questions: the City's words stand as the story, and what they do is asked.
 * So what no rule decides is asked about too. A sentence that several lessons teach is asked in the first.
 */
export function sentenceQuestions(revision: Revision, lesson: Lesson): readonly Scenario[] {
  const byLesson = made.get(revision) ?? new Map<Lesson, readonly Scenario[]>();
  made.set(revision, byLesson);
  const questions = byLesson.get(lesson) ?? questionsOf(revision, lesson);
  byLesson.set(lesson, questions);
  return questions;
}

/** Made once for each revision, so that what is known of a question is found again. */
const made = new WeakMap<Revision, Map<Lesson, readonly Scenario[]>>();

function questionsOf(revision: Revision, lesson: Lesson): Scenario[] {
  return sentencesOf(revision, lesson).flatMap((sentence) => {
    if (lessonOfSentence(revision, sentence.id)?.id !== lesson.id) return [];
    const question = sentenceQuestion(revision, lesson, sentence);
    return question ? [question] : [];
  });
}

/** The scenario of this id: an author's, that of a sentence, or of a change. Undefined when there is none. */
export function scenarioById(revision: Revision, id: string): Scenario | undefined {
  if (isDeltaScenario(id)) return deltaScenarioById(revision, id);
  if (!id.startsWith(PREFIX)) return revision.scenarios.find((scenario) => scenario.id === id);
  const sentence = sentences(revision).find((one) => PREFIX + one.id === id);
  const lesson = sentence && lessonOfSentence(revision, sentence.id);
  return lesson && sentenceQuestions(revision, lesson).find((question) => question.id === id);
}

function lessonOfSentence({ lessons }: Revision, sentence: string): Lesson | undefined {
  return lessons.find((lesson) => teaches(lesson, sentence));
}

export function sentencesOf(revision: Revision, lesson: Lesson): Sentence[] {
  return sentences(revision).filter(({ id }) => teaches(lesson, id));
}

function sentenceQuestion(
  revision: Revision,
  lesson: Lesson,
  { id, text }: Sentence,
): Scenario | undefined {
  if (meaningOf(revision.ruleset, id) === undefined) return undefined;
  // An item of a list means little without the sentence that opens it.
  const opening = sentences(revision).find((one) => one.id === openingOf(id));
  const story = opening ? `${opening.text}\n\n${text}` : text;
  return {
    id: PREFIX + id,
    sentence: id,
    lesson: lesson.id,
    title: "The City's words",
    asks: [],
    offers: [],
    readings: [],
    fixes: [],
    judgements: {},
    tellings: [{ id: 'base', story, facts: {}, judgements: {}, readings: [], spans: [] }],
    review: { by: '', on: '', note: '' },
    sha256: revision.policySha256,
  };
}

/** `A:3` of `A:3.1`, `E.3:1` of `E.3.b:1`, `D.2:1` of `D.2.a:1`. */
function openingOf(id: string): string | undefined {
  const [clause = '', sentence = ''] = id.split(':');
  if (sentence.includes('.')) return `${clause}:${sentence.split('.')[0]}`;
  return /^(?:E\.3|D\.2)\.[a-z]$/.test(clause) ? `${clause.slice(0, -2)}:1` : undefined;
}

const sentences = ({ clauses }: Revision) => clauses.flatMap((clause) => clause.sentences);
