// An awk program as data.

export type Expr =
  | { kind: 'number'; value: number; slow?: boolean }
  | { kind: 'string'; value: string; slow?: boolean }
  | { kind: 'regex'; source: string; slow?: boolean }
  /** A value that has been worked out already. */
  | { kind: 'value'; value: unknown; slow?: boolean }
  | { kind: 'name'; name: string; slot: number; local: boolean; slow?: boolean }
  | { kind: 'field'; index: Expr; slow?: boolean }
  | { kind: 'index'; array: Expr; keys: Expr[]; slow?: boolean }
  | { kind: 'in'; keys: Expr[]; array: Expr; slow?: boolean }
  | { kind: 'assign'; operator: string; target: Expr; value: Expr; slow?: boolean }
  | { kind: 'change'; by: 1 | -1; prefix: boolean; target: Expr; slow?: boolean }
  | { kind: 'unary'; operator: string; of: Expr; slow?: boolean }
  | { kind: 'binary'; operator: string; left: Expr; right: Expr; slow?: boolean }
  | { kind: 'compare'; operator: string; left: Expr; right: Expr; slow?: boolean }
  | { kind: 'match'; inverted: boolean; left: Expr; right: Expr; slow?: boolean }
  | { kind: 'and' | 'or'; left: Expr; right: Expr; slow?: boolean }
  | { kind: 'choose'; condition: Expr; yes: Expr; no: Expr; slow?: boolean }
  | { kind: 'concat'; parts: Expr[]; slow?: boolean }
  | { kind: 'group'; of: Expr; slow?: boolean }
  | { kind: 'builtin'; name: string; args: Expr[]; slow?: boolean }
  | { kind: 'call'; name: string; args: Expr[]; indirect?: boolean; slow?: boolean }
  | { kind: 'getline'; from: 'input' | 'file' | 'command'; source: Expr | undefined; target: Expr | undefined; slow?: boolean };

export interface Redirection {
  kind: '>' | '>>' | '|';
  to: Expr;
}

export type Statement =
  | { kind: 'expression'; expr: Expr; slow?: boolean }
  | { kind: 'print' | 'printf'; args: Expr[]; redirection: Redirection | undefined; slow?: boolean }
  | { kind: 'block'; body: Statement[]; slow?: boolean }
  | { kind: 'if'; condition: Expr; yes: Statement; no: Statement | undefined; slow?: boolean }
  | { kind: 'while'; condition: Expr; body: Statement; slow?: boolean }
  | { kind: 'do'; condition: Expr; body: Statement; slow?: boolean }
  | { kind: 'for'; start: Statement | undefined; condition: Expr | undefined; step: Statement | undefined; body: Statement; slow?: boolean }
  | { kind: 'forin'; target: Expr; array: Expr; body: Statement; slow?: boolean }
  | { kind: 'switch'; of: Expr; cases: { match: Expr | undefined; body: Statement[] }[]; slow?: boolean }
  | { kind: 'delete'; array: Expr; keys: Expr[] | undefined; slow?: boolean }
  | { kind: 'return'; value: Expr | undefined; slow?: boolean }
  | { kind: 'exit'; status: Expr | undefined; slow?: boolean }
  | { kind: 'break' | 'continue' | 'next' | 'nextfile'; slow?: boolean };

export interface Rule {
  pattern: Expr | undefined;
  /** The end of a range. */
  until: Expr | undefined;
  action: Statement | undefined;
  active: boolean;
}

export interface Func {
  name: string;
  parameters: string[];
  body: Statement;
  slow: boolean;
}

export interface Program {
  begin: Statement[];
  end: Statement[];
  beginFile: Statement[];
  endFile: Statement[];
  rules: Rule[];
  functions: Map<string, Func>;
  /** Functions that are called, each with where first. */
  calls: Map<string, string>;
  /** Global variables by name, with their slots. */
  globals: Map<string, number>;
}
