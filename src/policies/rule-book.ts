import { englishOf, type English, type Phrase } from '#rules/english.ts';
import { evaluate, holding } from '#rules/evaluate.ts';
import { exampleOf } from '#rules/example.ts';
import { why } from '#rules/explain.ts';
import { COMMENT_VERDICTS, type CommentVerdict, type Effect } from '#rules/model.ts';
import type { FactId, FindingStatus, Norm, Ruleset, Value } from '#rules/model.ts';
import { readsOf } from '#rules/norm.ts';
import { closed } from '#rules/situation.ts';
import { everyTelling, type Told } from './contested.ts';
import type { Clause, Lesson, Reading, Revision, Sentence } from './model.ts';
import { clauseOf, shortQuote } from './search.ts';

/** The policy beside the rules that encode it, for those who sign for it and read no program. */
export type RuleBook = { clauses: RuledClause[]; readings: FollowedReading[] };

export type RuledClause = {
  clause: Clause;
  /** Readings of the clause as a whole. */
  readings: PlacedReading[];
  sentences: RuledSentence[];
};

export type RuledSentence = {
  sentence: Sentence;
  norms: NormInWords[];
  /** Why what it says has no rule. */
  unruled: string[];
  /** Readings that its rules follow, or that are about it. */
  readings: PlacedReading[];
};

/** A reading where it is told, and the clause or sentence that told it first, if that is another. */
export type PlacedReading = { reading: Reading; toldAt: Place | undefined };
export type Place = { id: string; anchor: string };

export type NormInWords = {
  norm: Norm;
  anchor: string;
  rule: English;
  /** What is asked to apply it, a question for each fact. */
  questions: string[];
  example: {
    words: string;
    /** The same with one fact otherwise, and what that comes to. */
    nearMiss: string;
    after: Effect | undefined;
    /** The clauses and sentences whose rules bring it to that; none where it is fine. */
    by: string[];
  };
  lessons: Lesson[];
  /** Where it is breached; a permission, where it holds. */
  holdsIn: Use[];
  /** Where an exception keeps it from that. */
  exceptedIn: Use[];
  /** What another reading would make of it, in a few words. */
  contestedBy: { reading: string; gist: string }[];
};

/** A scenario by some of its tellings, each with the readings that its answer depends on. */
export type Use = { title: string; tellings: { id: string; hangsOn: readonly string[] }[] };

export type FollowedReading = {
  reading: Reading;
  /** What it is about in a few words: how its question begins. */
  title: string;
  /** The clauses and sentences it is about; of a clause without a sentence of its own, the heading. */
  places: (Place & { heading: string | undefined })[];
  norms: NormInWords[];
  /** Whose answer would differ if it were read otherwise. */
  scenarios: Use[];
};

const made = new WeakMap<Revision, RuleBook>();

/** A revision's book, made once for each revision: half a second. */
export function ruleBook(revision: Revision): RuleBook {
  let book = made.get(revision);
  if (!book) {
    book = write(revision);
    made.set(revision, book);
  }
  return book;
}

/** Whether a clause or sentence is this place or inside it: `D.3.g:1` is in `D.3.g`, `D.3` and `D`. */
export function inside(id: string, place: string): boolean {
  return id === place || id.startsWith(`${place}.`) || id.startsWith(`${place}:`);
}

function write(revision: Revision): RuleBook {
  const norms = new Map(revision.ruleset.norms.map((norm) => [norm.id, inWords(revision, norm)]));
  const unruled = revision.ruleset.unruled ?? [];
  const told = new Map<string, Place>();
  const placed = (place: Place, followed: ReadonlySet<string>): PlacedReading[] =>
    revision.readings
      .filter(({ id, at }) => followed.has(id) || at.includes(place.id))
      .map((reading) => {
        const toldAt = told.get(reading.id);
        if (!toldAt) told.set(reading.id, place);
        return { reading, toldAt };
      });
  const clauses = revision.clauses.map((clause) => ({
    clause,
    readings: placed(clause, new Set()),
    sentences: clause.sentences.map((sentence): RuledSentence => {
      const its = [...norms.values()].filter(({ norm }) => norm.sentence === sentence.id);
      const followed = new Set(its.flatMap(({ norm }) => norm.readings));
      return {
        sentence,
        norms: its,
        unruled: unruled.flatMap((one) => (one.sentence === sentence.id ? [one.reason] : [])),
        readings: placed(sentence, followed),
      };
    }),
  }));
  const readings = revision.readings.map((reading) => ({
    reading,
    title: titleOf(reading),
    places: revision.clauses
      .flatMap(({ id, anchor, marker, heading = '', sentences }) => [
        { id, anchor, heading: sentences.length > 0 ? undefined : `${marker} ${heading}`.trim() },
        ...sentences.map((sentence) => ({
          id: sentence.id,
          anchor: sentence.anchor,
          heading: undefined,
        })),
      ])
      .filter(({ id }) => reading.at.includes(id)),
    norms: [...norms.values()].filter(({ norm }) => norm.readings.includes(reading.id)),
    scenarios: usesIn(everyTelling(revision).filter(({ hangsOn }) => hangsOn.includes(reading.id))),
  }));
  return { clauses, readings };
}

