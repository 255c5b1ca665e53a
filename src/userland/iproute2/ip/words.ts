// The words of a command line, taken one after the other, with iproute2's rules for prefixes of keywords.

import { incomplete } from '../fatal.ts';

export class Words {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** The word that comes next, or undefined at the end. */
  get peek(): string | undefined {
    return this.#words[this.#at];
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  /** Takes the next word (NEXT_ARG): ends the program where there is none. */
  next(): string {
    return this.#words[this.#at++] ?? incomplete();
  }

  /** Takes the next word if it is there. */
  shift(): string | undefined {
    return this.#at < this.#words.length ? this.#words[this.#at++] : undefined;
  }

  /** One word back. */
  back(): void {
    this.#at--;
  }

  rest(): string[] {
    const rest = this.#words.slice(this.#at);
    this.#at = this.#words.length;
    return rest;
  }
}

/** matches(): is the word a beginning of the keyword? An empty word is none. */
export const matches = (word: string, keyword: string): boolean => word !== '' && keyword.startsWith(word);

/** The first keyword of a list that the word begins; undefined where there is none. */
export const keywordOf = <K extends string>(word: string, keywords: readonly K[]): K | undefined =>
  keywords.find(keyword => matches(word, keyword));
