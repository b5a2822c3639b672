/** Words by which behaviours and times are read, which fingers and foreign tongues get wrong. */
const WORDS: ReadonlySet<string> = new Set(
  `monday tuesday wednesday thursday friday saturday sunday yesterday morning afternoon evening tonight midnight overnight weekend
  between dropped dropping climbing growing spiking increase increased increasing increases decrease decreased decreasing
  declining falling steadily gradually suddenly constantly stopped stopping reporting sending restarting restarted unusual
  unusually strange anomaly anomalies anomalous abnormal anything something nothing fluctuating fluctuates fluctuations unstable
  constant missing saturated exhausted recovered happened changed pattern periodic sawtooth behaviour behavior temporary`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** More than one slip, of words that many write so. */
const OFTEN: Readonly<Record<string, string>> = {
  wensday: 'wednesday',
  wendsday: 'wednesday',
  spikey: 'spiky',
  alot: 'a lot',
  anymore: 'any more',
  suddently: 'suddenly',
  leveled: 'levelled',
  plateaud: 'plateaued',
};

/** Of shorter ones, days aside, a slip is too often another word. */
const LONG = 7;

/**
 * The text with words of behaviour and time as they are spelled, where a letter was left out ("droped"), doubled ("risinng") or
 * two changed places ("yestreday"). All other words stay: they may be anybody's names.
 */
export function mendSpelling(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_./-])\p{L}+(?![\p{L}\p{N}_/-])/gu, (written) => {
    const word = written.toLowerCase();
    if (Object.hasOwn(OFTEN, word)) return OFTEN[word];
    return WORDS.has(word) ? written : (MISSPELT.get(word) ?? written);
  });
}

const MISSPELT: ReadonlyMap<string, string> = new Map(
  [...WORDS]
    .filter((word) => word.length >= LONG || word.endsWith('day'))
    .flatMap((word) => slipsOf(word).map((slip) => [slip, word] as const)),
);

/** Neither the first nor the last letter: "change" is no slip of "changed". */
function slipsOf(word: string): string[] {
  return Array.from({ length: word.length - 2 }, (_, k) => k + 1).flatMap((at) => {
    const [before, letter, after] = [word.slice(0, at), word[at], word.slice(at + 1)];
    const swapped = `${before}${after[0]}${letter}${after.slice(1)}`;
    return [`${before}${after}`, `${before}${letter}${letter}${after}`, swapped];
  });
}
