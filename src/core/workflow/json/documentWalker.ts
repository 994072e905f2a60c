import { isJsonLines } from './jsonLines.ts';
import { type JsonHandler, JsonWalker } from './jsonWalker.ts';

/**
 * Walks a whole document: JSON, JSON with comments, or JSON Lines. Whatever looks for a value by its path has to walk like
 * this, or the paths in JSON Lines would lead to other values.
 */
export function documentWalker<Container>(text: string, handler: JsonHandler<Container>): JsonWalker<Container> {
  return new JsonWalker(text, handler, { isLines: isJsonLines(text) });
}
