// The tree of a script as the interpreter walks it. Words keep their source text: what is inside them is read when they are first expanded.

/** A word as it is written, quotes and all, and what the first expansion made of it. */
export interface Word {
  raw: string;
  templates?: Template[];
}

/** A word without brace lists, in parts; `literal` where it expands to nothing but that text. */
export interface Template {
  parts: Part[];
  literal: string | undefined;
}

export type Part =
  | { kind: 'text'; text: string; quoted: boolean }
  /** "" or '': a field, though empty. */
  | { kind: 'empty' }
  | { kind: 'tilde'; user: string }
  | { kind: 'parameter'; quoted: boolean; parameter: Parameter }
  | { kind: 'command'; quoted: boolean; text: string; form: 'subshell' | 'here' | 'reply'; script?: Script }
  | { kind: 'arithmetic'; quoted: boolean; text: string; template?: Template }
  | { kind: 'process'; direction: '<' | '>'; text: string; script?: Script };

/** What stands inside ${…}; a plain $x has only a name. */
export interface Parameter {
  name: string;
  /** The subscript's source, without brackets. */
  index?: string | undefined;
  indirect?: boolean;
  length?: boolean;
  /** "-" ":-" … "#" "##" "%" "%%" "/" "//" "/#" "/%" ":" "^" "^^" "," ",," "~" "~~" "@", or "names" for ${!x*}. */
  operator?: string;
  operands?: Operand[];
  /** As written, for messages. */
  raw: string;
  /** Not a parameter expansion at all: an error when it is reached. */
  bad?: boolean;
}

export interface Operand {
  raw: string;
  quoted: boolean;
  template?: Template;
}

export interface Assignment {
  name: string;
  index?: string | undefined;
  append: boolean;
  /** A word, or the elements of (…). */
  value: Word | Word[];
  raw: string;
}

export type RedirectOperator = '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<<';

export interface Redirect {
  operator: RedirectOperator;
  /** Undefined: 0 or 1 as the operator has it. A name for {name}>. */
  fd: number | string | undefined;
  target: Word;
  /** A here-document's body and whether its delimiter was quoted. */
  body?: { text: string; expands: boolean; delimiter: string; stripsTabs: boolean; template?: Template };
}

interface Located {
  line: number;
}

export interface Simple extends Located {
  kind: 'simple';
  assignments: Assignment[];
  /** Words; an assignment among the arguments (declare x=1) keeps its shape. */
  words: (Word | Assignment)[];
  redirects: Redirect[];
}
export interface Pipeline extends Located {
  kind: 'pipeline';
  negated: boolean;
  timed: boolean | 'posix';
  commands: Node[];
  /** For each "|" whether it is "|&". */
  stderrToo: boolean[];
}
export interface AndOr extends Located {
  kind: 'and-or';
  commands: Node[];
  operators: ('&&' | '||')[];
}
export interface Statement extends Located {
  node: Node;
  background: boolean;
  endLine: number;
}
export type List = Statement[];
export interface If extends Located {
  kind: 'if';
  branches: { condition: List; body: List }[];
  otherwise: List | undefined;
  redirects: Redirect[];
}
export interface Loop extends Located {
  kind: 'loop';
  until: boolean;
  condition: List;
  body: List;
  redirects: Redirect[];
}
export interface For extends Located {
  kind: 'for' | 'select';
  name: string;
  words: Word[] | undefined;
  body: List;
  redirects: Redirect[];
}
export interface ArithmeticFor extends Located {
  kind: 'arithmetic-for';
  initialize: string;
  test: string;
  update: string;
  body: List;
  redirects: Redirect[];
}
export interface Case extends Located {
  kind: 'case';
  word: Word;
  items: { patterns: Word[]; body: List; terminator: ';;' | ';&' | ';;&' }[];
  redirects: Redirect[];
}
export interface Group extends Located {
  kind: 'group' | 'subshell';
  body: List;
  redirects: Redirect[];
}
export interface FunctionDefinition extends Located {
  kind: 'function';
  name: string;
  body: Node;
  /** Where it was read, for BASH_SOURCE. */
  keyword: boolean;
}
export interface Conditional extends Located {
  kind: 'conditional';
  test: Test;
  redirects: Redirect[];
}
export interface Arithmetic extends Located {
  kind: 'arithmetic';
  text: string;
  redirects: Redirect[];
}
export interface Coprocess extends Located {
  kind: 'coproc';
  name: string;
  body: Node;
}

export type Node =
  | Simple
  | Pipeline
  | AndOr
  | If
  | Loop
  | For
  | ArithmeticFor
  | Case
  | Group
  | FunctionDefinition
  | Conditional
  | Arithmetic
  | Coprocess;

export type Test =
  | { kind: 'unary'; operator: string; operand: Word }
  | { kind: 'binary'; operator: string; left: Word; right: Word }
  | { kind: 'and' | 'or'; left: Test; right: Test }
  | { kind: 'not'; operand: Test }
  | { kind: 'word'; operand: Word }
  | { kind: 'group'; operand: Test };

export interface Script {
  statements: List;
}
