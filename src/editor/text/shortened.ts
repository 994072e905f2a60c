/** A text that fits into a line, with its end kept: that is where a file name has its extension and its number. */
export function shortened(text: string, longest = 40): string {
  const characters = [...text];
  if (characters.length <= longest) {
    return text;
  }
  const end = Math.floor(longest / 3);
  return `${characters.slice(0, longest - end - 1).join('')}…${characters.slice(-end).join('')}`;
}
