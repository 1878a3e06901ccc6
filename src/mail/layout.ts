import { oneLine, type Letter, type Part } from './letter.ts';

/** As a sentence where a link stood that let somebody in. */
const GONE = '(a link that was good once)';

/** Text and HTML with the same words; nothing is fetched from anywhere, no colour is set. */
export function layOut(letter: Letter, city: string): { text: string; html: string } {
  return { text: textOf(letter, city, false), html: htmlOf(letter, city) };
}

/** What is kept of a mail: its text, without what would sign somebody in. */
export function keptText(letter: Letter, city: string): string {
  return textOf(letter, city, true);
}

const heading = (city: string) => `${oneLine(city)} · policy training`;

function textOf({ parts, why }: Letter, city: string, kept: boolean): string {
  const say = (part: Part): string => {
    if (typeof part === 'string') return part;
    if ('list' in part) return part.list.map((line) => `- ${oneLine(line)}`).join('\n');
    return `${part.link}:\n${kept && part.once ? GONE : part.href}`;
  };
  return `${[heading(city), ...parts.map(say), `--\n${why}`].join('\n\n')}\n`;
}

function htmlOf({ subject, parts, why }: Letter, city: string): string {
  const say = (part: Part): string => {
    if (typeof part === 'string') return `<p>${escaped(part)}</p>`;
    if ('list' in part) {
      return `<ul>${part.list.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
    }
    return `<p><a href="${escaped(part.href)}"><strong>${escaped(part.link)}</strong></a></p>`;
  };
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(oneLine(subject))}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.5; max-width: 38em; margin: 0; padding: 1em">',
    `<p><strong>${escaped(heading(city))}</strong></p>`,
    ...parts.map(say),
    `<hr><p><small>${escaped(why)}</small></p>`,
    '</body></html>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  const AS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (one) => AS[one] ?? one).replaceAll('\n', '<br>');
}
