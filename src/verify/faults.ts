/** What is wrong, each in one plain sentence. Many faults are one matter: the first few are kept. */
export class Faults {
  readonly sentences: string[] = [];
  count = 0;

  add(sentence: string): void {
    this.count += 1;
    if (this.sentences.length < MOST) this.sentences.push(sentence);
  }

  /** Adds what has to be said, however many there are before it. */
  addFirst(sentence: string): void {
    this.count += 1;
    this.sentences.unshift(sentence);
    this.sentences.splice(MOST);
  }

  /** Runs a check that throws its sentence; undefined when it did. */
  try<T>(check: () => T, say: (reason: string) => string): T | undefined {
    try {
      return check();
    } catch (error) {
      this.add(say((error as Error).message));
      return undefined;
    }
  }
}

const MOST = 20;
