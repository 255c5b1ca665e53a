// A command written back as text: for jobs, BASH_COMMAND and declare -f. As bash 5.3's print_cmd.c.

import type { Assignment, FunctionDefinition, List, Node, Redirect, Test, Word } from './ast.ts';

const STEP = 4;

/** A command on as few lines as bash gives it. */
export const printNode = (node: Node): string => new Printer().node(node);

/** declare -f: "name () \n{ \n    body\n}". */
export function printFunction(definition: FunctionDefinition): string {
  const printer = new Printer();
  return `${definition.name} () \n${printer.functionBody(definition.body)}`;
}

/** A function's body as the environment carries it: "() {  echo a;\n echo b\n}". */
export function exportedFunction(definition: FunctionDefinition): string {
  const body = new Printer().functionBody(definition.body).replace(/^ +/gm, spaces => ' '.repeat(spaces.length / STEP));
  return `() ${body.replace(/^\{ \n /, '{  ')}`;
}

const wordText = (word: Word | Assignment): string => word.raw;

export function redirectText(redirect: Redirect): string {
  const fd = typeof redirect.fd === 'string' ? `{${redirect.fd}}` : redirect.fd === undefined ? '' : String(redirect.fd);
  const { operator, target, body } = redirect;
  if (body !== undefined) return `${fd}<<${body.stripsTabs ? '-' : ''}${body.delimiter}`;
  if (operator === '>&' || operator === '<&') {
    const from = fd === '' ? (operator === '>&' ? '1' : '0') : fd;
    return `${from}${operator}${target.raw}`;
  }
  if (operator === '&>' || operator === '&>>') return `${operator} ${target.raw}`;
  return `${fd}${operator} ${target.raw}`;
}

class Printer {
  #indent = 0;
  #documents: Redirect[] = [];
  /** Inside a function, groups go over several lines. */
  #inFunction = false;

  #pad(): string {
    return ' '.repeat(this.#indent);
  }

  functionBody(body: Node): string {
    const before = this.#inFunction;
    this.#inFunction = true;
    const redirects = 'redirects' in body ? body.redirects : [];
    const inner = body.kind === 'group' ? this.#block(body.body) : this.#block([{ node: body, background: false, line: 0, endLine: 0 }]);
    this.#inFunction = before;
    const tail = body.kind === 'group' ? this.#redirects(redirects) : '';
    return `${this.#pad()}{ \n${inner}\n${this.#pad()}}${tail}`;
  }

