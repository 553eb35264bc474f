// Steps that can be taken back: each is some cells with their texts before and after.

const MOST_STEPS = 200;

export class History {
  #done = [];
  #undone = [];

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Remembers a step; what was taken back before can no longer be redone. */
  add(before, after) {
    this.#done = [...this.#done, { before, after }].slice(-MOST_STEPS);
    this.#undone = [];
  }

  /** The changes that take the last step back; none when there is no step. */
  back() {
    const step = this.#done.pop();
    if (!step) return [];
    this.#undone.push(step);
    return step.before;
  }

  forward() {
    const step = this.#undone.pop();
    if (!step) return [];
    this.#done.push(step);
    return step.after;
  }

  /** Takes a ward out of every step: what was sent is corrected, not undone. */
  forget(ward) {
    const without = (steps) =>
      steps
        .map(({ before, after }) => ({ before: others(before, ward), after: others(after, ward) }))
        .filter(({ after }) => after.length);
    this.#done = without(this.#done);
    this.#undone = without(this.#undone);
  }
}

function others(changes, ward) {
  return changes.filter((change) => change.ward !== ward);
}
