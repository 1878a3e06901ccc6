import { sayDay, type CivilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';

/**
 * A person as kept: what is said of them today, and where they were when. Every act here is pure and
 * keeps the two equal: the last placement says what stands beside it, and ends when the person does.
 */
export type Kept = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  mail: string | null;
  departmentId: string;
  managerNumber: string | null;
  /** Of a person who came back: the day HR counts from, which may be that of the first time. */
  hiredOn: CivilDate;
  /** The first day no longer employed. */
  separatedOn: CivilDate | null;
  /** In order; days never overlap, and a gap is a time of not being employed. */
  history: Placement[];
};

export type Placement = {
  fromOn: CivilDate;
  /** The first day it no longer holds; on `fromOn` itself: it never came to be. */
  toOn: CivilDate | null;
  name: string;
  title: string;
  departmentId: string;
  managerNumber: string | null;
};

type Said = Omit<Kept, 'number' | 'publicId' | 'history' | 'separatedOn'>;

/** A person who was not there before. */
export function begun(person: Omit<Kept, 'history'>): Kept {
  const history = [{ fromOn: person.hiredOn, toOn: null, ...placed(person) }];
  const kept = { ...person, separatedOn: null, history };
  return person.separatedOn === null ? kept : separated(kept, person.separatedOn);
}

/**
 * Says something else of a person, as of a day. Before their last placement began it is a correction
 * of that placement, and so it is when they have left by then.
 */
export function changed(kept: Kept, to: Partial<Said>, on: CivilDate): Kept {
  const hired = to.hiredOn === undefined ? kept : hiredFrom(kept, to.hiredOn);
  const now: Kept = { ...hired, ...to };
  const last = lastOf(now);
  if (same(last, placed(now))) return now;
  const before = now.history.slice(0, -1);
  const corrects = on <= last.fromOn || (last.toOn !== null && last.toOn <= on);
  const history = corrects
    ? [...before, { ...last, ...placed(now) }]
    : [...before, { ...last, toOn: on }, { ...last, ...placed(now), fromOn: on }];
  return { ...now, history: joined(history) };
}

/**
 * Ends a person's employment: `on` is the first day they are no longer there. What was noted of later
 * days never came to be, except a new name. Refuses a day before they began.
 */
export function separated(kept: Kept, on: CivilDate): Kept {
  const first = beginning(kept);
  const began = kept.history[first]!.fromOn;
  if (on < began) {
    throw new Refusal(
      'bad-input',
      `The last day comes before the day they began, ${sayDay(began)}.`,
      'lastDay',
    );
  }
  const history = kept.history.filter((it, at) => at <= first || it.fromOn < on);
  const { title, departmentId, managerNumber } = history.at(-1)!;
  const now = { ...kept, title, departmentId, managerNumber, separatedOn: on };
  history[history.length - 1] = { ...history.at(-1)!, name: kept.name, toOn: on };
  return { ...now, history };
}

/** Takes a last day back, as if nobody had given it. */
export function staying(kept: Kept): Kept {
  const history = [...kept.history.slice(0, -1), { ...lastOf(kept), toOn: null }];
  return { ...kept, separatedOn: null, history };
}

/** A person who had left is back from a day on. Refuses a day on which they were still there. */
export function returned(kept: Kept, to: Partial<Said>, on: CivilDate): Kept {
  const left = kept.separatedOn;
  if (left === null) throw new Refusal('conflict', 'They are employed: nobody has to return.');
  if (on < left) {
    throw new Refusal(
      'bad-input',
      `They were there until ${sayDay(left)}. The return cannot be before that.`,
      'on',
    );
  }
  const now: Kept = { ...kept, hiredOn: on, ...to, separatedOn: null };
  const last = lastOf(kept);
  // A placement that never came to be makes room for the one that does.
  const before =
    last.toOn === last.fromOn && last.fromOn === on ? kept.history.slice(0, -1) : kept.history;
  const history = [...before, { fromOn: on, toOn: null, ...placed(now) }];
  return { ...now, history: joined(history) };
}

/**
 * Corrects the hire date. The time they are in begins then, unless they were there before: then the
 * date may be that of the first time, and where they were stays as it is.
 */
function hiredFrom(kept: Kept, hiredOn: CivilDate): Kept {
  const first = beginning(kept);
  const before = kept.history.slice(0, first);
  const leftBefore = before.at(-1)?.toOn ?? '';
  if (hiredOn === kept.hiredOn || hiredOn < leftBefore) return { ...kept, hiredOn };
  const last = lastOf(kept);
  if (last.toOn !== null && hiredOn > last.toOn) {
    throw new Refusal('bad-input', 'The hire date comes after the last day.', 'hiredOn');
  }
  const stint = kept.history
    .slice(first)
    .filter((it) => it === last || it.toOn === null || it.toOn > hiredOn);
  stint[0] = { ...stint[0]!, fromOn: hiredOn };
  return { ...kept, hiredOn, history: joined([...before, ...stint]) };
}

/** Where in the history the time begins that they are in, or were in last. */
function beginning({ history }: Kept): number {
  let at = history.length - 1;
  while (at > 0 && history[at - 1]!.toOn === history[at]!.fromOn) at -= 1;
  return at;
}

/** Two that follow each other and say the same are one. */
function joined(history: readonly Placement[]): Placement[] {
  const one: Placement[] = [];
  for (const next of history) {
    const last = one.at(-1);
    if (last && last.toOn === next.fromOn && same(last, next)) {
      one[one.length - 1] = { ...last, toOn: next.toOn };
    } else one.push(next);
  }
  return one;
}

const lastOf = ({ history }: Kept) => history.at(-1)!;

const placed = ({
  name,
  title,
  departmentId,
  managerNumber,
}: Omit<Placement, 'fromOn' | 'toOn'>) => ({
  name,
  title,
  departmentId,
  managerNumber,
});

const same = (a: Omit<Placement, 'fromOn' | 'toOn'>, b: Omit<Placement, 'fromOn' | 'toOn'>) =>
  a.name === b.name &&
  a.title === b.title &&
  a.departmentId === b.departmentId &&
  a.managerNumber === b.managerNumber;
