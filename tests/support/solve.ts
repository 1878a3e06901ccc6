import { ITEM_KINDS, type Lesson, type Policy, type Revision } from '#policies/model.ts';
import { optionsOf, type Item } from '#training/item.ts';
import { KINDS } from '#training/kinds/index.ts';
import { questionOf } from '#training/question.ts';
import { sentenceQuestions } from '#training/sentence-questions.ts';
import { realPolicies, rightAnswer, wrongAnswer } from './training.ts';

export function realPolicy(): Policy {
  return realPolicies()[0]!;
}

/** The lessons that bind somebody without a track, such as the demonstration's new hire. */
export function everyonesLessons(): Lesson[] {
  return realRevision().lessons.filter(({ tracks }) => tracks.length === 0);
}

export function realRevision(): Revision {
  return realPolicy().revisions.at(-1)!;
}

/**
 * The item a page asks, recognised by its words as a person would, and by the values of its options.
 * `words` is the page's visible text.
 */
export function itemOnPage(words: string, values: readonly string[]): Item {
  const revision = realRevision();
  const seen = plain(words);
  // A variant may retell the base word for word and go on: the longest story that is there is meant.
  // The City's sentences stand under the options of other questions, too.
  const asksMeaning = seen.includes(plain(KINDS.meaning.prompt));
  const sentences = () => revision.lessons.flatMap((one) => sentenceQuestions(revision, one));
  const told = (asksMeaning ? sentences() : revision.scenarios)
    .flatMap((scenario) => scenario.tellings.map((telling) => ({ scenario, telling })))
    .filter(({ telling }) => seen.includes(plain(telling.story)))
    .sort((a, b) => b.telling.story.length - a.telling.story.length);
  for (const { scenario, telling } of told.slice(0, 1)) {
    for (const kind of ITEM_KINDS) {
      const item = { scenario, telling, kind, options: [...values] };
      const options = optionsOf(revision.ruleset, scenario, telling, kind);
      const same = [...options].sort().join() === [...values].sort().join();
      if (same && seen.includes(plain(questionOf(revision, item).prompt))) return item;
    }
  }
  throw new Error(`no item is asked like this (${values.join()}): ${words.slice(0, 400)}`);
}

export function rightOn(item: Item): string[] {
  return rightAnswer(realRevision(), item);
}
export function wrongOn(item: Item): string[] {
  return wrongAnswer(realRevision(), item);
}

/** A page's visible text, from its HTML. */
export function wordsOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The values of a question form's options, in the order shown. */
export function optionValues(html: string): string[] {
  return [...html.matchAll(/<input[^>]*name="given"[^>]*>/g)].map(
    ([input]) => /value="([^"]*)"/.exec(input)![1]!,
  );
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('&#39;', "'").trim();
}
