import type { Ruleset } from '#rules/model.ts';

/** Sentences of the policy by id, verbatim. */
export type Sentences = ReadonlyMap<string, string>;

/** Every quote is the policy's sentence, to the letter; only white space may differ. */
export function misquotes(ruleset: Ruleset, sentences: Sentences): string[] {
  return ruleset.norms.flatMap(({ id, sentence, quote }) => {
    const text = sentences.get(sentence);
    if (text === undefined) return [`${id}: the policy has no sentence ${sentence}`];
    return plain(text) === plain(quote) ? [] : [`${id}: the quote is not the text of ${sentence}`];
  });
}

/** Every sentence has a rule or a reason for none, and no reason speaks of a sentence that is not there. */
export function uncovered(ruleset: Ruleset, sentences: Sentences): string[] {
  const { unruled = [] } = ruleset;
  const ruled = new Set(ruleset.norms.map((norm) => norm.sentence));
  const reasoned = new Set(unruled.map((norm) => norm.sentence));
  return [
    ...[...sentences.keys()]
      .filter((id) => !ruled.has(id) && !reasoned.has(id))
      .map((id) => `${id} has neither a rule nor a reason for none`),
    ...unruled
      .filter(({ sentence }) => !sentences.has(sentence))
      .map(({ id, sentence }) => `${id}: the policy has no sentence ${sentence}`),
    ...unruled
      .filter(({ id }) => ruleset.norms.some((norm) => norm.id === id))
      .map(({ id }) => `${id} has both a rule and a reason for none`),
  ];
}

/** A sentence of this many norms needs a short gist: theirs in a row are too long to weigh. */
const MANY = 3;

/** What people read of a sentence is there, and short: the words of one without a rule, the gist of many norms. */
export function unsaid({ norms, unruled = [], gists = {} }: Ruleset): string[] {
  const asked = new Map<string, Set<string>>();
  for (const { sentence, gist } of norms)
    asked.set(sentence, (asked.get(sentence) ?? new Set()).add(gist));
  return [
    ...unruled
      .filter(({ says }) => says === undefined)
      .map(({ id }) => `${id} has no words for learners: add what it \`says\``),
    ...[...asked]
      .filter(([sentence, its]) => its.size >= MANY && gists[sentence] === undefined)
      .map(([sentence, its]) => `${sentence} asks ${its.size} things and has no short gist`),
    ...Object.keys(gists)
      .filter((sentence) => !asked.has(sentence))
      .map((sentence) => `${sentence} has a short gist and no rule`),
  ];
}

/** The words alone: runs of white space are one space. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
