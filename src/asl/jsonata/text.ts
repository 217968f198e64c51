/** Whether a string of a JSONata state is an expression: exactly `{% … %}`, without anything around it. */
export function isJsonataExpression(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** The expression without its marks and the space around it, as AWS quotes it; other text as it is. */
export function expressionIn(text: string): string {
  return isJsonataExpression(text) ? text.slice(2, -2).trim() : text;
}
