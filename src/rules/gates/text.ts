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

/** The words alone: runs of white space are one space. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
