// Typed: one text as people in many places type or paste it. Any reader understands all of them.

const digits = (zero: number) => (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** What cannot be seen: of zero width, soft, for directions, and a mark at the beginning of a file. */
const unseen = [..."\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{200e}\u{200f}\u{202a}\u{202c}\u{202e}\u{2066}\u{2069}"];

/** Ways to type a text, by what is peculiar to them. */
export const disguises: Record<string, (text: string) => string> = {
  "Arabic-Indic digits": digits(0x660),
  "Persian digits": digits(0x6f0),
  "Devanagari digits": digits(0x966),
  "full-width digits": digits(0xff10),
  "what cannot be seen": (text) => [...text].map((character, at) => unseen[at % unseen.length] + character).join("") + "\u{200f}",
  "spaces around it": (text) => `\u{a0} ${text}\u{3000}`,
};

/** Ways to write what has no spaces and no dashes of its own. */
export const spellings: Record<string, (text: string) => string> = {
  ...disguises,
  "spaces and dashes": (text) => [...text].map((character, at) => (at % 3 === 2 ? `${character} \u{2013}\u{a0}` : character)).join(""),
};
