import type { ImageProblem } from '../../core/workflow/embedded/unreadableImage.ts';
import { maxSharedBytes } from '../documents/workflowSources.ts';
import { formatLimit } from '../text/figures.ts';
import { l10n } from '../text/l10n.ts';
import type { ShownText } from '../text/shown.ts';

/** Why no workflow is opened from an image. */
export function imageProblemText(problem: ImageProblem, name: ShownText): ShownText {
  switch (problem) {
    case 'otherFormat':
      return l10n.t("{0} isn't a PNG or WebP image. Workflows are read from these two only.", name);
    case 'truncated':
      return l10n.t('{0} is incomplete, and no workflow comes before its end.', name);
    case 'damaged':
      return l10n.t('The workflow in {0} is damaged.', name);
    case 'tooLarge':
      return l10n.t(
        'The workflow in {0} is too large: VS Code shares up to {1} with extensions.',
        name,
        formatLimit(maxSharedBytes),
      );
    case 'tooManyParts':
      return l10n.t("{0} has more parts than an image can have, so it wasn't read any further.", name);
  }
}

export function nothingEmbeddedText(name: ShownText): ShownText {
  return l10n.t(
    '{0} contains no workflow. ComfyUI embeds one in the images it saves, but many programs and websites remove it.',
    name,
  );
}
