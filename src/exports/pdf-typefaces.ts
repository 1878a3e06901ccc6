import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type Face = 'plain' | 'bold' | 'italic' | 'mono';

/** What to say where `lacked`. */
export const LACKED =
  'Some characters are printed here as their Unicode numbers, such as [U+4E2D], since this typeface ' +
  'does not have them. The record file has them as they were written.';

/** The typefaces of the portal's design system in a document, and its texts in characters that they have. */
export function typefacesOf(doc: PDFKit.PDFDocument) {
  for (const name of Object.keys(FILES) as Face[]) doc.registerFont(name, faceOf(name) as string);
  let lacked = false;
  // The face that was set last; the library shows it under no other name.
  const glyphsSet = () => (Reflect.get(doc, '_font') as { font: Glyphs }).font;
  return {
    use(name: Face): void {
      doc.font(name);
      if (!opened.has(name)) opened.set(name, glyphsSet());
    },
    /** The text in characters that the face in use has. */
    printable(text: string): string {
      const font = glyphsSet();
      return [...text.normalize('NFC').replaceAll('\r', '')]
        .map((char) => {
          if (char === '\n' || hasGlyph(font, char)) return char;
          const alike = ALIKE[char];
          if (alike !== undefined) return alike;
          lacked = true;
          return `[U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
        })
        .join('');
    },
    /** Whether some character had to be printed as its number so far. */
    get lacked() {
      return lacked;
    },
  };
}

type Glyphs = { hasGlyphForCodePoint(point: number): boolean };

function hasGlyph(font: Glyphs, char: string): boolean {
  const known = glyphs.get(font) ?? new Map<string, boolean>();
  glyphs.set(font, known);
  if (!known.has(char)) known.set(char, font.hasGlyphForCodePoint(char.codePointAt(0)!));
  return known.get(char)!;
}
const glyphs = new WeakMap<Glyphs, Map<string, boolean>>();

/** Signs that the typeface lacks and that can be said otherwise. */
const ALIKE: Readonly<Record<string, string>> = {
  '→': 'to',
  '✓': 'yes',
  '\t': '    ',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2011': '-',
};

const FILES: Record<Face, string> = {
  plain: 'public-sans/PublicSans-Regular.ttf',
  bold: 'public-sans/PublicSans-Bold.ttf',
  italic: 'public-sans/PublicSans-Italic.ttf',
  mono: 'roboto-mono/roboto-mono-v5-latin-regular.ttf',
};
const { resolve } = createRequire(import.meta.url);

/** Typefaces as the library has opened them: that takes long, and once is enough. */
const opened = new Map<Face, Glyphs>();

function faceOf(name: Face): unknown {
  return opened.get(name) ?? readFileSync(resolve(`@uswds/uswds/fonts/${FILES[name]}`));
}
