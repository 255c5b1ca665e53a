// Lists as tables, templates or JSON lines: what --format asks for. As docker-cli 28.5.2's formatter.

import { goJson } from '../../../userland/lib/go-json.ts';
import { ANY, GoObject } from '../../../userland/lib/go-value.ts';
import { DOCKER_TABLE, tabulate } from '../../../userland/lib/tabwriter.ts';
import { type Template, TemplateExecError, TemplateParseError } from '../../../userland/lib/template.ts';
import type { Cli } from '../cli.ts';
import { HEADER_FUNCTIONS, parse } from './functions.ts';

/** The methods of a formatter context: each with its header and what it gives for a row. */
export type Columns<Row> = Readonly<Record<string, readonly [header: string, get: (row: Row) => unknown]>>;

/** Methods with an argument, as `{{.Label "x"}}`. */
export type Methods<Row> = Readonly<Record<string, (row: Row, argument: string) => unknown>>;

export interface Shape<Row> {
  /** "*formatter.ContainerContext". */
  goName: string;
  columns: Columns<Row>;
  methods?: Methods<Row>;
  /** What `{{json .}}` writes where it is not the columns. */
  json?: (row: Row) => unknown;
}

class RowObject<Row> extends GoObject {
  readonly goName: string;
  readonly #shape: Shape<Row>;
  readonly #row: Row;

  constructor(shape: Shape<Row>, row: Row) {
    super();
    this.goName = shape.goName;
    this.#shape = shape;
    this.#row = row;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#shape.columns, name) ? (this.#shape.columns[name]![1](this.#row) ?? null) : undefined;
  }

  override call(name: string, args: readonly unknown[]): unknown {
    return this.#shape.methods?.[name]?.(this.#row, String(args[0] ?? ''));
  }

  json(): unknown {
    if (this.#shape.json) return this.#shape.json(this.#row);
    const names = Object.keys(this.#shape.columns).sort();
    return Object.fromEntries(names.map(name => [name, this.get(name)]));
  }
}

/** A table's header: each method gives its column's name, one with an argument that. */
class HeaderObject<Row> extends GoObject {
  readonly goName = 'formatter.SubHeaderContext';
  readonly #shape: Shape<Row>;

  constructor(shape: Shape<Row>) {
    super();
    this.#shape = shape;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#shape.columns, name) ? this.#shape.columns[name]![0] : { type: ANY, value: undefined };
  }

  override call(_name: string, args: readonly unknown[]): unknown {
    return String(args[0] ?? '')
      .split('.')
      .at(-1)!
      .replace(/[-_]/g, ' ');
  }

  json(): unknown {
    return {};
  }
}

/** A format with its `\t` and `\n` made real, and whether it is a table. */
export function readFormat(format: string): { table: boolean; text: string } {
  const table = format.startsWith('table');
  const text = (table ? format.slice('table'.length) : format).replace(/^ +| +$/g, '');
  return { table, text: (text === 'json' ? '{{json .}}' : text).replaceAll('\\t', '\t').replaceAll('\\n', '\n') };
}

/** The lines of `rows` by a format: "table …", "json" or a template. Throws in docker's words. */
export function formatRows<Row>(shape: Shape<Row>, rows: readonly Row[], format: string): string {
  const { table, text } = readFormat(format);
  const template = parseFormat(text);
  const body = rows.map(row => `${execute(template, new RowObject(shape, row))}\n`).join('');
  if (!table) return body;
  const header = execute(template, new HeaderObject(shape), true);
  return tabulate(`${header}\n${body}`, DOCKER_TABLE);
}

/** Prints rows: `given` is --format's text, `usual` the format where there is none. */
export async function printRows<Row>(cli: Cli, shape: Shape<Row>, rows: readonly Row[], given: string, usual: string): Promise<void> {
  const format = given === '' ? usual : given;
  await cli.out(formatRows(shape, rows, format === 'table' ? usualTable(usual) : format));
}

const usualTable = (usual: string): string => (usual.startsWith('table') ? usual : `table ${usual}`);

function parseFormat(text: string): Template {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TemplateParseError) throw new Error(`failed to parse template: ${error.message}`);
    throw error;
  }
}

function execute(template: Template, data: unknown, header = false): string {
  try {
    return template.execute(data, header ? { functions: HEADER_FUNCTIONS } : {});
  } catch (error) {
    if (error instanceof TemplateExecError) throw new Error(`failed to execute template: ${error.message}`);
    throw error;
  }
}

/** One value by a template, as `docker version` and `docker info` do: a newline is added. */
export function formatOne(data: unknown, format: string): string {
  if (format === 'json') return `${goJson(data)}\n`;
  const template = (() => {
    try {
      return parse(format);
    } catch (error) {
      if (error instanceof TemplateParseError) throw new Error(`template parsing error: ${error.message}`);
      throw error;
    }
  })();
  return `${template.execute(data)}\n`;
}

/** Twelve digits of an id, without the name of its digest. */
export const shortId = (id: string): string => (id.includes(':') ? id.slice(id.indexOf(':') + 1) : id).slice(0, 12);

/** A text cut to a width, the last place "…". */
export function ellipsis(text: string, most: number): string {
  const chars = [...text];
  if (chars.length <= most) return text;
  return most <= 1 ? chars.slice(0, most).join('') : `${chars.slice(0, most - 1).join('')}…`;
}
