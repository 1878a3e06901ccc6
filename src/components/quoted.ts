import type { Clause, Revision, Sentence } from '#policies/model.ts';

export type Quoted = { clause: Clause; sentences: Sentence[]; anchor: string };

/** The sentences an id names: one for `C.3:1`, all of the clause's for `C.3`. Throws a plain sentence. */
export function quoted(revision: Revision, id: string): Quoted {
  for (const clause of revision.clauses) {
    if (clause.id === id && clause.sentences.length > 0) {
      return { clause, sentences: clause.sentences, anchor: clause.anchor };
    }
    const sentence = clause.sentences.find((candidate) => candidate.id === id);
    if (sentence) return { clause, sentences: [sentence], anchor: sentence.anchor };
  }
  throw new Error(`no sentence of revision ${revision.id} is called \`${id}\``);
}

export type Paragraph = { listed: boolean; sentences: Sentence[] };

/** Sentences in the order of the text, running ones and listed ones apart. */
export function paragraphs(sentences: readonly Sentence[]): Paragraph[] {
  const out: Paragraph[] = [];
  for (const sentence of sentences) {
    const listed = sentence.marker !== undefined;
    const last = out.at(-1);
    if (last?.listed === listed) last.sentences.push(sentence);
    else out.push({ listed, sentences: [sentence] });
  }
  return out;
}

/** A sentence's number within its clause: `3.1` of `A:3.1`. */
export function sentenceNumber(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** An id in words: `C.3, sentence 1`. */
export function sayCitation(id: string): string {
  return id.includes(':') ? `${id.slice(0, id.indexOf(':'))}, sentence ${sentenceNumber(id)}` : id;
}
