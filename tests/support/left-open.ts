const open = new Set<() => Promise<unknown>>();

/** Ends with the test file at the latest. Ending twice must do no harm. */
export function endsWithTheFile(end: () => Promise<unknown>): void {
  open.add(end);
}

export async function endWhatIsOpen(): Promise<void> {
  const all = [...open];
  open.clear();
  await Promise.all(all.map((end) => end()));
}
