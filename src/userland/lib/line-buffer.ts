// The text of a line that is being edited, its cursor, what was killed and what can be undone. As GNU readline 8.3's text.c and kill.c.

export class LineBuffer {
  protected line: string[] = [];
  protected point = 0;
  protected undone: { line: string[]; point: number }[] = [];
  protected killed: string[] = [];
  protected yanked: { at: number; length: number } | undefined;

  get text(): string {
    return this.line.join('');
  }

  protected save(): void {
    this.undone.push({ line: this.line.slice(), point: this.point });
  }

  protected set(text: string, point?: number): void {
    this.line = [...text];
    this.point = point ?? this.line.length;
  }

  insert(text: string, joins = false): void {
    if (!joins) this.save();
    const characters = [...text];
    this.line.splice(this.point, 0, ...characters);
    this.point += characters.length;
  }

  move(by: number): void {
    this.point = Math.max(0, Math.min(this.line.length, this.point + by));
  }

  moveTo(place: 'start' | 'end'): void {
    this.point = place === 'start' ? 0 : this.line.length;
  }

  /** The place a word's edge is at, from the cursor on. */
  protected wordEdge(direction: 1 | -1, isWord: (char: string) => boolean = char => /[\p{L}\p{N}]/u.test(char)): number {
    let at = this.point;
    const next = (): string | undefined => this.line[direction > 0 ? at : at - 1];
    while (next() !== undefined && !isWord(next()!)) at += direction;
    while (next() !== undefined && isWord(next()!)) at += direction;
    return at;
  }

  moveWord(direction: 1 | -1): void {
    this.point = this.wordEdge(direction);
  }

  /** Takes out text between the cursor and a place, into the kill ring where asked. */
  protected cut(to: number, kills: boolean): void {
    const [from, until] = to < this.point ? [to, this.point] : [this.point, to];
    if (from === until) return;
    this.save();
    const text = this.line.splice(from, until - from).join('');
    this.point = from;
    if (kills) this.killed.unshift(text);
  }

  erase(by: 1 | -1): void {
    this.cut(Math.max(0, Math.min(this.line.length, this.point + by)), false);
  }

  killTo(place: 'start' | 'end' | 'word' | 'back-word' | 'back-blank'): void {
    if (place === 'start') this.cut(0, true);
    else if (place === 'end') this.cut(this.line.length, true);
    else if (place === 'word') this.cut(this.wordEdge(1), true);
    else if (place === 'back-word') this.cut(this.wordEdge(-1), true);
    else
      this.cut(
        this.wordEdge(-1, char => !/\s/.test(char)),
        true,
      );
  }

  yank(): void {
    const text = this.killed[0];
    if (text === undefined) return;
    this.yanked = { at: this.point, length: [...text].length };
    this.insert(text);
  }

  yankPop(): void {
    if (this.yanked === undefined || this.killed.length < 2) return;
    this.line.splice(this.yanked.at, this.yanked.length);
    this.point = this.yanked.at;
    this.killed.push(this.killed.shift()!);
    this.yank();
  }

  undo(): void {
    const before = this.undone.pop();
    if (before === undefined) return;
    this.line = before.line;
    this.point = before.point;
  }

  transpose(): void {
    if (this.point === 0 || this.line.length < 2) return;
    this.save();
    const at = this.point === this.line.length ? this.point - 1 : this.point;
    const [a, b] = [this.line[at - 1]!, this.line[at]!];
    this.line.splice(at - 1, 2, b, a);
    this.point = at + 1;
  }

  changeWord(change: (word: string) => string): void {
    const end = this.wordEdge(1);
    this.save();
    const word = this.line.slice(this.point, end).join('');
    this.line.splice(this.point, end - this.point, ...change(word));
    this.point = end;
  }
}
