/**
 * Values that change too often for React state: levels at 30 Hz, link quality once a second.
 * Whoever shows them subscribes and writes to the page by itself.
 */

export type Listener<Value> = (value: Value) => void;

export interface Feed<Value> {
  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener<Value>): () => void;
}

export class Broadcast<Value> implements Feed<Value> {
  readonly #listeners = new Set<Listener<Value>>();

  subscribe(listener: Listener<Value>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(value: Value): void {
    for (const listener of this.#listeners) {
      listener(value);
    }
  }
}
