const MOST_KEPT = 5_000;

/** The function with a memory of its latest answers, which all of its callers share: they must not be changed. */
export function recently<T>(find: (text: string) => T): (text: string) => T {
  const answers = new Map<string, { readonly answer: T }>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known.answer;
    if (answers.size >= MOST_KEPT) answers.clear();
    const answer = find(text);
    answers.set(text, { answer });
    return answer;
  };
}
