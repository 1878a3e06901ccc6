import { check, type OutcomeView, type StepView, type View } from '#checker/check.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';

export { ruleset };

/** What somebody says of a part: a value for each question, ticks, and what the rest is. */
export type Said = {
  choose?: Record<string, string>;
  tick?: string[];
  rest?: ('none' | 'unsure')[];
  to?: string;
};

/** A personal posting on an account and a device of one's own, after work. */
export const OWN_POST: Record<string, string> = {
  'use.act': 'post',
  'use.purpose': 'personal',
  'use.venue': 'own-account',
  'use.device': 'personal',
  'use.time': 'off-duty',
  'poster.designated': 'false',
  'poster.corps': 'other',
};

/** What a browser sends for a page that stands as this view says, after somebody has filled it in. */
export function fillIn(view: View, { choose = {}, tick, rest, to }: Said = {}): URLSearchParams {
  const form = new URLSearchParams(view.carried.map(([name, value]) => [name, value]));
  form.set('step', view.shows === 'step' ? view.step.id : 'outcome');
  const choices = view.shows === 'step' ? view.choices : view.open;
  for (const { id, options } of choices) {
    const value = choose[id] ?? options.find(({ chosen }) => chosen)?.value;
    if (value !== undefined) form.set(id, value);
  }
  if (view.shows === 'step') {
    const ticked = tick ?? view.flags.filter((flag) => flag.ticked).map(({ id }) => id);
    for (const { id, refused } of view.flags) {
      form.append('asked', id);
      if (refused) form.append('no', id);
      if (ticked.includes(id)) form.append('tick', id);
    }
    for (const one of rest ?? view.rest) form.append('rest', one);
  }
  if (to !== undefined) form.set('to', to);
  return form;
}

/** The next page. */
export function go(view: View, said: Said = {}): View {
  return check(ruleset, fillIn(view, said));
}

export function step(view: View, id?: string): StepView {
  if (view.shows !== 'step') throw new Error('the outcome is shown');
  if (id !== undefined && view.step.id !== id) throw new Error(`${view.step.id} is shown`);
  return view;
}

export function outcome(view: View): OutcomeView {
  if (view.shows !== 'outcome') throw new Error(`${view.step.id} is shown`);
  return view;
}

/** Past the gates, at the first checklist. */
export function begin(gates: Record<string, string> = OWN_POST): View {
  return go(go(check(ruleset), { choose: gates }), { choose: gates });
}

/** Through all that is left: nothing in any list is so, and choices are made where there are some. */
export function goThrough(
  view: View,
  choose: Record<string, string> = CLEAN,
  ticks: Partial<Record<string, string[]>> = {},
): OutcomeView {
  let at = view;
  for (let parts = 0; at.shows === 'step' && parts < 20; parts += 1) {
    const tick = ticks[at.step.id] ?? [];
    at = go(at, { choose, tick, rest: tick.length > 0 || at.flags.length === 0 ? [] : ['none'] });
    if (at.problems.length > 0) throw new Error(at.problems.map(({ text }) => text).join(' '));
  }
  return outcome(at);
}

/** Of each choice the answer with which nothing is wrong. */
export const CLEAN: Record<string, string> = {
  'identity.asEmployee': 'no',
  'identity.disclaimer': 'none',
  'content.about': 'nobody',
  'content.truth': 'accurate',
  'content.correction': 'not-needed',
  'content.priorEdit': 'none',
};
