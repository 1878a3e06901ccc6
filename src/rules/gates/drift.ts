import canonicalize from 'canonicalize';
import { didYouMean } from '#nearest.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Encoding, Pin, Ruleset } from '#rules/model.ts';
import { plain } from '#rules/gates/text.ts';
import type { Sentences } from '#rules/gates/text.ts';

export type Drift = { sentence: string; complaint: string };

/**
 * Each sentence was read beside its rules, or its reasons for none, and neither has changed since. A
 * changed text without a reviewed rule is found so, and a changed rule.
 */
export function drift(encoding: Encoding, sentences: Sentences): Drift[] {
  const { reviewed } = encoding;
  const found = [...sentences].flatMap(([sentence, text]): Drift[] => {
    const beside = besides(encoding.ruleset, sentence);
    const names = beside.map(({ id }) => id).join(', ');
    const { policy, revision } = encoding.ruleset;
    const again =
      'read both again, then run ' +
      `\`npm run rules:reviewed -- ${policy}/${revision} ${sentence}\``;
    const pin = reviewed[sentence];
    const now = pinOf(text, beside, encoding.ruleset.gists?.[sentence]);
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
export function pinFor(encoding: Pick<Encoding, 'ruleset'>, sentence: string, text: string): Pin {
  const { ruleset } = encoding;
  return pinOf(text, besides(ruleset, sentence), ruleset.gists?.[sentence]);
}

function besides({ norms, unruled = [] }: Ruleset, sentence: string) {
  return [
    ...norms.filter((norm) => norm.sentence === sentence),
    ...unruled.filter((norm) => norm.sentence === sentence),
  ];
}

function pinOf(text: string, beside: readonly { id: string }[], gist: string | undefined): Pin {
  const rules = gist === undefined ? beside : [...beside, { gist }];
  return { text: sha256Hex(plain(text)), rules: sha256Hex(canonicalize(rules)!) };
}
