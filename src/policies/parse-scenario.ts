import type { Statement } from '#rules/model.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Scenario, Telling } from './model.ts';
import { readYaml, type Path } from './read-yaml.ts';
import { ScenarioFile, type StatedFacts } from './schemas.ts';

/** A scenario, and where in its file each thing stands. */
export type ScenarioSource = {
  scenario: Scenario;
  file: string;
  lineOf: (path: Path) => number;
  /** Each place that states facts, with the reasons that stand beside them there. */
  places: (Stated & { path: Path })[];
};

type Stated = Pick<Telling, 'facts' | 'judgements'>;

/**
 * Reads `scenarios/<id>.yaml` by its form alone; whether its names mean anything in a revision is
 * check-scenario's question, so bytes of an older release stay readable. Throws a ContentError.
 */
export function parseScenario(bytes: Buffer, id: string, file: string): ScenarioSource {
  const { data, lineOf } = readYaml(ScenarioFile, { file, text: bytes.toString('utf8') });
  const { readings } = data;
  const base = { ...splitFacts(data.facts), ...told(data.story), id: 'base', readings };
  const scenario: Scenario = {
    id,
    lesson: data.lesson,
    title: data.title,
    asks: data.asks,
    offers: data.offers,
    readings: data.readings,
    fixes: data.fixes.map(({ text, change }) => ({
      id: fixId(text),
      text,
      change: splitFacts(change).facts,
    })),
    judgements: base.judgements,
    tellings: [
      base,
      ...data.variants.map(({ id, change, story, readings: more }) => ({
        ...changed(base, change),
        ...told(story),
        id,
        readings: [...readings, ...more],
      })),
    ],
    review: data.review,
    sha256: sha256Hex(bytes),
  };
  const changes = { fixes: data.fixes, variants: data.variants };
  const places = [
    { path: ['facts'], ...splitFacts(data.facts) },
    ...Object.entries(changes).flatMap(([name, list]) =>
      list.map(({ change }, index) => ({
        path: [name, index, 'change'],
        ...splitFacts(change),
      })),
    ),
  ];
  return { scenario, file, lineOf, places };
}

/** A story without its marks, `[[words|fact]]`, and what was marked. */
function told(marked: string): Pick<Telling, 'story' | 'spans'> {
  const spans = [...marked.matchAll(MARK)].map(([, words = '', fact = '']) => ({ words, fact }));
  return { story: marked.replace(MARK, '$1'), spans };
}

const MARK = /\[\[([^[\]|]+)\|([\w.]+)\]\]/g;

/** By its words, not its place in the file: an author's order would give the best one away. */
function fixId(text: string): string {
  return `fix-${sha256Hex(text).slice(0, 10)}`;
}

function changed(base: Stated, change: StatedFacts): Stated {
  const stated = splitFacts(change);
  // A judgement that the variant restates keeps no reason of the base.
  const kept = Object.entries(base.judgements).filter(([fact]) => !(fact in change));
  return {
    facts: { ...base.facts, ...stated.facts },
    judgements: { ...Object.fromEntries(kept), ...stated.judgements },
  };
}

/** Values apart from the reasons that stand beside them. */
export function splitFacts(stated: StatedFacts): Stated {
  const facts: Record<string, Statement> = {};
  const judgements: Record<string, string> = {};
  for (const [fact, statement] of Object.entries(stated)) {
    if (typeof statement === 'object' && 'because' in statement) {
      facts[fact] = statement.is;
      judgements[fact] = statement.because;
    } else {
      facts[fact] = statement;
    }
  }
  return { facts, judgements };
}
