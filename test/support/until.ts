/** Waits for a condition; fails when it does not come true in time. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 10_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`did not come true within ${milliseconds} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
