import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import type { Asked, Judged } from './password-strength.ts';

/**
 * A thread of its own: the lists of words take a second to load, and a long password of signs and
 * figures a tenth to look at. The portal answers others meanwhile.
 */
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  // Each replaced sign doubles the work; with the usual hundred a password may take two seconds.
  l33tMaxSubstitutions: 8,
});

/** Work grows with the square of the length. A password is as strong as the stronger of its ends. */
const LOOKED_AT = 48;

parentPort?.on('message', ({ id, password, words }: Asked) => {
  const letters = [...password];
  const ends = [letters.slice(0, LOOKED_AT).join(''), letters.slice(-LOOKED_AT).join('')];
  const [best] = [...new Set(ends)]
    .map((part) => zxcvbn.check(part, words))
    .toSorted((a, b) => b.guessesLog10 - a.guessesLog10);
  const longest = best?.sequence.toSorted((a, b) => b.token.length - a.token.length)[0];
  const judged: Judged = {
    id,
    guessesLog10: best?.guessesLog10 ?? 0,
    pattern: longest?.pattern ?? '',
    list: longest && 'dictionaryName' in longest ? String(longest.dictionaryName) : '',
  };
  parentPort?.postMessage(judged, []);
});