/** How the question of a reading begins: its first clause, or as much of that as a heading holds. */
function titleOf({ issue }: Reading): string {
  const [first = issue] = /^.*?[.?:](?=\s|$)/s.exec(issue) ?? [];
  return shortQuote(first.replace(/[.:]$/, ''), 90);
}

/** Readings not signed first, those on which most scenarios depend before others. */
export function mostPressing(
  readings: readonly FollowedReading[],
  signed: Pick<ReadonlyMap<string, unknown>, 'has'>,
): FollowedReading[] {
  const done = ({ reading }: FollowedReading) => Number(signed.has(reading.id));
  return readings.toSorted((a, b) => done(a) - done(b) || b.scenarios.length - a.scenarios.length);
}

function inWords(revision: Revision, norm: Norm): NormInWords {
  const { ruleset, lessons, clauses } = revision;
  const sentence = clauses
    .flatMap(({ sentences }) => sentences)
    .find(({ id }) => id === norm.sentence);
  const withStatus = (status: FindingStatus) =>
    usesIn(
      everyTelling(revision).filter(({ evaluation }) =>
        evaluation.findings.some((found) => found.norm === norm.id && found.status === status),
      ),
    );
  const questions = new Map(ruleset.facts.map(({ id, ask }) => [id, ask]));
  return {
    norm,
    anchor: `${sentence?.anchor ?? 'rule'}-${norm.id.split('/')[1] ?? 'rule'}`,
    rule: tidy(englishOf(ruleset, norm)),
    questions: readsOf(norm).map((fact) => questions.get(fact) ?? ''),
    example: exampleInWords(revision, norm),
    lessons: lessons.filter((lesson) => lesson.clauses.some((id) => inside(norm.sentence, id))),
    holdsIn: withStatus(norm.wrong ? 'breached' : 'met'),
    exceptedIn: withStatus('excepted'),
    contestedBy: (ruleset.alternatives ?? [])
      .filter(
        (other) => other.norms.some(({ id }) => id === norm.id) || other.without?.includes(norm.id),
      )
      .map(({ reading, gist }) => ({ reading, gist })),
  };
}

/** Tellings by their scenarios, in the scenarios' order. */
function usesIn(told: readonly Told[]): Use[] {
  const scenarios = [...new Set(told.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const its = told.filter((one) => one.scenario === scenario);
    return {
      title: scenario.title,
      tellings: its.map(({ telling, hangsOn }) => ({ id: telling.id, hangsOn })),
    };
  });
}

/** A situation in which it takes hold, by the facts that decide, and the change by which it does not. */
function exampleInWords(revision: Revision, norm: Norm): NormInWords['example'] {
  const { ruleset } = revision;
  const { situation, nearMiss } = exampleOf(ruleset, norm.id);
  const deciding = why(ruleset, closed(ruleset, situation), norm.id).facts;
  const clauses = ruleset.facts
    .filter(({ id }) => id in situation || deciding.includes(id))
    .map(({ id, values }) => said(ruleset, id, (situation[id] ?? values[0]!) as Value));
  const missed = { ...situation, [nearMiss.fact]: nearMiss.value };
  const evaluation = evaluate(ruleset, closed(ruleset, missed));
  const { verdict, comment } = evaluation;
  const after = isOfComment(norm) ? comment?.hi : verdict.hi;
  const { breaches, grounds } = holding(evaluation);
  const others = [...breaches, ...grounds].filter(({ effect }) => effect === after);
  const list = new Intl.ListFormat('en-US').format(clauses);
  return {
    words: `${list.charAt(0).toUpperCase()}${list.slice(1)}.`,
    nearMiss: `The same, but ${said(ruleset, nearMiss.fact, nearMiss.value)}.`,
    after,
    by: [...new Set(others.map(({ cite }) => shortest(revision, cite)))],
  };
}

/** A sentence that is all of its clause is named by the clause. */
function shortest(revision: Revision, sentence: string): string {
  const clause = clauseOf(revision, sentence);
  return clause.sentences.length === 1 ? clause.id : sentence;
}

/** Whether it judges a public comment, on the scale of comments, and not whoever acts. */
export function isOfComment({ effect }: Pick<Norm, 'effect'>): boolean {
  return COMMENT_VERDICTS.includes(effect as CommentVerdict);
}

function said(ruleset: Ruleset, id: FactId, value: Value): string {
  return ruleset.facts.find((fact) => fact.id === id)?.say[String(value)] ?? '';
}

/** A group of all within a group of all is one group; so with any. */
function tidy({ when, wrong, unless }: English): English {
  return {
    when: flat(when),
    ...(wrong && { wrong: flat(wrong) }),
    unless: unless.map(({ phrase, cite }) => ({ phrase: flat(phrase), cite })),
  };
}

function flat(phrase: Phrase): Phrase {
  if (typeof phrase === 'string') return phrase;
  if ('all' in phrase) {
    return {
      all: phrase.all
        .map(flat)
        .flatMap((part) => (typeof part === 'object' && 'all' in part ? part.all : [part])),
    };
  }
  return {
    any: phrase.any
      .map(flat)
      .flatMap((part) => (typeof part === 'object' && 'any' in part ? part.any : [part])),
  };
}
