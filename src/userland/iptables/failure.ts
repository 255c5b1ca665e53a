// How the iptables programs give up: with which words and status. As xtables_error of libxtables 1.8.13 and iptables-nft's main functions.

export const VERSION = '1.8.13';

/** Ends the program. `text` goes to standard error as it is. */
export class Failure extends Error {
  readonly text: string;
  readonly status: number;
  constructor(text: string, status: number) {
    super(text);
    this.text = text;
    this.status = status;
  }
}

/** Who speaks: the program's name, and in restore the line it is at. */
export interface Speaker {
  name: string;
  line?: number;
}

const tryHelp = ({ name, line }: Speaker): string =>
  `${line === undefined ? '' : `Error occurred at line: ${line}\n`}Try \`${name} -h' or '${name} --help' for more information.\n`;

/** A mistake on the command line (PARAMETER_PROBLEM). */
export const usageFailure = (speaker: Speaker, words: string): Failure =>
  new Failure(`${speaker.name} v${VERSION} (nf_tables): ${words}\n${tryHelp(speaker)}`, 2);

/** A word that belongs to nothing. */
export const badArgument = (speaker: Speaker, word: string): Failure => new Failure(`Bad argument \`${word}'\n${tryHelp(speaker)}`, 2);

/** Only the hint: what -6 gets of iptables. */
export const onlyHint = (speaker: Speaker): Failure => new Failure(tryHelp(speaker), 2);

/** The table is none that this kernel has (VERSION_PROBLEM). */
export const versionFailure = (speaker: Speaker, words: string): Failure =>
  new Failure(`${speaker.name} v${VERSION} (nf_tables): ${words}\nPerhaps ${speaker.name} or your kernel needs to be upgraded.\n`, 3);

/** The kernel's no to a change, or to all (RESOURCE_PROBLEM). */
export const kernelFailure = (speaker: Speaker, words: string): Failure =>
  new Failure(`${speaker.name} v${VERSION} (nf_tables): ${words}\n`, 4);

/** A command that found nothing to work on. */
export const plainFailure = ({ name, line }: Speaker, words: string): Failure =>
  new Failure(line === undefined ? `${name}: ${words}.\n` : `${name}: line ${line} failed: ${words}.\n`, 1);

export const NO_CHAIN = 'No chain/target/match by that name';
export const BAD_RULE = 'Bad rule (does a matching rule exist in that chain?)';
