import type { FactDefinition, Situation, Value } from '#rules/model.ts';

/** Some below `below`, the same ones in every run. */
export type Draw = (below: number) => number;

export function seeded(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What somebody does and why, and the kinds of facts that such a story tells. */
type Scene = { does: readonly Situation[]; tells: readonly string[] };

const PERSONAL = { 'use.purpose': 'personal' };
const CITY_BUSINESS = { 'use.purpose': 'city-business' };
const DESIGNATED = { ...CITY_BUSINESS, 'poster.designated': true };

const SCENES: readonly Scene[] = [
  {
    does: [{ ...PERSONAL, 'use.act': 'post' }],
    tells: ['use', 'identity', 'content', 'info'],
  },
  {
    does: [CITY_BUSINESS, DESIGNATED].map((why) => ({ ...why, 'use.act': 'post' })),
    tells: ['use', 'identity', 'content', 'info', 'approval'],
  },
  {
    does: [{ ...DESIGNATED, 'use.act': 'site' }],
    tells: ['site', 'approval'],
  },
  {
    does: [{ ...DESIGNATED, 'use.act': 'moderate' }],
    tells: ['comment', 'approval', 'use'],
  },
  {
    does: [PERSONAL, CITY_BUSINESS, DESIGNATED].map((why) => ({ ...why, 'use.act': 'reply' })),
    tells: ['identity', 'content', 'info', 'comment', 'approval'],
  },
  {
    does: ['browse', 'image', 'reprisal'].map((act) => ({ ...PERSONAL, 'use.act': act })),
    tells: ['use', 'image', 'poster', 'info', 'reprisal'],
  },
];

/**
 * Situations over all facts, always the same: in turn a personal post, a post for City business, a
 * City site, moderation, a reply and something else. Each states what somebody does and why, and three
 * to eight other facts, none with its unstated value: two in three of the kind that such a story
 * tells, the others any. The scenarios state less: half of them two or three facts in all.
 */
export function situations(facts: readonly FactDefinition[], count: number): Situation[] {
  const draw = seeded(42);
  return Array.from({ length: count }, (_, turn) => {
    const scene = SCENES[turn % SCENES.length]!;
    const told: Record<string, Value> = { ...(one(scene.does) as Record<string, Value>) };
    const own = facts.filter(({ id }) => scene.tells.includes(id.split('.')[0]!));
    const size = Object.keys(told).length + 3 + draw(6);
    while (Object.keys(told).length < size) {
      const { id, values } = one(draw(3) === 0 ? facts : own);
      told[id] ??= one(values.slice(1));
    }
    return told;
  });

  function one<T>(among: readonly T[]): T {
    return among[draw(among.length)]!;
  }
}
