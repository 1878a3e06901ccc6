import { expect, test } from 'vitest';
import { kindsOf, optionsOf } from '#training/item.ts';
import { questionOf } from '#training/question.ts';
import { itemOnPage, realRevision } from '../support/solve.ts';

test('the journeys know every question by the words on its page, stories within stories too', () => {
  const revision = realRevision();
  const { ruleset, scenarios } = revision;
  for (const scenario of scenarios) {
    for (const telling of scenario.tellings) {
      for (const kind of kindsOf(ruleset, scenario, telling)) {
        const options = optionsOf(ruleset, scenario, telling, kind);
        const asked = { scenario, telling, kind, options };
        const { title, story, prompt } = questionOf(revision, asked);
        const found = itemOnPage([title, ...story, prompt].join('\n\n'), options);
        const name = `${scenario.id}/${telling.id}: ${kind}`;
        expect(`${found.scenario.id}/${found.telling.id}: ${found.kind}`).toBe(name);
      }
    }
  }
});
