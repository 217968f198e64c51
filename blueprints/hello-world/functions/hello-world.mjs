/** A handler as AWS Lambda runs it: it gets the state's input, and what it returns is the state's result. */
export async function handler({ name = 'world' }) {
  return { greeting: `Hello, ${name}!`, 问候: `你好，${name}！` };
}
