// The bytes of a file in memory, page by page: holes cost nothing, nor do pages of zeros, though they count. What tmpfs and ext4 keep files in.

export const PAGE_BYTES = 4096;
const CHUNK_BYTES = 65536;
const PAGES_PER_CHUNK = CHUNK_BYTES / PAGE_BYTES;

/** `bytes` may be shorter than what is written (the rest is zeros) or shared with another store (`shared`: copy before writing). */
interface Chunk {
  bytes: Uint8Array | undefined;
  /** One bit for each page that is there. */
  pages: number;
  shared: boolean;
}

/** Asked before pages are taken (positive) and told when they are given back (negative). Throws ENOSPC or ENOMEM. */
export type PageCharge = (pages: number, store: { memcg?: unknown }) => void;

const EMPTY = new Uint8Array(0);

export class PageStore {
  size = 0;
  /** How many pages are there. */
  pages = 0;
  /** Which cgroup its pages are charged to. */
  memcg: unknown;
  #chunks: (Chunk | undefined)[] = [];

  /** A copy of up to `max` bytes from `offset`. */
  read(offset: number, max: number): Uint8Array {
    const end = Math.min(offset + max, this.size);
    if (end <= offset) return EMPTY;
    const first = Math.floor(offset / CHUNK_BYTES);
    const start = first * CHUNK_BYTES;
    if (end <= start + CHUNK_BYTES) {
      const bytes = this.#chunks[first]?.bytes;
      const have = bytes ? Math.min(bytes.length, end - start) : 0;
      if (bytes && have === end - start) return bytes.slice(offset - start, have);
    }
    const out = new Uint8Array(end - offset);
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / CHUNK_BYTES);
      const inChunk = at - index * CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - inChunk, end - at);
      const bytes = this.#chunks[index]?.bytes;
      if (bytes && inChunk < bytes.length) out.set(bytes.subarray(inChunk, Math.min(bytes.length, inChunk + length)), at - offset);
      at += length;
    }
    return out;
  }

  /** Writes as much as there is room for; gives how much. Throws what `charge` throws where that is nothing. */
  write(offset: number, data: Uint8Array, charge: PageCharge): number {
    const end = offset + data.length;
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / CHUNK_BYTES);
      const inChunk = at - index * CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - inChunk, end - at);
      const done = this.#writeChunk(index, inChunk, data, at - offset, length, charge, at === offset);
      at += done;
      if (at > this.size) this.size = at;
      if (done < length) return at - offset;
    }
    return data.length;
  }

  /** Cuts off, or grows by a hole. */
  truncate(size: number, charge: PageCharge): void {
    if (size < this.size) {
      const index = Math.floor(size / CHUNK_BYTES);
      const inChunk = size - index * CHUNK_BYTES;
      for (let at = index + 1; at < this.#chunks.length; at++) this.#dropPages(at, 0xffff, charge);
      this.#chunks.length = Math.min(this.#chunks.length, index + 1);
      const firstGone = Math.ceil(inChunk / PAGE_BYTES);
      this.#dropPages(index, (0xffff << firstGone) & 0xffff, charge);
      const chunk = this.#chunks[index];
      if (chunk?.bytes && chunk.bytes.length > inChunk) {
        chunk.bytes = chunk.bytes.slice(0, inChunk);
        chunk.shared = false;
      }
    }
    this.size = size;
  }

  /** fallocate(2): makes pages be there, or (punchHole) not. */
  allocate(offset: number, length: number, charge: PageCharge): void {
    const last = Math.ceil((offset + length) / PAGE_BYTES);
    const wanted: [number, number][] = [];
    let count = 0;
    for (let page = Math.floor(offset / PAGE_BYTES); page < last; page++) {
      const index = Math.floor(page / PAGES_PER_CHUNK);
      const bit = 1 << (page % PAGES_PER_CHUNK);
      if ((this.#chunks[index]?.pages ?? 0) & bit) continue;
      wanted.push([index, bit]);
      count++;
    }
    if (count > 0) charge(count, this);
    for (const [index, bit] of wanted) this.#chunk(index).pages |= bit;
    this.pages += count;
  }

  punchHole(offset: number, length: number, charge: PageCharge): void {
    const end = Math.min(offset + length, this.size);
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / CHUNK_BYTES);
      const inChunk = at - index * CHUNK_BYTES;
      const span = Math.min(CHUNK_BYTES - inChunk, end - at);
      const chunk = this.#chunks[index];
      if (chunk?.bytes) this.#own(chunk, chunk.bytes.length).fill(0, inChunk, inChunk + span);
      const from = Math.ceil(inChunk / PAGE_BYTES);
      const to = at + span >= this.size ? PAGES_PER_CHUNK : Math.floor((inChunk + span) / PAGE_BYTES);
      if (to > from) this.#dropPages(index, ((1 << to) - 1) & ~((1 << from) - 1), charge);
      at += span;
    }
  }

  /** SEEK_DATA and SEEK_HOLE: where the next page that is there, or is not, begins from `offset` on; `size` where there is none. */
  next(offset: number, kind: 'data' | 'hole'): number {
    let page = Math.floor(offset / PAGE_BYTES);
    for (; page * PAGE_BYTES < this.size; page++) {
      const there = ((this.#chunks[Math.floor(page / PAGES_PER_CHUNK)]?.pages ?? 0) >> (page % PAGES_PER_CHUNK)) & 1;
      if ((there === 1) === (kind === 'data')) return Math.max(offset, page * PAGE_BYTES);
    }
    return this.size;
  }

  /** The same bytes, shared until either is written: a copy-up, a reflink. */
  share(charge: PageCharge): PageStore {
    const copy = new PageStore();
    if (this.pages > 0) charge(this.pages, copy);
    copy.size = this.size;
    copy.pages = this.pages;
    copy.#chunks = this.#chunks.map(chunk => {
      if (!chunk) return undefined;
      chunk.shared = chunk.bytes !== undefined;
      return { ...chunk };
    });
    return copy;
  }

  /** Takes bytes as they are (not copied, never changed), with zeros behind them up to `size`: a file of an image. */
  static of(bytes: Uint8Array, size = bytes.length, charge?: PageCharge): PageStore {
    const store = new PageStore();
    const pages = Math.ceil(size / PAGE_BYTES);
    if (pages > 0) charge?.(pages, store);
    store.size = size;
    store.pages = pages;
    for (let at = 0; at < size; at += CHUNK_BYTES) {
      const count = Math.min(PAGES_PER_CHUNK, Math.ceil((size - at) / PAGE_BYTES));
      const part = at < bytes.length ? bytes.subarray(at, at + CHUNK_BYTES) : undefined;
      store.#chunks.push({ bytes: part, pages: (1 << count) - 1, shared: true });
    }
    return store;
  }

  #chunk(index: number): Chunk {
    while (this.#chunks.length <= index) this.#chunks.push(undefined);
    return (this.#chunks[index] ??= { bytes: undefined, pages: 0, shared: false });
  }

  #dropPages(index: number, mask: number, charge: PageCharge): void {
    const chunk = this.#chunks[index];
    if (!chunk) return;
    const gone = bitCount(chunk.pages & mask);
    if (gone === 0) return;
    chunk.pages &= ~mask;
    this.pages -= gone;
    charge(-gone, this);
    if (chunk.pages === 0) this.#chunks[index] = undefined;
  }

  #writeChunk(index: number, at: number, data: Uint8Array, from: number, wanted: number, charge: PageCharge, first: boolean): number {
    const chunk = this.#chunk(index);
    const firstPage = Math.floor(at / PAGE_BYTES);
    const lastPage = Math.floor((at + wanted - 1) / PAGE_BYTES);
    const mask = ((1 << (lastPage + 1)) - 1) & ~((1 << firstPage) - 1);
    const missing = bitCount(mask & ~chunk.pages);
    let length = wanted;
    if (missing > 0) {
      length = this.#takePages(chunk, firstPage, lastPage, missing, at, wanted, charge, first);
      if (length === 0) return 0;
    }
    const end = at + length;
    if (isZero(data, from, from + length)) {
      if (chunk.bytes && at < chunk.bytes.length) this.#own(chunk, chunk.bytes.length).fill(0, at, Math.min(end, chunk.bytes.length));
      return length;
    }
    this.#own(chunk, end).set(from === 0 && length === data.length ? data : data.subarray(from, from + length), at);
    return length;
  }

  /** Charges for the pages a write needs: all at once, else one by one as far as it goes. Gives the bytes that may be written. */
  #takePages(
    chunk: Chunk,
    firstPage: number,
    lastPage: number,
    missing: number,
    at: number,
    wanted: number,
    charge: PageCharge,
    first: boolean,
  ): number {
    const mask = ((1 << (lastPage + 1)) - 1) & ~((1 << firstPage) - 1);
    try {
      charge(missing, this);
      chunk.pages |= mask;
      this.pages += missing;
      return wanted;
    } catch (error) {
      for (let page = firstPage; page <= lastPage; page++) {
        if ((chunk.pages >> page) & 1) continue;
        try {
          charge(1, this);
        } catch {
          const length = Math.max(0, Math.min(wanted, page * PAGE_BYTES - at));
          if (length === 0 && first) throw error;
          return length;
        }
        chunk.pages |= 1 << page;
        this.pages++;
      }
      return wanted;
    }
  }

  /** The chunk's bytes, its own and at least `length` long. */
  #own(chunk: Chunk, length: number): Uint8Array {
    const { bytes } = chunk;
    if (bytes && !chunk.shared && bytes.length >= length) return bytes;
    const have = bytes?.length ?? 0;
    const room = length <= have ? have : have === 0 ? length : Math.min(CHUNK_BYTES, Math.max(length, have * 2));
    const own = new Uint8Array(room);
    if (bytes) own.set(bytes);
    chunk.bytes = own;
    chunk.shared = false;
    return own;
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count++;
  return count;
}

function isZero(data: Uint8Array, from: number, to: number): boolean {
  if (data[from] !== 0 || data[to - 1] !== 0) return false;
  for (let at = from; at < to; at++) if (data[at] !== 0) return false;
  return true;
}
