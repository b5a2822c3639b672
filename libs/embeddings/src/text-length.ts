/** Texts are read up to here: a series is described in a few hundred characters, and the time a text takes is bounded. */
export const MAX_TEXT_LENGTH = 8_000;
