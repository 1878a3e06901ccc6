import { factsInWords } from './facts-in-words.ts';
import { RULESETS } from './rulesets.ts';

// `npm run facts`: every fact that a scenario can state, for each revision that has rules.

for (const [revision, ruleset] of Object.entries(RULESETS)) {
  process.stdout.write(`The facts of ${revision}\n\n\n${factsInWords(ruleset)}\n`);
}
