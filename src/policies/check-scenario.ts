import { isRefusal } from '#errors.ts';
import { evaluate } from '#rules/evaluate.ts';
import { didYouMean } from '#nearest.ts';
import { closed } from '#rules/situation.ts';
import { VERDICTS, type FactId, type Ruleset, type Situation } from '#rules/model.ts';
import type { Problem } from './content-error.ts';
import type { Revision } from './model.ts';
import type { ScenarioSource } from './parse-scenario.ts';
import type { Path } from './read-yaml.ts';

/** Fewer wrong sentences than this and a `clauses` item answers itself. */
const FEWEST_OFFERS = 2;

/** What in a scenario does not fit its revision: names, facts, reasons, fixes, variants. */
export function checkScenario(source: ScenarioSource, revision: Revision): Problem[] {
  const { scenario, file, lineOf } = source;
  const problems: Problem[] = [];
  const say: Say = (path, sentence) => problems.push({ file, line: lineOf(path), sentence });

  const lessons = revision.lessons.map(({ id }) => id);
  if (!lessons.includes(scenario.lesson)) {
    const sentence = `no lesson has the id \`${scenario.lesson}\``;
    say(['lesson'], sentence + didYouMean(scenario.lesson, lessons));
  }
  const sentences = revision.clauses.flatMap((clause) => clause.sentences.map(({ id }) => id));
  scenario.offers.forEach((id, index) => {
    if (sentences.includes(id)) return;
    say(['offers', index], `no sentence has the id \`${id}\`${didYouMean(id, sentences)}`);
  });
  const readings = revision.readings.map(({ id }) => id);
  scenario.readings.forEach((id, index) => {
    if (readings.includes(id)) return;
    say(['readings', index], `no reading has the id \`${id}\`${didYouMean(id, readings)}`);
  });
  scenario.tellings.forEach((telling, index) => {
    for (const id of telling.readings.slice(scenario.readings.length)) {
      if (readings.includes(id)) continue;
      const where = ['variants', index - 1, 'readings'];
      say(where, `no reading has the id \`${id}\`${didYouMean(id, readings)}`);
    }
  });
  scenario.fixes.forEach(({ id }, index) => {
    if (scenario.fixes.findIndex((fix) => fix.id === id) < index) {
      say(['fixes', index, 'text'], 'this fix says the same as one above it');
    }
  });
  if (scenario.asks.includes('clauses') && scenario.offers.length < FEWEST_OFFERS) {
    say(['asks'], '`clauses` is asked, but `offers` names fewer than two sentences');
  }

  const before = problems.length;
  checkFacts(source, revision.ruleset, say);
  // Only facts that exist can be compared and evaluated.
  if (problems.length === before) {
    checkTellings(source, revision.ruleset, say);
    checkFixes(source, revision.ruleset, say);
  }
  return problems;
}

type Say = (path: Path, sentence: string) => void;

function checkFacts({ places }: ScenarioSource, ruleset: Ruleset, say: Say): void {
  for (const { path, facts, judgements } of places) {
    for (const [id, statement] of Object.entries(facts)) {
      const refused = refusalOf(() => closed(ruleset, { [id]: statement }));
      if (refused !== undefined) {
        say([...path, id], refused);
        continue;
      }
      const definition = ruleset.facts.find((fact) => fact.id === id);
      const asserted = typeof statement === 'boolean' || typeof statement === 'string';
      const needsReason =
        asserted && statement !== 'unknown' && statement !== definition?.values[0];
      if (definition?.judgement && needsReason && !(id in judgements)) {
        const value = `{ is: ${String(statement)}, because: … }`;
        say([...path, id], `\`${id}\` is a judgement and needs its reason: ${value}`);
      }
      if (!definition?.judgement && id in judgements) {
        say([...path, id], `\`${id}\` is no judgement: write \`${String(statement)}\` alone`);
      }
    }
  }
}

function checkTellings({ scenario }: ScenarioSource, ruleset: Ruleset, say: Say): void {
  const { tellings } = scenario;
  tellings.forEach((telling, index) => {
    for (const other of tellings.slice(0, index)) {
      const where = ['variants', index - 1];
      if (telling.id === other.id) {
        say([...where, 'id'], `\`${telling.id}\` is already the id of another telling`);
      }
      if (sameFacts(ruleset, telling.facts, other.facts)) {
        say([...where, 'change'], `nothing differs from the facts of \`${other.id}\``);
      }
      if (words(telling.story) === words(other.story)) {
        say([...where, 'story'], `the story is told as in \`${other.id}\`: tell what is changed`);
      }
    }
  });
}

function checkFixes({ scenario }: ScenarioSource, ruleset: Ruleset, say: Say): void {
  const { fixes, asks, tellings } = scenario;
  const base = tellings[0]?.facts ?? {};
  fixes.forEach(({ change }, index) => {
    for (const id of Object.keys(change)) {
      if (isFixed(ruleset, id)) {
        const sentence = `\`${id}\` is what happened: a fix cannot change it`;
        say(['fixes', index, 'change', id], sentence);
      }
    }
    if (sameFacts(ruleset, base, { ...base, ...change })) {
      say(['fixes', index, 'change'], 'this changes nothing: the facts are already so');
    }
  });
  if (!asks.includes('fix')) {
    if (fixes.length > 0) say(['fixes'], '`fixes` stand here, but `asks` does not ask for a fix');
    return;
  }
  if (fixes.length < 2) {
    say(['asks'], '`fix` is asked, but there are fewer than two `fixes` to choose from');
    return;
  }
  checkReach(tellings, fixes, ruleset, say);
}

/** Each telling that needs mending has a fix that mends it; the base one that is then permitted. */
function checkReach(
  tellings: ScenarioSource['scenario']['tellings'],
  fixes: ScenarioSource['scenario']['fixes'],
  ruleset: Ruleset,
  say: Say,
): void {
  const worst = (facts: Situation) =>
    VERDICTS.indexOf(evaluate(ruleset, closed(ruleset, facts)).verdict.hi);
  const asked = tellings.filter(({ facts }) => {
    const { lo, hi } = evaluate(ruleset, closed(ruleset, facts)).verdict;
    return lo === hi && lo !== 'permitted';
  });
  if (asked.length === 0) say(['asks'], '`fix` is asked, but no telling needs one');
  for (const telling of asked) {
    const best = Math.min(...fixes.map(({ change }) => worst({ ...telling.facts, ...change })));
    if (telling.id === 'base' && best > 0) {
      say(['fixes'], `no fix makes it permitted: the best is \`${VERDICTS[best]}\``);
    } else if (best >= worst(telling.facts)) {
      const index = tellings.indexOf(telling) - 1;
      say(['variants', index], `none of the fixes makes \`${telling.id}\` better`);
    }
  }
}

const isFixed = (ruleset: Ruleset, id: FactId) =>
  ruleset.facts.find((fact) => fact.id === id)?.control === 'fixed';

const sameFacts = (ruleset: Ruleset, a: Situation, b: Situation) =>
  closed(ruleset, a).join() === closed(ruleset, b).join();

const words = (story: string) => story.replace(/\s+/g, ' ').trim();

function refusalOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}
