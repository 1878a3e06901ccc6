import canonicalize from 'canonicalize';
import { didYouMean } from '#nearest.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Ruleset } from '#rules/model.ts';
import { plain } from '#rules/gates/text.ts';
import type { Sentences } from '#rules/gates/text.ts';

/** What stands beside a sentence where no rule does. */
export type Reasoned = { id: string; sentence: string; reason: string };

/** The sentence and what the portal makes of it, by SHA-256 (hex), as they were when read side by side. */
export type Pin = { text: string; rules: string };

/** Each sentence's pin, by its id. */
export type Reviewed = Readonly<Record<string, Pin>>;

export type Drift = { sentence: string; complaint: string };

/**
 * Each sentence was read beside its rules, or its reasons for none, and neither has changed since. A
 * changed text without a reviewed rule is found so, and a changed rule.
 */
export function drift(
  ruleset: Ruleset,
  unruled: readonly Reasoned[],
  sentences: Sentences,
  reviewed: Reviewed,
): Drift[] {
  const found = [...sentences].flatMap(([sentence, text]): Drift[] => {
    const beside = besides(ruleset, unruled, sentence);
    const names = beside.map(({ id }) => id).join(', ');
    const again = `read both again, then run \`npm run rules:reviewed -- ${sentence}\``;
    const pin = reviewed[sentence];
    const now = pinOf(text, beside);
    const say = (what: string) => [{ sentence, complaint: `${what}: ${again}` }];
    if (!pin) return say(`${sentence} was never read beside its rules ${names}`);
    if (pin.text !== now.text)
      return say(`the text of ${sentence} has changed since its rules ${names} were reviewed`);
    if (pin.rules !== now.rules)
      return say(`the rules ${names} have changed since they were read beside ${sentence}`);
    return [];
  });
  const strangers = Object.keys(reviewed)
    .filter((id) => !sentences.has(id))
    .map((id) => ({
      sentence: id,
      complaint: `${id} was reviewed, and the policy has no such sentence${didYouMean(id, sentences.keys())}`,
    }));
  return [...found, ...strangers];
}

/** The pin of a sentence as it now stands. */
export function pinFor(
  ruleset: Ruleset,
  unruled: readonly Reasoned[],
  sentence: string,
  text: string,
): Pin {
  return pinOf(text, besides(ruleset, unruled, sentence));
}

function besides(ruleset: Ruleset, unruled: readonly Reasoned[], sentence: string) {
  return [
    ...ruleset.norms.filter((norm) => norm.sentence === sentence),
    ...unruled.filter((norm) => norm.sentence === sentence),
  ];
}

function pinOf(text: string, beside: readonly { id: string }[]): Pin {
  return { text: sha256Hex(plain(text)), rules: sha256Hex(canonicalize(beside)!) };
}
