import type { CompletionPage } from './people-list.ts';

/** Where the first, the previous and the next page of a list are; a list of a past day has no way back but to the first. */
export function stepsOf(
  address: { pathname: string; searchParams: URLSearchParams },
  { rows, earlier, later }: CompletionPage,
  { forwardsOnly = false } = {},
) {
  const to = (step: Record<string, string>) => {
    const next = new URLSearchParams(address.searchParams);
    next.delete('after');
    next.delete('before');
    for (const [name, value] of Object.entries(step)) next.set(name, value);
    return `${address.pathname}?${next}`;
  };
  const [head, tail] = [rows[0], rows.at(-1)];
  return {
    first: earlier ? to({}) : undefined,
    previous: earlier && head && !forwardsOnly ? to({ before: head.publicId }) : undefined,
    next: later && tail ? to({ after: tail.publicId }) : undefined,
  };
}
