export type DueEntry = { due: number; sequence: number; id: string };

/** A binary heap of things that fall due, the earliest on top; equal times keep the order of their sequence. */
export class DueHeap {
  #heap: DueEntry[] = [];

  get top(): DueEntry | undefined {
    return this.#heap[0];
  }

  clear(): void {
    this.#heap = [];
  }

  push(entry: DueEntry): void {
    let at = this.#heap.push({ due: entry.due, sequence: entry.sequence, id: entry.id }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfEarlier(at, parent)) break;
      at = parent;
    }
  }

  pop(): DueEntry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < heap.length && isEarlier(heap[right], heap[left]) ? right : left;
      if (child >= heap.length || !this.#swapIfEarlier(child, at)) return first;
      at = child;
    }
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]];
    if (!a || !b || !isEarlier(a, b)) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}

function isEarlier(a: DueEntry | undefined, b: DueEntry | undefined): boolean {
  if (!a || !b) return false;
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence);
}