  /** Statements on lines of their own, one step further in, the last without its semicolon. */
  #block(list: List): string {
    this.#indent += STEP;
    const text = this.#lines(list, '');
    this.#indent -= STEP;
    return text;
  }

  /** The same with a semicolon after the last one too. */
  #clause(list: List): string {
    this.#indent += STEP;
    const text = this.#lines(list, ';');
    this.#indent -= STEP;
    return text;
  }

  #lines(list: List, last: string): string {
    return this.#pad() + this.#joined(list, `;\n${this.#pad()}`, last);
  }

  /** Statements after another, a background one with the next on its line. */
  #joined(list: List, separator: string, last: string): string {
    let text = '';
    for (const [at, statement] of list.entries()) {
      text += this.node(statement.node);
      const documents = this.#takeDocuments();
      const end = at === list.length - 1;
      if (statement.background) text += end ? ' &' : ' & ';
      else if (documents === '') text += end ? last : separator;
      text += documents === '' || end ? documents : documents + this.#pad();
    }
    return text;
  }

  /** Statements on one line: "a; b"; in a function on lines of their own. */
  #inline(list: List): string {
    return this.#joined(list, this.#inFunction ? `;\n${this.#pad()}` : '; ', '');
  }

  #takeDocuments(): string {
    const documents = this.#documents;
    this.#documents = [];
    return (
      documents.map(({ body }) => `\n${body!.text}${body!.delimiter.replace(/['"\\]/g, '')}`).join('') + (documents.length > 0 ? '\n' : '')
    );
  }

  #redirects(redirects: readonly Redirect[]): string {
    for (const redirect of redirects) if (redirect.body !== undefined) this.#documents.push(redirect);
    return redirects.map(redirect => ` ${redirectText(redirect)}`).join('');
  }

  node(node: Node): string {
    switch (node.kind) {
      case 'simple':
        return (
          [...node.assignments, ...node.words].map(wordText).join(' ') +
          this.#redirects(node.redirects).slice(node.assignments.length + node.words.length === 0 ? 1 : 0)
        );
      case 'pipeline':
        return this.#pipeline(node);
      case 'and-or':
        return node.commands.map((command, at) => (at === 0 ? '' : ` ${node.operators[at - 1]} `) + this.node(command)).join('');
      case 'subshell':
        return `( ${this.#inline(node.body)} )${this.#redirects(node.redirects)}`;
      case 'group':
        return this.#group(node.body, node.redirects);
      case 'if':
        return this.#if(node);
      case 'loop':
        return `${node.until ? 'until' : 'while'} ${this.#inline(node.condition)}; do\n${this.#clause(node.body)}\n${this.#pad()}done${this.#redirects(node.redirects)}`;
      case 'for':
      case 'select': {
        const words = node.words === undefined ? ' in "$@"' : ` in ${node.words.map(wordText).join(' ')}`;
        return `${node.kind} ${node.name}${words};\n${this.#pad()}do\n${this.#clause(node.body)}\n${this.#pad()}done${this.#redirects(node.redirects)}`;
      }
      case 'arithmetic-for':
        return `for ((${node.initialize || ' 1 '}; ${node.test || ' 1 '}; ${node.update || ' 1 '}))\n${this.#pad()}do\n${this.#clause(node.body)}\n${this.#pad()}done${this.#redirects(node.redirects)}`;
      case 'case':
        return this.#case(node);
      case 'function':
        return `function ${node.name} () \n${this.functionBody(node.body)}`;
      case 'conditional':
        return `[[ ${printTest(node.test)} ]]${this.#redirects(node.redirects)}`;
      case 'arithmetic':
        return `((${node.text}))${this.#redirects(node.redirects)}`;
      case 'coproc':
        return `coproc ${node.name === 'COPROC' ? '' : `${node.name} `}${this.node(node.body)}`;
    }
  }

  #pipeline(node: Extract<Node, { kind: 'pipeline' }>): string {
    const text = node.commands
      .map((command, at) => (at === 0 ? '' : node.stderrToo[at - 1] ? ' 2>&1 | ' : ' | ') + this.node(command))
      .join('');
    return `${node.timed === false ? '' : node.timed === 'posix' ? 'time -p ' : 'time '}${node.negated ? '! ' : ''}${text}`;
  }

  #group(body: List, redirects: readonly Redirect[]): string {
    if (!this.#inFunction) return `{ ${this.#inline(body)}${body.at(-1)?.background ? ' }' : '; }'}${this.#redirects(redirects)}`;
    return `{ \n${this.#block(body)}\n${this.#pad()}}${this.#redirects(redirects)}`;
  }

  #if(node: Extract<Node, { kind: 'if' }>): string {
    return this.#branches(node, 0) + this.#redirects(node.redirects);
  }

  /** An elif is written as an if inside the else. */
  #branches(node: Extract<Node, { kind: 'if' }>, at: number): string {
    const { condition, body } = node.branches[at]!;
    const head = `if ${this.#inline(condition)}; then\n${this.#clause(body)}\n${this.#pad()}`;
    if (at + 1 < node.branches.length) {
      this.#indent += STEP;
      const inner = `${this.#pad()}${this.#branches(node, at + 1)};`;
      this.#indent -= STEP;
      return `${head}else\n${inner}\n${this.#pad()}fi`;
    }
    return node.otherwise === undefined ? `${head}fi` : `${head}else\n${this.#clause(node.otherwise)}\n${this.#pad()}fi`;
  }

  #case(node: Extract<Node, { kind: 'case' }>): string {
    let text = `case ${node.word.raw} in `;
    this.#indent += STEP;
    for (const { patterns, body, terminator } of node.items) {
      text += `\n${this.#pad()}${patterns.map(wordText).join(' | ')})\n${this.#block(body)}\n${this.#pad()}${terminator}`;
    }
    this.#indent -= STEP;
    return `${text}\n${this.#pad()}esac${this.#redirects(node.redirects)}`;
  }
}

function printTest(test: Test): string {
  switch (test.kind) {
    case 'word':
      return `-n ${test.operand.raw}`;
    case 'unary':
      return `${test.operator} ${test.operand.raw}`;
    case 'binary':
      return `${test.left.raw} ${test.operator} ${test.right.raw}`;
    case 'not':
      return `! ${printTest(test.operand)}`;
    case 'group':
      return `( ${printTest(test.operand)} )`;
    default:
      return `${printTest(test.left)} ${test.kind === 'and' ? '&&' : '||'} ${printTest(test.right)}`;
  }
}
