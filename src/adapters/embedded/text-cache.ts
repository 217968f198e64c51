/** Texts by object, the latest of them: as many as fit into `maxCharacters`. */
export interface TextCache {
  readonly get: (key: object) => string | undefined;
  readonly set: (key: object, text: string) => void;
}

export function createTextCache(maxCharacters: number): TextCache {
  const texts = new Map<object, string>();
  let characters = 0;
  return {
    get: (key) => texts.get(key),
    set: (key, text) => {
      if (text.length > maxCharacters) return;
      texts.set(key, text);
      characters += text.length;
      for (const [oldest, oldText] of texts) {
        if (characters <= maxCharacters) return;
        texts.delete(oldest);
        characters -= oldText.length;
      }
    },
  };
}
